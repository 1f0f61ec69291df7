"""The root file of a closed segment: one line of JSON, `00000012.root.json`.

It says what the segment held, and names the root file before it by its hash, so that root files form a
chain; as leaves of a second tree they make the root of the stream (`publishing.py`).
"""

import os
import re
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Literal, get_args

from jingling.ledger.errors import DamagedError
from jingling.ledger.segment import as_line, from_line
from jingling.ledger.tree import leaf_hash

Ending = Literal["full", "closed", "gap"]
"""Why a segment ended: it was full, its writer was closed, or numbers without records follow."""


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
        previous: leaf hash of the root file before it, hexadecimal; None for the first.
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
        """Return the root file's line, without newline."""
        return as_line(asdict(self))

    def leaf(self) -> bytes:
        """Return its hash as a leaf of the stream's tree."""
        return leaf_hash(self.line())


def seal_path(stream: Path, segment: int) -> Path:
    """Return where the root file of a segment lies."""
    return stream / f"{segment:08d}.root.json"


def read_seal(path: Path) -> Seal:
    """Read a root file.

    Raises:
        DamagedError: it is not one, byte for byte.
    """
    return seal_of_line(path.read_bytes().removesuffix(b"\n"), path)


def seal_of_line(line: bytes, path: Path) -> Seal:
    """Read a root file's line; `path` is where it came from.

    Raises:
        DamagedError: it is not one, byte for byte.
    """
    try:
        seal = Seal(**from_line(line, path))  # type: ignore[arg-type]  # checked by the next lines
        whole = all(type(value) is int for value in (seal.segment, seal.first, seal.count, seal.next))
        texts = all(
            isinstance(text, str) for text in (seal.stream, seal.root, seal.opened_at, seal.closed_at)
        )
        hashes = (seal.root, seal.previous or seal.root)
        known = all(re.fullmatch("[0-9a-f]{64}", str(value)) for value in hashes)
        sound = whole and texts and known and seal.ended in get_args(Ending) and seal.line() == line
    except TypeError:
        sound = False
    if not sound:
        raise DamagedError(f"{path} is no root file.", "`jingling ledger verify` tells what else is damaged.")
    return seal


def write_durably(path: Path, data: bytes) -> None:
    """Write a file so that, whatever happens, it is either not there or whole."""
    making = path.with_name(path.name + ".making")
    with making.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    making.replace(path)
    sync_directory(path.parent)


def sync_directory(path: Path) -> None:
    """Make the names in a directory survive power loss."""
    handle = os.open(path, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
