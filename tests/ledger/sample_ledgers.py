"""Ledgers to try things on."""

import json
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from zlib import crc32

from jingling.ledger.segment import closing_line, group, read_contents, records_path
from jingling.ledger.stream import stream_path

STREAM = "gate-1"


def lines(count: int, first: int = 0) -> list[bytes]:
    """Make records that differ."""
    return [
        json.dumps({"verdict": "允许", "call": at}, ensure_ascii=False).encode()
        for at in range(first, first + count)
    ]


@contextmanager
def copied(directory: Path) -> Iterator[Path]:
    """Copy a data directory, as a machine that lost its writer would find it."""
    with TemporaryDirectory() as place:
        copy = Path(place) / "data"
        shutil.copytree(directory, copy)
        yield copy


@dataclass(frozen=True)
class Kept:
    """A ledger with closed segments, a gap, an open segment, and three published roots."""

    directory: Path
    roots: tuple[str, ...]
    records: dict[int, bytes]


def read_segment(directory: Path, segment: int) -> tuple[int, list[bytes], Callable[[list[bytes]], None]]:
    """Read a segment: first number, records, and how to write others into it with sound checksums."""
    path = records_path(stream_path(directory, STREAM), segment)
    contents = read_contents(path.read_bytes())
    assert contents

    def rewrite(records: list[bytes]) -> None:
        header = contents.header.line()
        body, crc = group(records, crc32(header)) if records else (b"", crc32(header))
        end = closing_line(contents.closing, crc) if contents.closing else b""
        path.write_bytes(header + body + end)

    return contents.header.first, list(contents.records), rewrite
