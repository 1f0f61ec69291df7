"""Root files: what each closed segment held, in one line of JSON each.

`roots.jsonl` in a stream's directory has a line for each closed segment. Each names the line before it by
its hash, so that they form a chain; as leaves of a tree they make the root of the stream. Beside a sealed
segment lies `00000012.leaves`, 32 bytes for each record: its leaf hash. It proves nothing that the root does
not, but when a root is wrong it tells which record is.
"""

import re
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, get_args

from jingling.ledger.durable import write_durably
from jingling.ledger.errors import DamagedError
from jingling.ledger.segment import Contents, Ending, as_line, from_line, read_lines, records_path
from jingling.ledger.stream import read_segment
from jingling.ledger.tree import leaf_hash, leaf_hashes, tree_hash


@dataclass(frozen=True, slots=True)
class Seal:
    """What a closed segment held.

    Args:
        stream: whose it is.
        segment: its place in the stream, from 0.
        first: sequence number of its first record.
        count: its records.
        next: number of the next segment's first record; beyond `first + count` if its last record is a gap.
        root: hash of the tree of its records, hexadecimal.
        previous: leaf hash of the line before, hexadecimal; None for the first.
        opened_at: RFC 3339, UTC.
        closed_at: RFC 3339, UTC.
        ended: why it was closed.
    """

    stream: str
    segment: int
    first: int
    count: int
    next: int
    root: str
    previous: str | None
    opened_at: str
    closed_at: str
    ended: Ending

    def line(self) -> bytes:
        """Return it as its line, without newline."""
        return as_line(asdict(self))

    def leaf(self) -> bytes:
        """Return its hash as a leaf of the stream's tree."""
        return leaf_hash(self.line())


def seal_of(contents: Contents, root: bytes, previous: str | None) -> Seal | None:
    """Return the seal of a segment as it was read, with the hash of its records; None if it is not closed."""
    header, closing = contents.header, contents.closing
    if closing is None:
        return None
    return Seal(
        stream=header.stream,
        segment=header.segment,
        first=header.first,
        count=len(contents.records),
        next=closing.next,
        root=root.hex(),
        previous=previous,
        opened_at=header.opened_at,
        closed_at=closing.at,
        ended=closing.ended,
    )


def roots_path(stream: Path) -> Path:
    """Return where the root lines of a stream lie."""
    return stream / "roots.jsonl"


def leaves_path(stream: Path, segment: int) -> Path:
    """Return where the leaf hashes of a segment lie."""
    return stream / f"{segment:08d}.leaves"


def read_leaves(stream: Path, segment: int) -> list[bytes]:
    """Read the leaf hashes that were kept of a segment; none if there are none."""
    path = leaves_path(stream, segment)
    data = path.read_bytes() if path.exists() else b""
    return [data[at : at + 32] for at in range(0, len(data), 32)]


def read_seals(stream: Path) -> list[Seal]:
    """Read the root lines of a stream.

    Raises:
        DamagedError: a line is none, byte for byte.
    """
    path = roots_path(stream)
    lines = read_lines(path)
    return [seal_of_line(line, f"{path}, line {at}") for at, line in enumerate(lines, start=1)]


def seal_of_line(line: bytes, where: str) -> Seal:
    """Read a root line.

    Raises:
        DamagedError: it is none, byte for byte; the message names where it came from.
    """
    told: dict[str, Any] = from_line(line, where)
    try:
        seal = Seal(**told)
    except TypeError as fault:
        raise DamagedError(
            f"{where} is no root.", "`jingling ledger verify` tells what else is damaged."
        ) from fault
    numbers = (seal.segment, seal.first, seal.count, seal.next)
    hashes = (seal.root, seal.root if seal.previous is None else seal.previous)
    if (
        not all(type(number) is int and number >= 0 for number in numbers)
        or not all(re.fullmatch("[0-9a-f]{64}", str(digest)) for digest in hashes)
        or not all(isinstance(text, str) for text in (seal.stream, seal.opened_at, seal.closed_at))
        or seal.ended not in get_args(Ending)
        or seal.line() != line
    ):
        raise DamagedError(f"{where} is no root.", "`jingling ledger verify` tells what else is damaged.")
    return seal


def seal_closed(stream: Path) -> list[Seal]:
    """Hash the segments that were closed since the last time; return all seals of the stream.

    Raises:
        DamagedError: a segment or a root line is not what it should be.
    """
    seals = read_seals(stream)
    known = len(seals)
    while records_path(stream, len(seals)).exists():
        contents = read_segment(stream, len(seals))
        leaves = leaf_hashes(contents.records)
        seal = seal_of(contents, tree_hash(leaves), seals[-1].leaf().hex() if seals else None)
        if seal is None:
            break
        write_durably(leaves_path(stream, seal.segment), b"".join(leaves))
        seals.append(seal)
    if len(seals) > known:
        write_durably(roots_path(stream), b"".join(seal.line() + b"\n" for seal in seals))
    return seals
