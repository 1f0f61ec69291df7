"""Reading a stream: its records in order, or one of them by its number."""

import os
from bisect import bisect_right
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from jingling.ledger.errors import DamagedError, UnprovedError
from jingling.ledger.evidence import Evidence, format_evidence
from jingling.ledger.segment import Contents, read_contents, read_header, records_path


class Record(NamedTuple):
    """One record as it was appended, and its sequence number."""

    sequence: int
    line: bytes


def stream_path(directory: Path, stream: str) -> Path:
    """Return where a stream of a data directory lies."""
    return directory / "ledger" / stream


def stream_names(directory: Path) -> list[str]:
    """Return the names of the streams that a data directory has."""
    found = (directory / "ledger").glob("*/*.records")
    return sorted({path.parent.name for path in found})


def segments_kept(stream: Path) -> list[int]:
    """Return the segments whose records are there."""
    return sorted(int(path.stem) for path in stream.glob("*.records"))


def read_segment(stream: Path, segment: int, *, sync: bool = False) -> Contents:
    """Read a segment's whole groups; with `sync`, make sure that power loss cannot take them back.

    Raises:
        DamagedError: it is not this segment of this stream; or it is not whole, although the next has begun.
    """
    path = records_path(stream, segment)
    ended = records_path(stream, segment + 1).exists()
    with path.open("rb") as file:
        contents = read_contents(file.read())
        if sync:
            os.fsync(file.fileno())
    if (
        contents is None
        or (contents.header.stream, contents.header.segment) != (stream.name, segment)
        or (ended and contents.closing is None)
    ):
        raise DamagedError(f"{path} is damaged.", "`jingling ledger verify` tells where, and what else is.")
    return contents


def records(directory: Path, stream: str, since: int = 0) -> Iterator[Record]:
    """Read the records of a stream from the number `since` on, as far as they are there and whole.

    It may run while the stream is written. Records that retention took are left out; a gap marker stands
    as a record under the first number that it covers.
    """
    path = stream_path(directory, stream)
    kept = segments_kept(path)
    firsts = [_first(path, segment) for segment in kept]
    for segment in kept[max(bisect_right(firsts, since) - 1, 0) :]:
        contents = read_segment(path, segment)
        for sequence, line in enumerate(contents.records, start=contents.header.first):
            if sequence >= since:
                yield Record(sequence, line)


def find(directory: Path, evidence: Evidence) -> Record:
    """Return the record with a number, or the gap marker that covers it.

    Raises:
        UnprovedError: there is none.
    """
    path = stream_path(directory, evidence.stream)
    segment, index = place(path, evidence)
    return Record(_first(path, segment) + index, read_segment(path, segment).records[index])


def place(stream: Path, evidence: Evidence) -> tuple[int, int]:
    """Return the segment and the index in it of a record, or of the gap marker that covers its number.

    Raises:
        UnprovedError: there is none.
    """
    kept = segments_kept(stream)
    at = bisect_right(kept, evidence.sequence, key=lambda segment: _first(stream, segment)) - 1
    if at >= 0:
        contents = read_segment(stream, kept[at])
        index, count = evidence.sequence - contents.header.first, len(contents.records)
        if index < count:
            return kept[at], index
        if contents.closing and evidence.sequence < contents.closing.next:
            return kept[at], count - 1
    raise UnprovedError(
        f"There is no record {format_evidence(*evidence)} here.",
        "It may be of another data directory, be retired, or not be written yet.",
    )


def _first(stream: Path, segment: int) -> int:
    path = records_path(stream, segment)
    with path.open("rb") as file:
        header = read_header(file.readline())
    if header is None:
        raise DamagedError(f"{path} is damaged.", "`jingling ledger verify` tells where, and what else is.")
    return header.first
