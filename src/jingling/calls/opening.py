"""From bytes to text: compression, encoding, and the first records of a file.

UTF-8 is believed as long as all of the file decodes; then GB18030; a byte-order mark decides at once.
"""

import csv
import gzip
import io
import zlib
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, TextIO, cast

from jingling.calls.errors import DamagedError, NotCallRecordsError, UnreadableError

HEAD_BYTES = 1 << 18
_BLANK = 0x20
DELIMITERS = (",", ";", "\t", "|")
_MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_FOREIGN = {
    b"PK\x03\x04": "an Excel or ZIP file",
    b"\xd0\xcf\x11\xe0": "an old Excel file",
    b"%PDF": "a PDF file",
}


@dataclass(frozen=True, slots=True)
class Head:
    """The beginning of a file.

    Args:
        path: as the user named it.
        compressed: whether it is gzip.
        encodings: in which to try to read it, best guess first.
        text: its beginning, cut at the end of a line unless the file is shorter.
    """

    path: str
    compressed: bool
    encodings: tuple[str, ...]
    text: str


def look(path: str) -> Head | None:
    """Read the beginning of a text file; None when the file is empty.

    Raises:
        UnreadableError: it cannot be opened.
        NotCallRecordsError: it is not text.
        DamagedError: its compression is broken.
    """
    with bytes_of(path) as (stream, compressed):
        head = stream.read(HEAD_BYTES)
        if not head:
            return None
        whole = not stream.read(1)
    for magic, what in _FOREIGN.items():
        if head.startswith(magic):
            raise NotCallRecordsError(path, f"this is {what}.", "Export it as CSV or Parquet.")
    encodings = _encodings(path, head)
    text = head.decode(encodings[0], errors="replace")
    for encoding in encodings[:-1]:
        try:
            text = head.decode(encoding) if whole else _decode_beginning(head, encoding)
        except UnicodeDecodeError:
            continue
        break
    if not whole and "\n" in text:
        text = text[: text.rindex("\n") + 1]
    return Head(path, compressed, encodings, text)


def _decode_beginning(head: bytes, encoding: str) -> str:
    """Decode without minding a last character that is cut."""
    import codecs

    return codecs.getincrementaldecoder(encoding)().decode(head)


def _encodings(path: str, head: bytes) -> tuple[str, ...]:
    for mark, encoding in _MARKS:
        if head.startswith(mark):
            return (encoding, f"{encoding}:replace")
    sample = head[:4096]
    nulls = [sample[start::2].count(0) for start in (0, 1)]
    if max(nulls) > 0.3 * len(sample) and min(nulls) < 0.1 * max(nulls):  # Latin text in two bytes each
        encoding = "utf-16-le" if nulls[1] > nulls[0] else "utf-16-be"
        return (encoding, f"{encoding}:replace")
    if sum(byte < _BLANK and byte not in b"\t\n\r\f" for byte in sample) > 0.1 * len(sample):
        raise NotCallRecordsError(
            path, "this is not a text file.", "Call records are CSV, Parquet, or a log of Kamailio."
        )
    return ("utf-8", "gb18030", "utf-8:replace")


@contextmanager
def bytes_of(path: str) -> Iterator[tuple[BinaryIO, bool]]:
    """Open a file's bytes, decompressed; tells whether they were compressed.

    Raises:
        UnreadableError: it cannot be opened.
        DamagedError: its compression is broken, or ends early.
    """
    try:
        with Path(path).open("rb") as plain:
            compressed = plain.read(2) == b"\x1f\x8b"
            plain.seek(0)
            yield (cast("BinaryIO", gzip.GzipFile(fileobj=plain)) if compressed else plain), compressed
    except (EOFError, zlib.error, gzip.BadGzipFile) as fault:
        raise DamagedError(
            path, "the compressed data is cut short or broken.", "Fetch the file again."
        ) from fault
    except OSError as fault:
        raise UnreadableError(
            path, f"{fault.strerror or fault}.", "Check that it exists and may be read."
        ) from fault


@contextmanager
def text_of(path: str, encoding: str) -> Iterator[TextIO]:
    """Open a file's text, with its line ends as they are.

    Raises:
        UnicodeDecodeError: while reading, where a byte does not fit the encoding (never with `:replace`).
    """
    name, _, errors = encoding.partition(":")
    with (
        bytes_of(path) as (stream, _compressed),
        io.TextIOWrapper(stream, name, errors or "strict", newline="") as text,
    ):
        yield text


def first_records(text: str, delimiter: str, most: int = 200) -> list[list[str]]:
    """Return the first records of a text, as far as their quotes are right; empty lines are not records."""
    records: list[list[str]] = []
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        for record in reader:
            if record:
                records.append(record)
            if len(records) == most:
                break
    except csv.Error:
        pass
    return records


def choose_delimiter(text: str) -> str:
    """Choose the delimiter that cuts most of the first records alike, and into more fields than others."""

    def fitness(delimiter: str) -> tuple[float, int]:
        widths = Counter(len(record) for record in first_records(text, delimiter))
        if not widths:
            return (0.0, text.partition("\n")[0].count(delimiter))
        width, times = max(widths.items(), key=lambda pair: (pair[1], pair[0]))
        return (times / widths.total() if width > 1 else 0.0, width)

    return max(DELIMITERS, key=fitness)
