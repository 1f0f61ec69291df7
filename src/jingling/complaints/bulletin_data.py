"""From a directory to what a bulletin is made of.

| file | what | needed |
|---|---|---|
| `reports.parquet`, here or below | reports, as `jingling complaints import` writes them | yes |
| `classes.parquet` beside them | classes proposed | |
| `events.parquet` | report, event, name, at, by, about: what happened to cases | |
| `decisions.parquet` | message, at, one, other, verdict: which reports the desk joined or kept apart | |
| `ported.csv` | ported numbers (first, last, carrier) | |
| `subscribers.csv` | dimension, name, subscribers: for rates | |
"""

import csv
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, get_args

import pyarrow as pa
import pyarrow.parquet as pq

from jingling.complaints.cases import Event, EventName
from jingling.complaints.errors import BulletinError
from jingling.complaints.intake import SCHEMA, read_import
from jingling.complaints.messages import Decided
from jingling.complaints.monthly import DIMENSIONS, Told
from jingling.complaints.report import Report
from jingling.numbers import read_portability


def read_told(data: Path) -> Told:
    """Read a directory.

    Raises:
        BulletinError: it holds no reports, or a file cannot be read.
    """
    files = sorted(data.rglob("reports.parquet"))
    if not files:
        raise BulletinError(
            f"{data}: no reports.parquet is in it or below.", "Make one with `jingling complaints import`."
        )
    reports: dict[str, Report] = {}
    proposed: dict[str, str] = {}
    for file in files:
        for row in read_import(file).to_pylist():
            reports.setdefault(row["report"], report_of(row))
        classes = file.with_name("classes.parquet")
        if classes.exists():
            rows = _table(classes, {"report", "label", "proposed"})
            proposed |= {row["report"]: row["label"] for row in rows if row["proposed"]}
    ported = data / "ported.csv"
    return Told(
        tuple(reports.values()),
        proposed,
        _events(data / "events.parquet"),
        read_portability(ported) if ported.exists() else None,
        _decisions(data / "decisions.parquet"),
    )


def report_of(row: Mapping[str, Any]) -> Report:
    """Return the report that a row of `reports.parquet` is."""
    told = {name: row[name] for name in SCHEMA.names if name != "missing"}
    return Report(**{**told, "attachments": tuple(row["attachments"] or ())})


def read_subscribers(path: Path) -> dict[tuple[str, str], int]:
    """Read how many subscribers parts have: (dimension, name) → count; nothing where there is no file.

    Raises:
        BulletinError: a row is wrong.
    """
    if not path.exists():
        return {}
    found = {}
    with path.open(encoding="utf-8-sig", newline="") as stream:
        for line, row in enumerate(csv.DictReader(stream), start=2):
            dimension, name, count = (row.get(one) or "" for one in ("dimension", "name", "subscribers"))
            if dimension not in DIMENSIONS or not count.isdecimal() or not int(count):
                raise BulletinError(
                    f"{path}, line {line}: not a dimension, or not a count.",
                    f"The columns are dimension, name, subscribers; dimensions are {', '.join(DIMENSIONS)}.",
                )
            found[dimension, name] = int(count)
    return found


def _events(path: Path) -> dict[str, list[Event]]:
    found: dict[str, list[Event]] = {}
    if path.exists():
        for row in _table(path, {"report", "event", "name", "at"}):
            if row["name"] not in get_args(EventName) or not isinstance(row["at"], datetime):
                raise BulletinError(
                    f"{path}: {row['name']!r} at {row['at']!r} is no event.",
                    f"Events are {', '.join(get_args(EventName))}.",
                )
            event = Event(
                row["event"], row["name"], _utc(row["at"]), row.get("by") or "", row.get("about") or ""
            )
            found.setdefault(row["report"], []).append(event)
    return found


def _decisions(path: Path) -> tuple[Decided, ...]:
    if not path.exists():
        return ()
    rows = _table(path, {"message", "at", "one", "other", "verdict"})
    for row in rows:
        if row["verdict"] not in {"same", "apart"} or not isinstance(row["at"], datetime):
            raise BulletinError(f"{path}: {row['verdict']!r} is no verdict.", "A verdict is same or apart.")
    return tuple(
        Decided(row["message"], _utc(row["at"]), row["one"], row["other"], row["verdict"]) for row in rows
    )


def _utc(at: datetime) -> datetime:
    return at if at.tzinfo is not None else at.replace(tzinfo=UTC)


def _table(path: Path, needed: set[str]) -> list[dict[str, Any]]:
    try:
        table = pq.read_table(path)
    except (OSError, pa.ArrowInvalid) as fault:
        raise BulletinError(f"{path}: {fault}", "Give a Parquet file.") from fault
    if lacking := needed - set(table.column_names):
        raise BulletinError(
            f"{path}: has no column {', '.join(sorted(lacking))}.", "Write it with these columns."
        )
    rows: list[dict[str, Any]] = table.to_pylist()
    return rows
