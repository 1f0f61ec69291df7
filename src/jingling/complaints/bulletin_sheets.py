"""The bulletin as an Excel file: what is said, and a sheet for each table; the same data, the same bytes."""

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
            _sheet(book.add_worksheet(table.title.text(language)[:31]), table, language, bold, forms)
    return stream.getvalue()


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
