"""A Kamailio of one's own on loopback, with the gate inside: for the demonstration, the tests and figures."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import IO, Self

from jingling.gate.errors import GateError

_READY_S = 20.0
_PACKAGED = Path(__file__).parents[1] / "deploy" / "kamailio"
_IN_SOURCE = Path(__file__).parents[3] / "deploy" / "kamailio"
DEPLOY = _PACKAGED if _PACKAGED.exists() else _IN_SOURCE
"""Where the configurations are."""


class KamailioProcess:
    """Kamailio with one of our configurations, from entering the context to leaving it.

    Args:
        configuration: its file.
        home: a folder for its log and its register of peers.
        environment: what the configuration reads, besides what is set here.
        peers: address and line of everybody who may send; the first is asked for from here.

    Attributes:
        port: its UDP port on 127.0.0.1.
        log: what it wrote.
    """

    def __init__(
        self,
        configuration: Path,
        home: Path,
        environment: Mapping[str, str],
        peers: Sequence[tuple[str, str]],
    ) -> None:
        self.port = free_port()
        self.log = home / f"{configuration.stem}.log"
        self._configuration = configuration
        self._peers = peers
        addresses = home / "addresses"
        addresses.write_text("".join(f"1 {address} 32 0 {line}\n" for address, line in peers))
        self._environment = {
            **os.environ,
            "GATE_LISTEN": f"udp:127.0.0.1:{self.port}",
            "GATE_ADDRESSES": str(addresses),
            "GATE_SCRIPT": str(DEPLOY / "gate.py"),
            "GATE_PYTHONPATH": ":".join(_import_folders()),
            **environment,
        }
        self._process: subprocess.Popen[bytes] | None = None
        self._output: IO[bytes] | None = None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    @property
    def pid(self) -> int:
        """The main process; 0 if it does not run."""
        return 0 if self._process is None else self._process.pid

    def start(self) -> None:
        """Start it, and wait until it answers.

        Raises:
            GateError: Kamailio is not installed, or does not start.
        """
        program = shutil.which("kamailio") or shutil.which("kamailio", path="/usr/sbin")
        if program is None:
            raise GateError(
                "Kamailio is not installed.", "apt-get install kamailio kamailio-python3-modules sip-tester"
            )
        self._output = self.log.open("ab")
        self._process = subprocess.Popen(  # noqa: S603 - the program found, our own arguments
            [program, "-x", "tlsf", "-m", "64", "-M", "8", "-DD", "-E", "-f", str(self._configuration)],
            env=self._environment,
            stdout=self._output,
            stderr=subprocess.STDOUT,
            cwd=self.log.parent,
            start_new_session=True,
        )
        until = time.monotonic() + _READY_S
        while not self._answers():
            if self._process.poll() is not None or time.monotonic() > until:
                self.stop()
                told = self.log.read_text("utf-8", "replace").splitlines()[-3:]
                raise GateError("Kamailio does not start.", " / ".join(told) or str(self.log))

    def workers(self) -> list[int]:
        """Return the process ids of all its children."""
        tasks = Path(f"/proc/{self.pid}/task/{self.pid}/children")
        return [int(pid) for pid in tasks.read_text().split()] if tasks.exists() else []

    def cpu_s(self) -> float:
        """Return the CPU seconds that all its processes have used."""
        ticks = 0
        for pid in [self.pid, *self.workers()]:
            fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
            ticks += int(fields[11]) + int(fields[12])
        return ticks / os.sysconf("SC_CLK_TCK")

    def wait(self, seconds: float) -> None:
        """Wait until it has ended of itself.

        Raises:
            TimeoutExpired: it has not.
        """
        if self._process is not None:
            self._process.wait(seconds)

    def stop(self) -> None:
        """End it."""
        if self._process is not None and self._process.poll() is None:
            self._process.send_signal(signal.SIGTERM)
            try:
                self._process.wait(10)
            except subprocess.TimeoutExpired:
                os.killpg(self._process.pid, signal.SIGKILL)
                self._process.wait()
        self._process = None
        if self._output is not None:
            self._output.close()
            self._output = None

    def _answers(self) -> bool:
        address = self._peers[0][0]
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asking:
            asking.bind((address, 0))
            asking.settimeout(0.2)
            via = f"{address}:{asking.getsockname()[1]}"
            lines = (
                f"OPTIONS sip:127.0.0.1:{self.port} SIP/2.0",
                f"Via: SIP/2.0/UDP {via};branch=z9hG4bK-ready",
                f"From: <sip:ready@{address}>;tag=ready",
                f"To: <sip:127.0.0.1:{self.port}>",
                f"Call-ID: ready@{address}",
                "CSeq: 1 OPTIONS",
                "Max-Forwards: 70",
                "Content-Length: 0",
            )
            try:
                asking.sendto("\r\n".join((*lines, "", "")).encode(), ("127.0.0.1", self.port))
                return asking.recv(4096).startswith(b"SIP/2.0 200")
            except OSError:
                return False


def free_port() -> int:
    """Return a UDP port of 127.0.0.1 that nobody uses at the moment."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def _import_folders() -> list[str]:
    """Return where this process imports from, the standard library apart: Kamailio's Python has its own."""
    library = Path(os.__file__).parent
    return [folder for folder in sys.path if Path(folder).is_dir() and _is_ours(Path(folder), library)]


def _is_ours(folder: Path, library: Path) -> bool:
    return "site-packages" in folder.parts or not folder.is_relative_to(library)
