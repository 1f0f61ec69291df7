"""The bulletin as an Excel file: what is said, and for each table a sheet with its chart.

The same data give the same bytes.
"""

import io
from datetime import UTC, datetime
from typing import Any

from jingling.complaints.bulletin_text import Text, TextTable
from jingling.complaints.errors import BulletinError
from jingling.words import Language, Words

_FORMS = {"count": "#,##0", "share": "0.0%", "rate": "#,##0.0"}
_SAID = Words("summary", "通报")
_PART = Words("part", "分项")
_WIDEST = 40


def bulletin_sheets(text: Text, language: Language) -> bytes:
    """Return a bulletin as an Excel workbook; figures are numbers, to be worked on.

    Raises:
        BulletinError: the extra `complaints` is not installed.
    """
    try:
        import xlsxwriter
    except ImportError as missing:
        raise BulletinError(
            "An Excel file needs the extra `complaints`.", "Run: pip install 'jingling[complaints]'"
        ) from missing
    year, month = map(int, text.month.split("-"))
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True, "strings_to_formulas": False}) as book:
        book.set_properties(
            {"title": text.title.text(language), "created": datetime(year, month, 1, tzinfo=UTC)}
        )
        bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        forms = {form: book.add_format({"num_format": said}) for form, said in _FORMS.items()}
        said = book.add_worksheet(_SAID.text(language))
        said.set_column(0, 0, 100, book.add_format({"text_wrap": True, "valign": "top"}))
        said.write_string(0, 0, text.title.text(language), bold)
        for line, sentence in enumerate((*text.lead, *text.notes), start=2):
            said.write_string(line, 0, sentence.text(language))
        for table in (text.totals, *text.tables):
            sheet = book.add_worksheet(table.title.text(language)[:31])
            _sheet(sheet, table, language, bold, forms)
            if table.rows and table is not text.totals:
                sheet.insert_chart(1, len(table.columns) + 2, _bars(book, sheet, table, language))
    return stream.getvalue()


def _bars(book: Any, sheet: Any, table: TextTable, language: Language) -> Any:
    """Draw the first column of figures, in the order of the table; what is suppressed has no bar."""
    last = len(table.rows)
    chart = book.add_chart({"type": "bar"})
    chart.add_series(
        {
            "name": [sheet.name, 0, 1],
            "categories": [sheet.name, 1, 0, last, 0],
            "values": [sheet.name, 1, 1, last, 1],
            "data_labels": {"value": True},
            "gap": 40,
        }
    )
    chart.set_title({"name": table.title.text(language), "name_font": {"size": 12}})
    chart.set_legend({"none": True})
    chart.set_y_axis({"reverse": True, "major_gridlines": {"visible": False}})
    chart.set_x_axis({"visible": False, "major_gridlines": {"visible": False}})
    chart.set_size({"width": 640, "height": 80 + 28 * last})
    return chart


def _sheet(sheet: Any, table: TextTable, language: Language, bold: Any, forms: dict[str, Any]) -> None:
    sheet.write_string(0, 0, _PART.text(language), bold)
    for at, column in enumerate(table.columns, start=1):
        sheet.write_string(0, at, column.heading.text(language), bold)
    for line, (name, figures) in enumerate(table.rows, start=1):
        sheet.write_string(line, 0, name.text(language))
        for at, (figure, column) in enumerate(zip(figures, table.columns, strict=True), start=1):
            if isinstance(figure, str):
                sheet.write_string(line, at, figure)
            elif figure is not None:
                sheet.write_number(line, at, figure, forms[column.form])
    sheet.set_column(0, 0, _WIDEST)
    sheet.set_column(1, len(table.columns), 16)
    sheet.freeze_panes(1, 1)
