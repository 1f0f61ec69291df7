"""One segment of a stream, as it lies on disk.

`00000012.records` is a header line, then groups: the records of one `append`, a line each, and a trailer
that tells how many they are and the running CRC-32 of the file's records and header so far:

    #segment {"stream":"gate-1","segment":12,"first":786432,"limit":65536,"opened_at":"…"}
    {"verdict":"allow",…}
    {"verdict":"reject",…}
    #group 2 5f0c1d9a

The CRC is there for power loss, not for fraud: what was not yet synced may come back as anything, even as
groups of an older file, and a running sum takes none of that for ours. Against fraud stand the hashes:
`00000012.leaves` holds the 32 bytes of each record's leaf hash, so that an altered record can be named.
"""

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from zlib import crc32

from jingling.ledger.errors import DamagedError, RecordError

_SEGMENT = b"#segment "
_GROUP = b"#group "


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
class Contents:
    """What was read of a segment: its whole groups, up to the first byte that is not ours.

    Args:
        header: None if even that is not whole; then there are no records.
        records: the records of the whole groups, in order.
        ends: for each whole group, the number of records up to its end.
        size: bytes that header and whole groups take.
        crc: the running sum at that point.
    """

    header: Header | None
    records: tuple[bytes, ...]
    ends: tuple[int, ...]
    size: int
    crc: int


def records_path(stream: Path, segment: int) -> Path:
    """Return where the records of a segment lie."""
    return stream / f"{segment:08d}.records"


def leaves_path(stream: Path, segment: int) -> Path:
    """Return where the leaf hashes of a segment lie."""
    return stream / f"{segment:08d}.leaves"


def torn_path(stream: Path, segment: int) -> Path:
    """Return where a crash's remains are put aside, bytes that were no whole group."""
    return stream / f"{segment:08d}.torn"


def group(records: Iterable[bytes], crc: int) -> tuple[bytes, int]:
    """Return the bytes of one group and the running sum after it.

    Raises:
        RecordError: a record is empty, has several lines, or begins with `#`.
    """
    lines = [*records, b""]
    block = b"\n".join(lines)
    if (
        block.count(b"\n") != len(lines) - 1
        or block.startswith((b"#", b"\n"))
        or b"\n#" in block
        or b"\n\n" in block
    ):
        raise RecordError("A record is empty, has several lines, or begins with #.", "Write it as JSON.")
    crc = crc32(block, crc)
    return block + _GROUP + b"%d %08x\n" % (len(lines) - 1, crc), crc


def read_contents(data: bytes) -> Contents:
    """Read a segment's whole groups; whatever follows the last of them is left out."""
    header = _read_header(data)
    if header is None:
        return Contents(None, (), (), 0, 0)
    at = data.index(b"\n") + 1
    crc = crc32(data[:at])
    records: list[bytes] = []
    ends: list[int] = []
    while (mark := data.find(b"\n" + _GROUP, at)) >= 0:
        block = data[at : mark + 1]
        after = crc32(block, crc)
        trailer = _GROUP + b"%d %08x\n" % (block.count(b"\n"), after)
        if not data.startswith(trailer, mark + 1):
            break
        records += block[:-1].split(b"\n")
        ends.append(len(records))
        at, crc = mark + 1 + len(trailer), after
    return Contents(header, tuple(records), tuple(ends), at, crc)


def _read_header(data: bytes) -> Header | None:
    line, newline, _ = data.partition(b"\n")
    if not line.startswith(_SEGMENT) or not newline:
        return None
    try:
        header = Header(**json.loads(line.removeprefix(_SEGMENT)))
    except (ValueError, TypeError):
        return None
    return header if header.line() == line + newline else None


def as_line(value: object) -> bytes:
    """Return a value as JSON on one line, in the one way that the ledger writes it."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


def from_line(line: bytes, path: Path) -> dict[str, object]:
    """Read a JSON object that the ledger wrote into a file.

    Raises:
        DamagedError: it is none.
    """
    try:
        value = json.loads(line)
    except ValueError:
        value = None
    if not isinstance(value, dict):
        raise DamagedError(f"{path} is damaged.", "`jingling ledger verify` tells what else is.")
    return value


def now() -> str:
    """Return the present moment, RFC 3339, UTC, in milliseconds."""
    return datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
