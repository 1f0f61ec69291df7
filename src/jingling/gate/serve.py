"""Serving: one or several workers behind one socket, safe unless told otherwise."""

import os
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext, suppress
from ipaddress import ip_address
from pathlib import Path

import msgspec
import uvicorn
from starlette.types import ASGIApp

from jingling.errors import JinglingError
from jingling.gate.errors import GateError
from jingling.gate.gate import Gate, seldom_collect
from jingling.gate.http import Served, application
from jingling.gate.keys import Keys

_SERVED = "JINGLING_GATE_SERVED"
_METRICS = "PROMETHEUS_MULTIPROC_DIR"
_RESTART_S = 1.0
_ROOTS = """
import os, sys
from pathlib import Path
from jingling.ledger import follow
os.nice(19)
follow(Path(sys.argv[1]), Path(sys.argv[2]), parent=int(sys.argv[3]))
"""


def serve(
    directory: Path,
    *,
    host: str = "127.0.0.1",
    port: int = 8700,
    workers: int = 1,
    keys: Path | None = None,
    certificate: Path | None = None,
    private_key: Path | None = None,
    trust_times: bool = False,
) -> None:
    """Serve until interrupted.

    Raises:
        GateError: an address beyond loopback without keys and TLS, or settings, rules or keys that
            cannot be used.
    """
    if not _is_loopback(host):
        if keys is None:
            raise GateError(f"{host} can be reached by others.", "Give --keys, or serve 127.0.0.1.")
        if certificate is None or private_key is None:
            raise GateError(f"{host} can be reached by others.", "Give --tls-certificate and --tls-key.")
    if keys is not None:
        Keys(keys)
    with Gate(directory, stream="check", trust_times=trust_times) as gate, suppress(JinglingError, OSError):
        gate.lists()  # hashed now if it must be, and not while calls wait
    roots = gate.settings.roots
    served = Served(str(directory.resolve()), str(keys.resolve()) if keys else "", trust_times, workers)
    with tempfile.TemporaryDirectory(prefix="jingling-metrics-") as metrics:
        os.environ[_SERVED] = msgspec.json.encode(served).decode()
        if workers > 1:
            os.environ[_METRICS] = metrics
        with publishing_roots(directory, directory / roots) if roots else nullcontext():
            uvicorn.run(
                "jingling.gate.serve:worker",
                factory=True,
                host=host,
                port=port,
                workers=workers,
                ssl_certfile=certificate,
                ssl_keyfile=private_key,
                access_log=False,
                log_level="warning",
                server_header=False,
                timeout_graceful_shutdown=5,
            )


@contextmanager
def publishing_roots(directory: Path, file: Path) -> Iterator[None]:
    """Publish the ledger's roots in a process beside the workers, started again should it die.

    It hashes every record once, which would hold up a worker's answers; it has the lowest priority, and
    ends when we do, however we end.
    """
    ended = threading.Event()
    command = [sys.executable, "-c", _ROOTS, str(directory), str(file), str(os.getpid())]

    def keep() -> None:
        while not ended.is_set():
            with subprocess.Popen(command, stdin=subprocess.DEVNULL) as process:  # noqa: S603 - it is ours
                while process.poll() is None and not ended.wait(0.2):
                    pass
                process.terminate()
            ended.wait(_RESTART_S)

    keeper = threading.Thread(target=keep, daemon=True)
    keeper.start()
    try:
        yield
    finally:
        ended.set()
        keeper.join()


def worker() -> ASGIApp:
    """Make one worker's application from its environment."""
    seldom_collect()
    return application(msgspec.json.decode(os.environ[_SERVED], type=Served))


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
