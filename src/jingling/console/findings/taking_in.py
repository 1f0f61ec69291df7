"""Taking in a result of `jingling detect`: its flagged numbers and lines and its campaigns become rows."""

import hashlib
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb
from django.db import transaction

from jingling.console.audit.actions import record
from jingling.console.findings.models import Finding, Result
from jingling.detect.errors import ResultError
from jingling.detect.report.tables import Tables, require_result
from jingling.numbers import read_number

MOST_NUMBERS = 50_000
"""Flagged numbers kept as rows, the highest scores first; the others stay in the result's files."""


@transaction.atomic
def take_in(actor: Any, organisation: Any, out: Path, title: str) -> Result:
    """Take in one result; one that was taken in before is returned as it is.

    Raises:
        ResultError: `out` holds no result, or not a whole one.
    """
    require_result(out)
    text = (out / "summary.json").read_bytes()
    summary = json.loads(text)
    digest = hashlib.sha256(text).hexdigest()
    if known := Result.objects.filter(organisation=organisation, digest=digest).first():
        return known
    result = Result.objects.create(
        organisation=organisation,
        title=title,
        place=str(out.resolve()),
        digest=digest,
        first_at=_time(summary.get("first_at")),
        last_at=_time(summary.get("last_at")),
        rows_read=summary["rows_read"],
        rows_quarantined=summary["rows_quarantined"],
        callers=summary.get("callers", 0),
        calls=summary.get("attempts", summary["rows_kept"]),
        threshold=summary["threshold"],
        simulated=bool(summary.get("simulated")),
    )
    try:
        with duckdb.connect() as connection:
            tables = Tables(connection, out)
            numbers, lines, campaigns = _numbers(tables), _lines(tables), _campaigns(tables)
    except duckdb.Error as fault:
        raise ResultError(f"{out}: {fault}", "Run `jingling detect` anew.") from fault
    for rows in (numbers, lines, campaigns):
        Finding.objects.bulk_create((Finding(result=result, **row) for row in rows), batch_size=500)
    result.flagged, result.flagged_lines, result.campaigns = len(numbers), len(lines), len(campaigns)
    result.save(update_fields=["flagged", "flagged_lines", "campaigns"])
    record("result.taken_in", actor, result, title=title, flagged=result.flagged, digest=digest)
    return result


def _time(told: str | None) -> datetime | None:
    if not told:
        return None
    at = datetime.fromisoformat(told)
    return at if at.tzinfo else at.replace(tzinfo=UTC)


def _rows(tables: Tables, table: str, named: str, rest: str) -> list[dict[str, Any]]:
    """Read findings as rows; a column that an older result lacks is as if nothing were known."""
    optional = {"patterns": "[]", "campaign": "NULL", "numbers": "NULL", "shown_falsely": "false"}
    have = tables.have[table]
    picked = ", ".join(
        name if name in have and name != named else f"{nothing} AS {name}"
        for name, nothing in optional.items()
    )
    found = tables.connection.execute(
        f"SELECT {named} AS name, score, calls, callees, {picked}, "
        f"epoch_ms(first_at) AS first_at, epoch_ms(last_at) AS last_at FROM {table} {rest}"
    )
    names = [column[0] for column in found.description or ()]
    rows = [dict(zip(names, row, strict=True)) for row in found.fetchall()]
    for row in rows:
        row["campaign"] = row["campaign"] or ""
        row["first_at"], row["last_at"] = (
            datetime.fromtimestamp(row[name] / 1000, UTC) for name in ("first_at", "last_at")
        )
    return rows


def _numbers(tables: Tables) -> list[dict[str, Any]]:
    hours: dict[str, list[int]] = {}
    if "hours" in tables.have:
        for number, hour, calls in tables.rows(
            "SELECT number, hour, CAST(sum(calls) AS BIGINT) FROM hours GROUP BY ALL"
        ):
            hours.setdefault(number, [0] * 24)[hour] = calls
    worst = f"WHERE flagged ORDER BY score DESC, number LIMIT {MOST_NUMBERS}"
    return [
        {
            **row,
            "kind": "number",
            "number_kind": read_number(row["name"]).kind.value,
            "hours": hours.get(row["name"], []),
        }
        for row in _rows(tables, "findings", "number", worst)
    ]


def _lines(tables: Tables) -> list[dict[str, Any]]:
    if "lines" not in tables.have:
        return []
    worst = "WHERE flagged ORDER BY score DESC, line"
    return [{**row, "kind": "line"} for row in _rows(tables, "lines", "line", worst)]


def _campaigns(tables: Tables) -> list[dict[str, Any]]:
    if "campaigns" not in tables.have:
        return []
    largest = "ORDER BY numbers DESC, campaign"
    return [{**row, "kind": "campaign"} for row in _rows(tables, "campaigns", "campaign", largest)]
