"""From delimited text to blocks of columns, with the true line of every record.

Two readers of one grammar. A block of lines whose quotes are all in order and closed on their own line goes
to Arrow's parser; any other block goes to Python's `csv`, which knows what to do with a quoted line break,
and says so when a quote never closes. A record is never parsed by both.
"""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, TextIO, cast

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.csv as pa_csv

from jingling.calls.errors import DamagedError

BLOCK_CHARS = 1 << 23
_NULLS = ("NULL", "null", "\\N")
"""How databases write that there is no value: MySQL and Kamailio's exports, and `COPY` or `INTO OUTFILE`."""
_QUOTE, _LINE_FEED, _RETURN = b'"\n\r'
_LINE_FEED_ONLY = np.array([_LINE_FEED], dtype=np.uint8)


@dataclass(frozen=True, slots=True)
class Fault:
    """A record that is no row: where it begins, the reason's code, and what was found."""

    line: int
    reason: str
    found: str


@dataclass(frozen=True, slots=True)
class Block:
    """Some records.

    Args:
        columns: one text array for each column of the file.
        lines: where each record begins; the file's first line is 1.
        faults: records of this block that are not among the columns.
    """

    columns: list[pa.Array]
    lines: npt.NDArray[np.int64]
    faults: list[Fault]


def read_blocks(path: str, text: TextIO, delimiter: str, width: int, first_line: int) -> Iterator[Block]:
    """Read the rest of a text, whose next line is `first_line`, into blocks of `width` columns.

    Raises:
        DamagedError: a quote never closes.
    """
    lines = _Lines(text, first_line)
    while lines.advance():
        data = lines.block.encode()
        if b"\0" not in data and _is_plain(np.frombuffer(data, dtype=np.uint8), delimiter):
            block = _read_plain(data, delimiter, width, lines.at)
            lines.at += len(block.lines) + len(block.faults)
            yield block
        else:
            yield _read_careful(path, lines, delimiter, width)


class _Lines:
    """The lines of a text in blocks of whole lines; `at` is the number of the next line."""

    def __init__(self, text: TextIO, first_line: int) -> None:
        self.text = text
        self.at = first_line
        self.block = ""
        self.left = 0
        self._carried = ""

    def advance(self) -> bool:
        """Load the next block; False at the end."""
        parts = [self._carried]
        self._carried = ""
        while more := self.text.read(BLOCK_CHARS):
            cut = more.rfind("\n") + 1
            parts.append(more[:cut] if cut else more)
            if cut:
                self._carried = more[cut:]
                break
        self.block = "".join(parts)
        return bool(self.block)

    def __iter__(self) -> Iterator[str]:
        """Hand out this block's lines, and those of the next ones to a record that crosses the border."""
        while True:
            lines = list(io.StringIO(self.block, newline=""))
            for self.left, line in zip(range(len(lines) - 1, -1, -1), lines, strict=True):
                self.at += 1
                yield line
            if not self.advance():
                return


def _is_plain(data: npt.NDArray[np.uint8], delimiter: str) -> bool:
    """Tell whether every record is one line, and every quote opens or closes a field or is doubled."""
    border = np.zeros(256, dtype=bool)
    border[[ord(delimiter), _LINE_FEED, _RETURN]] = True
    padded = np.concatenate((_LINE_FEED_ONLY, data, _LINE_FEED_ONLY))
    ends = np.flatnonzero(padded == _LINE_FEED)
    returns = np.flatnonzero(padded == _RETURN)
    empty = np.diff(ends) == 1
    empty[-1] = False
    if (
        np.any(empty)
        or np.any(padded[returns + 1] != _LINE_FEED)
        or np.any(padded[returns - 1] == _LINE_FEED)
    ):
        return False
    quotes = np.flatnonzero(padded == _QUOTE)
    opening, closing = quotes[0::2], quotes[1::2]
    if opening.size != closing.size or np.any(
        np.searchsorted(ends, opening) != np.searchsorted(ends, closing)
    ):
        return False
    doubled = opening[1:] == closing[:-1] + 1
    opens = border[padded[opening - 1]]
    closes = border[padded[closing + 1]]
    opens[1:] |= doubled
    closes[:-1] |= doubled
    return bool(np.all(opens) and np.all(closes))


def _read_plain(data: bytes, delimiter: str, width: int, first_line: int) -> Block:
    faults: list[Fault] = []

    def note(row: Any) -> str:
        faults.append(Fault(first_line + row.number - 1, "wrong-field-count", f"{row.actual_columns} fields"))
        return "skip"

    names = [str(at) for at in range(width)]
    table = pa_csv.read_csv(
        pa.BufferReader(data),
        read_options=pa_csv.ReadOptions(column_names=names, use_threads=False, block_size=len(data) + 1),
        parse_options=pa_csv.ParseOptions(
            delimiter=delimiter, ignore_empty_lines=False, newlines_in_values=False, invalid_row_handler=note
        ),
        convert_options=pa_csv.ConvertOptions(
            check_utf8=False,
            column_types=dict.fromkeys(names, pa.string()),
            null_values=_NULLS,
            strings_can_be_null=True,
            quoted_strings_can_be_null=True,
        ),
    )
    lines = np.arange(first_line, first_line + table.num_rows + len(faults), dtype=np.int64)
    if faults:
        lines = np.delete(lines, [fault.line - first_line for fault in faults])
    return Block([cast("pa.Array", column.combine_chunks()) for column in table.columns], lines, faults)


def _read_careful(path: str, lines: _Lines, delimiter: str, width: int) -> Block:
    """Read what is left of the block, and on to the end of the record that crosses its border."""
    rows: list[list[str | None]] = []
    starts: list[int] = []
    faults: list[Fault] = []
    lines.left = 1
    reader = csv.reader(iter(lines), delimiter=delimiter, strict=True)
    while lines.left:
        start = lines.at
        try:
            record = next(reader)
        except csv.Error as fault:
            if lines.at - start > 1 or "unexpected end" in str(fault) or "field limit" in str(fault):
                raise DamagedError(
                    path,
                    f"a quote opened in line {start} never closes.",
                    "Close it, or double a quote inside a value.",
                ) from fault
            faults.append(Fault(start, "broken-quotes", str(fault)))
            continue
        if len(record) == width:
            rows.append([None if value in _NULLS else value for value in record])
            starts.append(start)
        elif record and lines.at - start > 1:
            raise DamagedError(
                path,
                f"a quote opened in line {start} closes in line {lines.at - 1}, inside another record.",
                "Close it where its value ends.",
            )
        elif record:
            faults.append(Fault(start, "wrong-field-count", f"{len(record)} fields"))
    columns = (
        [pa.array(column, pa.string()) for column in zip(*rows, strict=True)]
        if rows
        else [pa.array([], pa.string())] * width
    )
    return Block(columns, np.array(starts, dtype=np.int64), faults)
