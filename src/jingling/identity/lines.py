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
        RegisterError: it cannot be opened, lacks a column, or a row is wrong; names file and row.
    """
    lines = tuple(_line(row, f"{path}, row {at}") for at, row in enumerate(_rows(path), start=1))
    names = [line.line for line in lines]
    if (
        repeated := sorted({name for name in names if names.count(name) > 1})
        if len(names) != len(set(names))
        else []
    ):
        raise RegisterError(f"{path}: line {repeated[0]} stands twice.", "Keep one row for each line.")
    return lines


def _rows(path: Path) -> Iterable[dict[str, str]]:
    try:
        if path.suffix == ".parquet":
            rows = [
                {k: "" if v is None else str(v) for k, v in row.items()}
                for row in pq.read_table(path).to_pylist()
            ]
            header = set(rows[0]) if rows else {"line", "kind", "numbers"}
        else:
            with path.open(encoding="utf-8-sig", newline="") as file:
                reader = csv.DictReader(file)
                rows = list(reader)
                header = set(reader.fieldnames or ())
    except (OSError, ValueError) as fault:
        raise RegisterError(f"{path}: {fault}", "Give a CSV (UTF-8) or Parquet file of lines.") from fault
    if missing := {"line", "kind", "numbers"} - header:
        raise RegisterError(
            f"{path}: column {min(missing)} is missing.",
            "Columns: line, kind, holder, carrier, numbers, purposes, hours, calls_per_day.",
        )
    return rows


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
        (row.get("holder") or "").strip(),
        tuple(_range(text, where) for text in (row["numbers"] or "").split()),
    )


def _range(text: str, where: str) -> tuple[int, int]:
    first, _, last = text.partition("-")
    keys = [read_number(part).key for part in (first, last or first)]
    if min(keys) <= 0 or keys[1] < keys[0]:
        raise RegisterError(
            f"{where}, column numbers: {text!r}.",
            "Expected a number, or a range such as +861051000000-+861051000099.",
        )
    return keys[0], keys[1]
