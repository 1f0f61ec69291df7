"""One segment of a stream, as it lies on disk: `00000012.records`.

A header; then groups, the records of one `append`, a line each, behind a line that tells how many they
are, in how many bytes, with which checksum; at last, unless its writer died, a line that closes it:

    #segment {"stream":"gate-1","segment":12,"first":786432,"limit":65536,"opened_at":"…"}
    #group 2 212 5f0c1d9a
    {"verdict":"allow",…}
    {"verdict":"reject",…}
    #closed {"next":786434,"ended":"closed","at":"…"} 0b5e77c1

The checksum is a CRC-32 that runs on through the file. It is there for power loss, not for fraud: what was
not yet synced may come back as anything, even as groups of an older file, and a running sum takes none of
that for ours. Fraud is for the hashes (`sealing.py`).
"""

import json
import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal
from zlib import crc32

from jingling.ledger.errors import DamagedError, RecordError

Ending = Literal["full", "closed", "gap"]
"""Why a segment ended: it was full, its writer was closed, or numbers without records follow."""

_SEGMENT, _CLOSED = b"#segment ", b"#closed "
_GROUP_LINE = re.compile(rb"#group ([0-9]{1,9}) ([0-9]{1,12}) ([0-9a-f]{8})\n")
_CLOSED_LINE = re.compile(rb"#closed (.+) ([0-9a-f]{8})\n")


@dataclass(frozen=True, slots=True)
class Header:
    """What is known of a segment when it opens.

    Args:
        stream: whose it is.
        segment: its place in the stream, from 0.
        first: sequence number of its first record.
        limit: records at which it is closed.
        opened_at: RFC 3339, UTC.
    """

    stream: str
    segment: int
    first: int
    limit: int
    opened_at: str

    def line(self) -> bytes:
        """Return the header as the first line of the file, with its newline."""
        return _SEGMENT + as_line(asdict(self)) + b"\n"


@dataclass(frozen=True, slots=True)
class Closing:
    """What is added when it ends.

    Args:
        next: number of the next segment's first record; beyond this one's last if that is a gap marker.
        ended: why.
        at: RFC 3339, UTC.
    """

    next: int
    ended: Ending
    at: str


@dataclass(frozen=True, slots=True)
class Contents:
    """What could be read of a segment, up to the first byte that is not ours.

    Args:
        header: its first line.
        records: the records of whole groups, in order.
        groups: for each whole group, the number of records up to its end.
        closing: None if the segment is open, or its writer died.
        size: bytes read; what follows them is torn.
        crc: the running sum at that point.
    """

    header: Header
    records: tuple[bytes, ...]
    groups: tuple[int, ...]
    closing: Closing | None
    size: int
    crc: int


def records_path(stream: Path, segment: int) -> Path:
    """Return where the records of a segment lie."""
    return stream / f"{segment:08d}.records"


def torn_path(stream: Path, segment: int) -> Path:
    """Return where a crash's remains are put aside, bytes that were no whole group."""
    return stream / f"{segment:08d}.torn"


def group(records: Sequence[bytes], crc: int) -> tuple[bytes, int]:
    """Return the bytes of one group, and the running sum after it.

    Raises:
        RecordError: a record has several lines.
    """
    lines = b"\n".join(records) + b"\n"
    if lines.count(b"\n") != len(records):
        raise RecordError("A record has more than one line.", "Write it as JSON on one line.")
    crc = crc32(lines, crc)
    return b"#group %d %d %08x\n" % (len(records), len(lines), crc) + lines, crc


def closing_line(closing: Closing, crc: int) -> bytes:
    """Return the line that closes a segment."""
    told = as_line(asdict(closing))
    return _CLOSED + told + b" %08x\n" % crc32(told, crc)


def read_contents(data: bytes) -> Contents | None:
    """Read a segment's bytes; None if not even the header is whole."""
    header = read_header(data)
    if header is None:
        return None
    at = len(header.line())
    crc = crc32(data[:at])
    records: list[bytes] = []
    groups: list[int] = []
    closing = None
    while told := _GROUP_LINE.match(data, at):
        lines = data[told.end() : told.end() + int(told[2])]
        after = crc32(lines, crc)
        written = b"#group %d %d %08x\n" % (lines.count(b"\n"), len(lines), after)
        if not lines.endswith(b"\n") or told[0] != written:
            break
        records += lines[:-1].split(b"\n")
        groups.append(len(records))
        at, crc = told.end() + len(lines), after
    if (told := _CLOSED_LINE.match(data, at)) and int(told[2], 16) == crc32(told[1], crc):
        closing = Closing(**json.loads(told[1]))
        at = told.end()
    return Contents(header, tuple(records), tuple(groups), closing, at, crc)


def read_header(data: bytes) -> Header | None:
    """Read the first line of a segment; None if it is no whole header."""
    line, newline, _ = data.partition(b"\n")
    try:
        header = Header(**json.loads(line.removeprefix(_SEGMENT)))
    except (ValueError, TypeError):
        return None
    return header if header.line() == line + newline else None


def as_line(value: object) -> bytes:
    """Return a value as JSON on one line, in the one way that the ledger writes it."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


def read_lines(path: Path) -> list[bytes]:
    """Read the lines of a file that the ledger wrote; none if it is not there."""
    lines = path.read_bytes().split(b"\n") if path.exists() else [b""]
    return lines if lines[-1] else lines[:-1]


def from_line(line: bytes, where: str) -> dict[str, Any]:
    """Read a JSON object that the ledger wrote.

    Raises:
        DamagedError: it is none; the message names where it came from.
    """
    try:
        value = json.loads(line)
    except ValueError:
        value = None
    if not isinstance(value, dict):
        raise DamagedError(f"{where} is damaged.", "`jingling ledger verify` tells what else is.")
    return value


def read_gap(record: bytes) -> dict[str, Any]:
    """Read a gap marker: `first`, `count`, `at`, `reason`; empty if the record is none."""
    if not record.startswith(b'{"ledger":"gap",'):
        return {}
    return from_line(record, "The gap marker")


def now() -> str:
    """Return the present moment, RFC 3339, UTC, in milliseconds."""
    return datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
