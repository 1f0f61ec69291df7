"""Publishing: one hash of 64 characters for all that the ledger holds now.

A *statement* is a line of JSON in `ledger/published.jsonl`. For each stream it gives the root of the tree
of its closed segments' root lines, and for the segment still open the root of the tree of its records so
far. It names the statement before it by its hash, and its own hash is the *published root*: whoever keeps
that can hold every earlier statement, segment and record to it.
"""

import os
from dataclasses import asdict, dataclass
from mmap import ACCESS_READ, mmap
from pathlib import Path

from jingling.ledger.durable import append_line, whole_lines, write_durably
from jingling.ledger.errors import DamagedError, LedgerError, UnprovedError
from jingling.ledger.sealing import leaves_path, seal_closed
from jingling.ledger.segment import as_line, from_line, now, records_path
from jingling.ledger.stream import read_segment, stream_names, stream_path
from jingling.ledger.tree import leaf_hash, leaf_hashes, tree_hash
from jingling.ledger.writer import locked


@dataclass(frozen=True, slots=True)
class OpenPart:
    """The first `count` records of a segment that was still open."""

    segment: int
    first: int
    count: int
    root: str


@dataclass(frozen=True, slots=True)
class Head:
    """A stream at one moment: its first `segments` segments, closed, and what the next one held."""

    segments: int
    root: str
    open: OpenPart | None


@dataclass(frozen=True, slots=True)
class Statement:
    """What was published at one moment.

    Args:
        at: RFC 3339, UTC.
        previous: root of the statement before it; None for the first.
        streams: the head of each stream, by name.
    """

    at: str
    previous: str | None
    streams: dict[str, Head]

    def line(self) -> bytes:
        """Return it as its line, without newline."""
        return as_line({"ledger": "published"} | asdict(self))

    def root(self) -> str:
        """Return the published root: 64 hexadecimal digits."""
        return leaf_hash(self.line()).hex()


def publish(directory: Path) -> Statement:
    """Hash what was closed since the last time, state the present roots, and keep the statement.

    Writers may go on writing. What is published is synced first, so that power loss cannot take it back.
    If nothing was added since the last statement, that one is returned.

    Raises:
        BusyError: somebody else is publishing or retiring.
        DamagedError: a file of the ledger is not what it should be.
        LedgerError: there is nothing to publish.
    """
    names = stream_names(directory)
    if not names:
        raise LedgerError(f"{directory} has no ledger.", "Give the directory that the gate writes to.")
    lock = locked(directory / "ledger", "Try again when it is done.")
    try:
        return _publish(directory, names)
    finally:
        os.close(lock)


def _publish(directory: Path, names: list[str]) -> Statement:
    latest = _latest(statements_path(directory))
    heads = {name: _head(stream_path(directory, name)) for name in names}
    if latest is not None and latest.streams == heads:
        return latest
    statement = Statement(now(), None if latest is None else latest.root(), heads)
    append_line(statements_path(directory), statement.line())
    return statement


def _latest(path: Path) -> Statement | None:
    """Return the last statement of a file, of which there may be a million; None if there is none."""
    end = whole_lines(path) if path.exists() else 0
    if not end:
        return None
    with path.open("rb") as file, mmap(file.fileno(), 0, access=ACCESS_READ) as contents:
        line = contents[contents.rfind(b"\n", 0, end - 1) + 1 : end - 1]
    return statement_of_line(line, f"{path}, last line")


def _head(stream: Path) -> Head:
    seals = seal_closed(stream)
    root = tree_hash([seal.leaf() for seal in seals]).hex()
    if not records_path(stream, len(seals)).exists():
        return Head(len(seals), root, None)
    contents = read_segment(stream, len(seals), sync=True)
    leaves = leaf_hashes(contents.records)
    write_durably(leaves_path(stream, len(seals)), b"".join(leaves))
    part = OpenPart(len(seals), contents.header.first, len(leaves), tree_hash(leaves).hex())
    return Head(len(seals), root, part)


def statements_path(directory: Path) -> Path:
    """Return where the statements of a data directory lie."""
    return directory / "ledger" / "published.jsonl"


def read_statements(directory: Path) -> list[Statement]:
    """Read all statements, oldest first.

    Raises:
        DamagedError: a line is none, byte for byte.
    """
    path = statements_path(directory)
    lines = statement_lines(directory)
    return [statement_of_line(line, f"{path}, line {at}") for at, line in enumerate(lines, start=1)]


def statement_lines(directory: Path) -> list[bytes]:
    """Return the lines of the statements; one that has no end yet was not published."""
    path = statements_path(directory)
    return path.read_bytes().split(b"\n")[:-1] if path.exists() else []


def statement_of_line(line: bytes, where: str) -> Statement:
    """Read a statement.

    Raises:
        DamagedError: it is none, byte for byte; the message names where it came from.
    """
    told = from_line(line, where)
    try:
        statement = Statement(
            told["at"], told["previous"], {name: _head_of(head) for name, head in told["streams"].items()}
        )
    except (TypeError, KeyError, AttributeError):
        statement = None
    if statement is None or statement.line() != line:
        raise DamagedError(
            f"{where} is no statement.", "`jingling ledger verify` tells what else is damaged."
        )
    return statement


def _head_of(told: dict[str, object]) -> Head:
    part = told["open"]
    return Head(**(told | {"open": OpenPart(**part) if isinstance(part, dict) else None}))  # type: ignore[arg-type]


def statement_with(directory: Path, root: str) -> Statement:
    """Return the statement that was published as `root`.

    Raises:
        UnprovedError: there is none here.
    """
    for statement in read_statements(directory):
        if statement.root() == root.lower():
            return statement
    raise UnprovedError(
        f"{root} was not published from {directory}.", "Compare it with `ledger/published.jsonl` there."
    )
