"""Exports of a table: the rows of its filters as CSV or Excel, numbers masked where they have to be."""

import csv
from collections.abc import Iterator
from datetime import datetime
from tempfile import NamedTemporaryFile
from typing import Any

from django.http import FileResponse, HttpResponse, StreamingHttpResponse
from django.utils.timezone import localtime

from jingling.console.frame.language import say
from jingling.console.frame.listing import Listing
from jingling.numbers import mask

MOST_ROWS = 100_000
FORMULA = ("=", "+", "-", "@", "\t", "\r")
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class _Echo:
    """A file that gives back what is written to it."""

    def write(self, text: str) -> str:
        return text


def export(listing: Listing, name: str, *, numbers: bool) -> HttpResponse | None:
    """Return the export that the address asks for, None if it asks for none.

    Args:
        listing: the table.
        name: of the file, without its ending.
        numbers: whether this reader may have telephone numbers in clear.
    """
    asked = listing.request.GET.get("export")
    if asked == "csv":
        writer = csv.writer(_Echo())
        lines = (writer.writerow(row) for row in _rows(listing, numbers=numbers))
        response: HttpResponse = StreamingHttpResponse(_marked(lines), content_type="text/csv; charset=utf-8")
        response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
        return response
    if asked == "xlsx":
        from openpyxl import Workbook

        book = Workbook(write_only=True)
        sheet = book.create_sheet(name[:30])
        for row in _rows(listing, numbers=numbers):
            sheet.append(row)
        file = NamedTemporaryFile(suffix=".xlsx")  # noqa: SIM115 — the response closes it
        book.save(file)
        file.seek(0)
        return FileResponse(file, as_attachment=True, filename=f"{name}.xlsx", content_type=EXCEL)
    return None


def _marked(lines: Iterator[str]) -> Iterator[str]:
    """Begin with the mark by which Excel knows UTF-8."""
    yield "\ufeff"
    yield from lines


def _rows(listing: Listing, *, numbers: bool) -> Iterator[list[Any]]:
    yield [say(column.title) for column in listing.columns]
    for row in listing.order.rows(listing.found)[:MOST_ROWS].iterator(chunk_size=2000):
        cells = []
        for column in listing.columns:
            value = column.value(row)
            if column.number and value and not numbers:
                value = mask(value)
            cells.append(_plain(value, number=column.number))
        yield cells


def _plain(value: Any, *, number: bool) -> Any:
    """Make a value that no spreadsheet takes for a formula; a number's own + stays."""
    if isinstance(value, datetime):
        return localtime(value).strftime("%Y-%m-%d %H:%M:%S")
    if value is None or isinstance(value, int | float):
        return value
    text = str(value)
    if number and text[1:].replace("*", "").isdigit():
        return text
    return f"'{text}" if text.startswith(FORMULA) else text
