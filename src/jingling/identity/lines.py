"""The register of lines (语音线路台账): who holds each line and which numbers it may show.

CSV with a header, or Parquet: `line, kind, holder, carrier, numbers, purposes, hours, calls_per_day`.
`numbers` holds numbers and ranges, blank-separated: `+861051000000-+861051000099 95588`.
"""

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, cast, get_args

import pyarrow.parquet as pq

from jingling.errors import JinglingError
from jingling.numbers import read_number

Kind = Literal["enterprise", "subscriber", "interconnect", "international", "emergency"]


class RegisterError(JinglingError):
    """The register of lines cannot be read."""


@dataclass(frozen=True, slots=True)
class Line:
    """A trunk or access line (语音线路、中继).

    Args:
        line: its name, as call records give it.
        kind: an `enterprise` line may show the listed numbers and no others.
        holder: who is answerable for it.
        ranges: first and last number key of each listed number or range.
    """

    line: str
    kind: Kind
    holder: str
    ranges: tuple[tuple[int, int], ...]


def read_lines(path: Path) -> tuple[Line, ...]:
    """Read a register of lines.

    Raises:
        RegisterError: it cannot be opened, lacks a column, or a row is wrong; names file, row and column.
    """
    lines: dict[str, Line] = {}
    rows: dict[str, int] = {}
    for at, row in enumerate(_rows(path), start=1):
        line = _line(row, f"{path}, row {at}")
        if line.line in lines:
            raise RegisterError(
                f"{path}, row {at}, column line: {line.line} stands in row {rows[line.line]} too.",
                "Keep one row for each line.",
            )
        lines[line.line], rows[line.line] = line, at
    return tuple(lines.values())


def _rows(path: Path) -> Iterable[dict[str, str]]:
    try:
        header, rows = _parquet(path) if path.suffix == ".parquet" else _csv(path)
    except (OSError, ValueError) as fault:
        raise RegisterError(f"{path}: {fault}", "Give a CSV (UTF-8) or Parquet file of lines.") from fault
    if missing := {"line", "kind", "numbers"} - set(header):
        raise RegisterError(
            f"{path}: column {min(missing)} is missing.",
            "Columns: line, kind, holder, carrier, numbers, purposes, hours, calls_per_day.",
        )
    for at, row in enumerate(rows, start=1):
        if len(row) != len(header):
            raise RegisterError(
                f"{path}, row {at}, column {header[min(len(row), len(header) - 1)]}: "
                f"{len(row)} fields under {len(header)} columns.",
                "Quote a field that holds a comma; leave a field empty rather than out.",
            )
    return [dict(zip(header, row, strict=True)) for row in rows]


def _parquet(path: Path) -> tuple[list[str], list[list[str]]]:
    table = pq.read_table(path)
    return table.column_names, [
        ["" if value is None else str(value) for value in row.values()] for row in table.to_pylist()
    ]


def _csv(path: Path) -> tuple[list[str], list[list[str]]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.reader(file, strict=True)
        try:
            header, *rows = [row for row in reader if row] or [[]]
        except csv.Error as fault:
            raise ValueError(f"text line {reader.line_num}: {fault}") from fault
    return header, rows


def _line(row: dict[str, str], where: str) -> Line:
    kind = row["kind"].strip()
    if kind not in get_args(Kind):
        raise RegisterError(
            f"{where}, column kind: {kind!r}.", f"Expected one of {', '.join(get_args(Kind))}."
        )
    if not row["line"].strip():
        raise RegisterError(f"{where}, column line: empty.", "Give the line's name as call records give it.")
    return Line(
        row["line"].strip(),
        cast(Kind, kind),
        row.get("holder", "").strip(),
        tuple(read_range(text, f"{where}, column numbers: ") for text in row["numbers"].split()),
    )


def read_range(text: str, where: str = "") -> tuple[int, int]:
    """Read a number, or a range between two numbers of one length and kind, as its first and last key.

    Raises:
        RegisterError: it is neither; the message begins with `where`.
    """
    first, dash, last = text.partition("-")
    low, high = read_number(first), read_number(last if dash else first)
    alike = len(low.normal) == len(high.normal) and low.normal.startswith("+") == high.normal.startswith("+")
    if not alike or not 0 < low.key <= high.key:
        raise RegisterError(
            f"{where}{text!r}.",
            "Expected a number, or a range such as +861051000000-+861051000099.",
        )
    return low.key, high.key
