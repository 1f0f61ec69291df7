"""The register of lines (语音线路台账): who holds each line and which numbers it may show.

CSV with a header, or Parquet: `line, kind, holder, carrier, numbers, purposes, hours, calls_per_day`.
`numbers` holds numbers and ranges, blank-separated: `+861051000000-+861051000099 95588`.
"""

import csv
from collections.abc import Iterable
from pathlib import Path
from typing import cast, get_args

from jingling.errors import JinglingError
from jingling.numbers import BadRange, read_ranges
from jingling.rules import PURPOSES, Line, LineKind, RulesError, parse_window

PROFILES = ("china", "strict", "us-603", "608")
"""How a refused call is answered in SIP, the first unless the optional column `profile` says otherwise."""


class RegisterError(JinglingError):
    """The register of lines cannot be read."""


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
    import pyarrow.parquet as pq

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
    def choice(column: str, allowed: tuple[str, ...], text: str) -> str:
        if text not in allowed:
            raise RegisterError(
                f"{where}, column {column}: {text!r}.", f"Expected one of {', '.join(allowed)}."
            )
        return text

    if not row["line"].strip():
        raise RegisterError(f"{where}, column line: empty.", "Give the line's name as call records give it.")
    cap = row.get("calls_per_day", "").strip()
    if cap and not cap.isdecimal():
        raise RegisterError(
            f"{where}, column calls_per_day: {cap!r}.", "Expected a whole number, or nothing."
        )
    try:
        hours = parse_window(row.get("hours", ""))
    except RulesError as fault:
        raise RegisterError(f"{where}, column {fault.message}", fault.hint) from fault
    try:
        ranges = read_ranges(row["numbers"])
    except BadRange as fault:
        raise RegisterError(f"{where}, column numbers: {fault.message}.", fault.hint) from fault
    return Line(
        line=row["line"].strip(),
        kind=cast(LineKind, choice("kind", get_args(LineKind), row["kind"].strip())),
        holder=row.get("holder", "").strip(),
        carrier=row.get("carrier", "").strip(),
        ranges=ranges,
        purposes=frozenset(choice("purposes", PURPOSES, text) for text in row.get("purposes", "").split()),
        hours=hours,
        cap=int(cap) if cap else None,
        profile=choice("profile", PROFILES, row.get("profile", "").strip() or PROFILES[0]),
    )
