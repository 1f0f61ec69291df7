"""A capture of SIP over UDP, as Kamailio's module `sipdump` leaves it: pcap files, read back."""

from collections.abc import Iterator
from pathlib import Path
from struct import Struct
from typing import NamedTuple

from jingling.gate.errors import GateError

_GLOBAL_BYTES = 24
_RECORD = Struct("<IIII")
_ETHERNET_BYTES = 14
_ETHERNET = 1


class Message(NamedTuple):
    """One SIP message on the wire (信令消息); addresses are `host:port`."""

    source: str
    target: str
    first: str
    headers: tuple[tuple[str, str], ...]

    def header(self, name: str) -> str:
        """Return the first value of a header field, empty without one."""
        return next((value for key, value in self.headers if key == name.lower()), "")

    @property
    def status(self) -> int:
        """The status of an answer, 0 of a request."""
        return int(self.first.split()[1]) if self.first.startswith("SIP/2.0 ") else 0


def read_capture(path: Path) -> Iterator[Message]:
    """Read the SIP messages of a capture, in their order.

    Raises:
        GateError: it is no pcap of Ethernet frames.
    """
    data = path.read_bytes()
    if data[:4] != b"\xd4\xc3\xb2\xa1" or data[20:24] != _ETHERNET.to_bytes(4, "little"):
        raise GateError(f"{path} is no capture of Ethernet frames.")
    at = _GLOBAL_BYTES
    while at + _RECORD.size <= len(data):
        _, _, kept, _ = _RECORD.unpack_from(data, at)
        at += _RECORD.size
        frame, at = data[at : at + kept], at + kept
        packet = frame[_ETHERNET_BYTES:]
        start = (packet[0] & 15) * 4
        yield _message(packet, packet[start:])


def _message(packet: bytes, datagram: bytes) -> Message:
    hosts = [".".join(str(byte) for byte in packet[begin : begin + 4]) for begin in (12, 16)]
    ports = [int.from_bytes(datagram[begin : begin + 2], "big") for begin in (0, 2)]
    text = datagram[8:].decode("utf-8", "replace").partition("\r\n\r\n")[0]
    first, *rest = text.split("\r\n")
    headers = tuple(
        (name.strip().lower(), value.strip()) for name, _, value in (one.partition(":") for one in rest)
    )
    return Message(f"{hosts[0]}:{ports[0]}", f"{hosts[1]}:{ports[1]}", first, headers)
