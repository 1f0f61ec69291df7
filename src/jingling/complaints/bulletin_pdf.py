"""The bulletin as PDF, set with typst: the same data give the same bytes.

Chinese needs a font with Chinese characters: Noto Sans CJK SC, Debian's fonts-noto-cjk.
"""

import json
from datetime import UTC, datetime
from importlib.resources import files
from typing import Any

from jingling.complaints.bulletin_text import Text, TextTable, shown_columns, written
from jingling.complaints.errors import BulletinError
from jingling.words import Language, Words

FONT = "Noto Sans CJK SC"
_BARS = Words("Receptions by class", "各类别举报件次")
_NOTES = Words("How it was counted", "统计说明")
_PART = Words("part", "分项")


def bulletin_pdf(text: Text, language: Language) -> bytes:
    """Return a bulletin as PDF.

    Raises:
        BulletinError: the extra `complaints` or the font is not installed.
    """
    try:
        import typst
    except ImportError as missing:
        raise BulletinError(
            "A PDF needs the extra `complaints`.", "Run: pip install 'jingling[complaints]'"
        ) from missing
    template = (files("jingling.complaints") / "data" / "bulletin.typ").read_bytes()
    year, month = map(int, text.month.split("-"))
    made, warnings = typst.compile_with_warnings(
        template,
        format="pdf",
        sys_inputs={"told": json.dumps(_told(text, language), ensure_ascii=False)},
        timestamp=datetime(year, month, 1, tzinfo=UTC),
    )
    if any("font" in str(warning) for warning in warnings):
        raise BulletinError(f"The font {FONT} is not there.", "Run: apt-get install fonts-noto-cjk")
    return bytes(made)


def _told(text: Text, language: Language) -> dict[str, Any]:
    classes = next(one for one in text.tables if one.name == "class")
    bars = [(name, figures[0], figures[1]) for name, figures in classes.rows]
    return {
        "font": FONT,
        "lang": language,
        "region": "cn" if language == "zh" else "gb",
        "title": text.title.text(language),
        "lead": [one.text(language) for one in text.lead],
        "totals": _table(text.totals, language),
        "tables": [_table(one, language) for one in text.tables],
        "bars-title": _BARS.text(language),
        "bars": [
            {
                "name": name.text(language),
                "value": value,
                "said": f"{written(value, 'count')} ({written(share, 'share')})",
            }
            for name, value, share in bars
            if isinstance(value, int)
        ],
        "notes-title": _NOTES.text(language),
        "notes": [one.text(language) for one in text.notes],
    }


def _table(table: TextTable, language: Language) -> dict[str, Any]:
    shown = shown_columns(table)
    columns = [table.columns[at] for at in shown]
    return {
        "title": table.title.text(language),
        "heads": [_PART.text(language), *(column.heading.text(language) for column in columns)],
        "rows": [
            [name.text(language), *(written(figures[at], table.columns[at].form) for at in shown)]
            for name, figures in table.rows
        ],
    }
