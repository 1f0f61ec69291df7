"""A gate's server as a user starts it: the command, in processes of its own, on a free port."""

import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Answer:
    """An HTTP answer."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        """The body, read as JSON."""
        return json.loads(self.body)


@dataclass
class Server:
    """A running server."""

    process: subprocess.Popen[bytes]
    port: int
    log: Path

    def send(self, method: str, path: str, body: object = None, *, key: str = "", **headers: str) -> Answer:
        """Send one request over a connection of its own."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        named = {name.replace("_", "-"): text for name, text in headers.items()}
        if key:
            named["Authorization"] = f"Bearer {key}"
        text = body if isinstance(body, bytes) or body is None else json.dumps(body).encode()
        try:
            connection.request(method, path, text, named)
            answer = connection.getresponse()
            return Answer(
                answer.status, {name.lower(): text for name, text in answer.getheaders()}, answer.read()
            )
        finally:
            connection.close()

    def ask(self, question: object, **more: Any) -> Answer:
        """Ask for a decision, and ask again where a busy machine made the gate shed load."""
        for _ in range(100):
            answer = self.send("POST", "/v1/decisions", question, **more)
            if b"GATE-OVERLOAD" not in answer.body:
                break
            time.sleep(0.1)
        return answer

    def workers(self) -> list[int]:
        """Return the process ids of the workers: children that are Python and serve."""
        found = []
        for entry in Path("/proc").iterdir():
            if entry.name.isdigit():
                try:
                    stat = (entry / "stat").read_text().rpartition(")")[2].split()
                    command = (entry / "cmdline").read_bytes()
                except OSError:
                    continue
                if int(stat[1]) == self.process.pid and b"spawn_main" in command:
                    found.append(int(entry.name))
        return found


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def start(directory: Path, port: int, *options: str, prefix: tuple[str, ...] = ()) -> Server:
    """Start a server, and wait until it answers."""
    log = directory.parent / "server.log"
    with log.open("ab") as errors:
        process = subprocess.Popen(
            [
                *prefix, Path(sys.executable).with_name("jingling"),
                "gate", "serve", "--data", str(directory), "--port", str(port), *options,
            ],
            stdout=errors,
            stderr=errors,
            start_new_session=True,
            env=os.environ | {"PYTHONUNBUFFERED": "1"},
        )  # fmt: skip
    server = Server(process, port, log)
    try:
        _wait_for(server)
    except BaseException:
        stop(server)
        raise
    return server


def stop(server: Server) -> None:
    """End a server with every process of it."""
    server.process.send_signal(signal.SIGTERM)
    try:
        server.process.wait(15)
    except subprocess.TimeoutExpired:
        os.killpg(server.process.pid, signal.SIGKILL)
        server.process.wait()


@contextmanager
def serving(directory: Path, *options: str, prefix: tuple[str, ...] = ()) -> Iterator[Server]:
    """Serve a directory until the block ends; every process of the server ends with it."""
    server = start(directory, free_port(), *options, prefix=prefix)
    try:
        yield server
    finally:
        stop(server)


def _wait_for(server: Server) -> None:
    for _ in range(600):
        if server.process.poll() is not None:
            break
        try:
            server.send("GET", "/v1/health")
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise AssertionError(f"no answer: {server.log.read_text()}")
