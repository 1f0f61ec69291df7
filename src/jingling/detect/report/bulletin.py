"""The bulletin of complaints as a page: what `jingling.complaints` says, with charts, in one file."""

from pathlib import Path
from typing import Any

from jingling.complaints.bulletin_text import Text, TextTable, shown_columns, written
from jingling.detect.report.page import render

SCRIPTS = ("vendor/echarts.min.js", "assets/page.js", "assets/charts.js", "assets/bulletin.js")


def bulletin_values(text: Text) -> dict[str, Any]:
    """Return what a page tells of a bulletin: texts in both languages, and figures as they are written."""
    return {
        "title": text.title,
        "lead": text.lead,
        "notes": text.notes,
        "totals": _table(text.totals),
        "tables": [_table(table) for table in text.tables],
    }


def bulletin_charts(text: Text) -> dict[str, Any]:
    """Return what the charts draw, as JSON values: parts that are not suppressed."""
    tables = {table.name: table for table in text.tables}
    known = {name: [row for row in tables[name].rows if row[1][1] is not None] for name in ("class", "kind")}
    return {
        "class": [[name, figures[0], figures[1]] for name, figures in known["class"]],
        "kind": [[name, figures[0], figures[4]] for name, figures in known["kind"]],
    }


def write_bulletin(text: Text, path: Path) -> None:
    """Write a bulletin as a page that needs no other file and no network."""
    page = render(
        "bulletin.html.j2", scripts=SCRIPTS, data=bulletin_charts(text), values=bulletin_values(text)
    )
    making = path.with_name(f".{path.name}.part")
    making.write_text(page, encoding="utf-8")
    making.replace(path)


def _table(table: TextTable) -> dict[str, Any]:
    shown = shown_columns(table)
    return {
        "name": table.name,
        "title": table.title,
        "heads": [table.columns[at].heading for at in shown],
        "rows": [
            (name, [written(figures[at], table.columns[at].form) for at in shown])
            for name, figures in table.rows
        ],
    }
