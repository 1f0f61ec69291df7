"""A switch with the gate inside, a telephone that speaks SIP by hand, and what the workers recorded."""

import json
import os
import re
import shutil
import socket
import time
from pathlib import Path
from typing import Self

from jingling.gate.kamailio_process import DEPLOY, KamailioProcess, free_port
from jingling.gate.sip_demo import LOCAL, PEERS, publish_lists

TRUSTED = PEERS["trunk"]
UNTRUSTED_TRUNK = "127.0.0.5"
EVERYBODY = [
    *((address, line) for line, address in PEERS.items()),
    (UNTRUSTED_TRUNK, "trunk"),
    (LOCAL, "phones"),
]
SECRET = "of the tests"


class Telephone:
    """A UDP socket that speaks SIP by hand: sends what it is told, shows what comes back."""

    def __init__(self, address: str, port: int = 0) -> None:
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.bind((address, port))
        self.address = f"{address}:{self.socket.getsockname()[1]}"
        self.made = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.socket.close()

    def invite(
        self,
        callee: str = "+8613800000001",
        shown: str = "<sip:+8613911112222@example.com>",
        *extra: str,
        call: str = "",
        branch: str = "",
        to_tag: str = "",
    ) -> bytes:
        """Write an INVITE; a new call unless one is named."""
        self.made += 1
        call = call or f"{self.made}-{os.getpid()}-{self.address}"
        to = f"<sip:{callee}@example.com>" + (f";tag={to_tag}" if to_tag else "")
        lines = (
            f"INVITE sip:{callee}@example.com SIP/2.0",
            f"Via: SIP/2.0/UDP {self.address};branch=z9hG4bK{branch or self.made}-{call}",
            f"From: {shown};tag=mine",
            f"To: {to}",
            f"Call-ID: {call}",
            "CSeq: 1 INVITE",
            f"Contact: <sip:me@{self.address}>",
            "Max-Forwards: 70",
            *extra,
            "Content-Length: 0",
        )
        return "\r\n".join((*lines, "", "")).encode()

    def send(self, message: bytes, port: int) -> None:
        """Send a message to a port of 127.0.0.1."""
        self.socket.sendto(message, (LOCAL, port))

    def hear(self, seconds: float = 5) -> str:
        """Return the next message, empty if none comes in time."""
        self.socket.settimeout(seconds)
        try:
            return self.socket.recv(65_536).decode("utf-8", "replace")
        except TimeoutError:
            return ""

    def hear_of(self, call: str, seconds: float = 5) -> str:
        """Return the next message of a call, empty if none comes in time."""
        until = time.monotonic() + seconds
        while (left := until - time.monotonic()) > 0:
            if header(heard := self.hear(left), "Call-ID") == call:
                return heard
        return ""

    def ask(self, message: bytes, port: int) -> str:
        """Send a request, and return its final answer."""
        self.send(message, port)
        while (heard := self.hear()).startswith("SIP/2.0 1"):
            pass
        return heard


def status(answer: str) -> int:
    """Return an answer's status, 0 without one."""
    return int(answer.split()[1]) if answer.startswith("SIP/2.0 ") else 0


def header(message: str, name: str) -> str:
    """Return the value of a header field, empty without one."""
    found = re.search(rf"^{name}:\s*(.*?)\r$", message, re.IGNORECASE | re.MULTILINE)
    return found[1] if found else ""


def records(data: Path) -> list[dict[str, object]]:
    """Return what the workers recorded."""
    return [
        json.loads(line)
        for file in sorted((data / "ledger").glob("sip-[0-9]*/*.records"))
        for line in file.read_text("utf-8").splitlines()
        if '"record":' in line
    ]


def records_of(data: Path, call: str) -> list[dict[str, object]]:
    """Return what was recorded of one call."""
    return [record for record in records(data) if str(record.get("call_id", "")).startswith(call)]


class Switch(KamailioProcess):
    """Kamailio in one mode, with the demonstration's lists, and telephones behind it.

    Attributes:
        data: the gate's directory.
        telephone, challenge: ports of the next hop and the challenge service.
    """

    def __init__(self, mode: str, home: Path, **environment: str) -> None:
        shutil.rmtree(home, ignore_errors=True)
        home.mkdir(parents=True)
        self.data = home / "gate"
        publish_lists(self.data)
        (self.data / "gate.toml").write_text(f'trusted_peers = ["{TRUSTED}"]\n')
        self.telephone, self.challenge = free_port(), free_port()
        settings = {
            "GATE_DATA": str(self.data),
            "GATE_WORKERS": "2",
            "GATE_CALLS_PER_SECOND": "100000",
            "GATE_NEXT_HOP": f"{LOCAL}:{self.telephone}",
            "GATE_CHALLENGE": f"{LOCAL}:{self.challenge}",
            "GATE_SECRET": SECRET,
        }
        super().__init__(DEPLOY / f"{mode}.cfg", home, settings | environment, EVERYBODY)
