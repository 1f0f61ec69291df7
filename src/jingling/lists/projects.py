"""Projects 外呼业务: the rows of the register of projects, as rules look at them."""

from datetime import date, datetime, timedelta, timezone
from pathlib import Path

import duckdb

from jingling.lists.tables import rows_of
from jingling.numbers import read_ranges
from jingling.rules import Project, parse_window, principal_id

_BEIJING = timezone(timedelta(hours=8))  # a licence ends with its last day there


def read_projects(engine: duckdb.DuckDBPyConnection, directory: Path) -> list[Project]:
    """Read the projects that were loaded.

    Raises:
        BadList: their table cannot be read.
    """
    found = rows_of(engine, directory, "projects")
    return (
        []
        if found is None
        else [_project(dict(zip(found.columns, row, strict=True))) for row in found.fetchall()]
    )


def _project(row: dict[str, str]) -> Project:
    return Project(
        project=row["project"],
        principal=row["principal"],
        principal_id=principal_id(row["principal"]),
        centre=row["centre"],
        purpose=row["purpose"],
        lines=frozenset(row["lines"].split()),
        ranges=read_ranges(row["numbers"]),
        licences=tuple(_licence(text) for text in row["licence"].split()),
        window=parse_window(row["window"]),
        missing=tuple(name for name in ("principal", "purpose", "lines", "numbers") if not row[name]),
    )


def _licence(text: str) -> tuple[str, int | None]:
    """Read `B24` or `B24/2027-06-30`: it lapses when that day is over in Beijing."""
    name, slash, day = text.partition("/")
    if not slash:
        return name.upper(), None
    try:
        last = date.fromisoformat(day)
    except ValueError:
        return name.upper(), 0  # an end that cannot be read is no licence in force
    midnight = datetime(last.year, last.month, last.day, tzinfo=_BEIJING) + timedelta(days=1)
    return name.upper(), int(midnight.timestamp())
