"""The bulletin of complaints as a page: what `jingling.complaints` says, with charts, in one file."""

from pathlib import Path
from typing import Any

from jingling.complaints.bulletin_text import Text, TextTable, shown_columns, written
from jingling.detect.report.page import render

SCRIPTS = ("vendor/echarts.min.js", "assets/page.js", "assets/charts.js", "assets/bulletin.js")


def write_bulletin(text: Text, path: Path) -> None:
    """Write a bulletin as a page that needs no other file and no network."""
    tables = {table.name: table for table in text.tables}
    known = {name: [row for row in tables[name].rows if row[1][1] is not None] for name in ("class", "kind")}
    page = render(
        "bulletin.html.j2",
        scripts=SCRIPTS,
        data={
            "class": [[name, figures[0], figures[1]] for name, figures in known["class"]],
            "kind": [[name, figures[0], figures[4]] for name, figures in known["kind"]],
        },
        values={
            "title": text.title,
            "lead": text.lead,
            "notes": text.notes,
            "totals": _table(text.totals),
            "tables": [_table(table) for table in text.tables],
        },
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
