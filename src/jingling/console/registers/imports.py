"""Importing a table: CSV or Excel, every row held against the form of its page, an error per row."""

import csv
import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any

from django.db import transaction
from django.http import QueryDict

from jingling.console.audit.actions import record
from jingling.console.errors import ConsoleError
from jingling.console.registers.evidence import place_of
from jingling.console.registers.fields import Directory
from jingling.console.registers.forms import RowForm
from jingling.console.registers.models import Evidence
from jingling.console.registers.sheets import Sheet

MOST_ROWS = 20_000
MOST_UNPACKED = 200 * 1024 * 1024
"""An Excel file is a zip, which may unpack to far more than it weighs."""


@dataclass(slots=True)
class Row:
    """One row of a file.

    Args:
        at: the row as the file counts it, headings included.
        values: what stands in it, by column.
        form: the form that it fills.
        faults: what is wrong, as pairs of the column's label and a sentence.
    """

    at: int
    values: dict[str, str]
    form: RowForm
    faults: list[tuple[str, str]] = field(default_factory=list)


@dataclass(slots=True)
class Preview:
    """A file as it would be taken in."""

    sheet: Sheet
    rows: list[Row]
    unknown: list[str]

    @property
    def good(self) -> list[Row]:
        """The rows without a fault."""
        return [row for row in self.rows if not row.faults]

    @property
    def bad(self) -> list[Row]:
        """The rows with a fault."""
        return [row for row in self.rows if row.faults]


def preview(actor: Any, sheet: Sheet, evidence: Evidence) -> Preview:
    """Hold every row of a file against the sheet's form.

    Raises:
        ConsoleError: the file is no table, lacks a column that every row needs, or has too many rows.
    """
    lines = _lines(evidence)
    headings = next(lines, [])
    columns = [sheet.column(heading) for heading in headings]
    needed = [name for name, one in sheet.form.base_fields.items() if one.required and name not in columns]
    if needed:
        raise ConsoleError(
            f"The first row names no column {', '.join(needed)}.",
            f"Columns are {', '.join(sheet.columns)}.",
        )
    directory = Directory(actor)
    rows: list[Row] = []
    seen: dict[str, int] = {}
    for at, cells in enumerate(lines, start=2):
        values = {name: cell.strip() for name, cell in zip(columns, cells, strict=False) if name}
        if not any(values.values()):
            continue
        if len(rows) >= MOST_ROWS:
            raise ConsoleError(f"The file has more than {MOST_ROWS:,} rows.", "Import it in parts.")
        data = QueryDict(mutable=True)
        data.update(values)
        row = Row(at, values, sheet.form(data, actor=actor, directory=directory))
        row.faults = _faults(row, seen)
        rows.append(row)
    return Preview(
        sheet, rows, [text for text, name in zip(headings, columns, strict=True) if text and not name]
    )


def _faults(row: Row, seen: dict[str, int]) -> list[tuple[str, str]]:
    from jingling.console.frame.language import t

    form = row.form
    faults = [
        (str(form.fields[name].label) if name in form.fields else "", str(messages[0]))
        for name, messages in form.errors.items()
    ]
    key = row.values.get(form.key, "")
    first = seen.setdefault(key, row.at) if key else row.at
    if first != row.at:
        said = t("it stands in row {n} too", "与第 {n} 行重复", n=first)
        faults.append((str(form.fields[form.key].label), said))
    return faults


@transaction.atomic
def take_in(actor: Any, sheet: Sheet, evidence: Evidence) -> int:
    """Write the rows of a file that have no fault, all of them or none; return how many."""
    found = preview(actor, sheet, evidence)
    for row in found.good:
        row.form.write()
    record(
        "table.imported",
        actor,
        evidence,
        table=sheet.name,
        rows=len(found.good),
        left_out=len(found.bad),
        digest=evidence.digest,
    )
    return len(found.good)


def _lines(evidence: Evidence) -> Iterator[list[str]]:
    return table_lines(evidence.kind, place_of(evidence).read_bytes())


def table_lines(kind: str, content: bytes) -> Iterator[list[str]]:
    """Return the lines of a table, `csv` or `xlsx`, as texts.

    Raises:
        ConsoleError: it is neither.
    """
    return _excel(content) if kind == "xlsx" else _csv(content)


def _csv(content: bytes) -> Iterator[list[str]]:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        try:
            text = content.decode("gb18030")  # as Excel writes CSV in Chinese
        except UnicodeDecodeError as fault:
            raise ConsoleError("The file is neither UTF-8 nor GB18030.", "Save it as CSV UTF-8.") from fault
    try:
        yield from csv.reader(io.StringIO(text, newline=""), strict=True)
    except csv.Error as fault:
        raise ConsoleError(f"The file is no CSV: {fault}.", "Save it as CSV UTF-8.") from fault


def _excel(content: bytes) -> Iterator[list[str]]:
    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            if sum(part.file_size for part in packed.infolist()) > MOST_UNPACKED:
                raise ConsoleError("The file unpacks to more than 200 MB.", "Save the sheet alone.")
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        yield from ([_text(cell) for cell in row] for row in book.worksheets[0].iter_rows(values_only=True))
    except (zipfile.BadZipFile, InvalidFileException, KeyError, ValueError) as fault:
        raise ConsoleError("The file is no Excel workbook.", "Save it as .xlsx or as CSV.") from fault


def _text(cell: Any) -> str:
    """Write a cell as a person would: a number without its decimal point, midnight as a day."""
    if cell is None:
        return ""
    if isinstance(cell, datetime):
        return (cell if cell.time() != time.min else cell.date()).isoformat()
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell)
