"""What call records say of reports, kept: the best of all records that were asked, in whatever order.

A call that fits in one network's records outweighs its absence from another's. What is kept is only ever
replaced by what says more, so a comparison that was killed half-way can be done again from its beginning.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from jingling.complaints.matching import STATES, match_reports
from jingling.console.complaints.access import with_messages
from jingling.console.complaints.models import Report
from jingling.console.complaints.standing import completed_report
from jingling.console.desk.models import Match
from jingling.console.findings.models import Result

if TYPE_CHECKING:
    import duckdb

LOOKS_BACK = timedelta(days=90)
"""Reports that came longer ago are compared no more."""

DAY = timedelta(days=1)
BATCH = 10_000
NO_CALLS = "CREATE TABLE calls (caller BIGINT, callee BIGINT, start_ms BIGINT, talk_ms BIGINT)"

CLOSEST = ("one-call", "several-calls", "another-time", "another-person", "no-call", "outside-records")
"""What two networks' records say of one report: the earlier of these stands."""

UNSETTLED = frozenset(STATES) - set(CLOSEST)
"""What may change when a person adds to their report."""


def reports_since(now: datetime) -> QuerySet:
    """Return the reports that are compared."""
    return Report.objects.filter(received_at__gt=now - LOOKS_BACK)


def not_compared(reports: QuerySet, asked_at: datetime) -> QuerySet:
    """Return the reports that were not compared before a time, or had too little said of them then."""
    told_more = Q(
        match__state__in=UNSETTLED, messages__kind="added", messages__at__gt=F("match__compared_at")
    )
    return reports.filter(Q(match=None) | Q(match__compared_at__gte=asked_at) | told_more).distinct()


def in_time_of(reports: QuerySet, result: Result) -> QuerySet:
    """Return the reports whose call may stand in a result's records, by the time told at once or later."""
    told = Q(called_at__lte=result.last_at + DAY)
    if result.first_at is not None:
        told &= Q(called_at__gte=result.first_at - DAY)
    return reports.filter(told | Q(called_at=None, messages__kind="added")).distinct()


def match_all(connection: duckdb.DuckDBPyConnection, reports: QuerySet, result: Result | None) -> int:
    """Hold reports against the table `calls`, and keep what it says of them; return how many there were.

    Args:
        connection: holds `calls`.
        reports: which.
        result: whose records these are, None where there are none.
    """
    from jingling.complaints.intake import report_table

    done = 0
    for batch in _batches(reports):
        found = match_reports(connection, report_table([completed_report(row) for row in batch.values()]))
        keep([_match(batch[row["report"]], row, result) for row in found.to_pylist()])
        done += len(batch)
    return done


def _batches(reports: QuerySet) -> Iterator[dict[str, Report]]:
    last = 0
    while batch := list(with_messages(reports.filter(pk__gt=last).order_by("pk"))[:BATCH]):
        yield {row.name: row for row in batch}
        last = batch[-1].pk


def _match(report: Report, row: dict[str, Any], result: Result | None) -> Match:
    fits = row["start_ms"] is not None
    return Match(
        report=report,
        state=row["state"],
        calls=row["calls"],
        start_at=datetime.fromtimestamp(row["start_ms"] / 1000, UTC) if fits else None,
        talk_s=row["talk_ms"] / 1000 if fits and row["talk_ms"] is not None else None,
        line=(row["line"] or "")[:80],
        result=result if fits else None,
        compared_at=timezone.now(),
    )


@transaction.atomic
def keep(found: list[Match]) -> None:
    """Keep what records say of reports, where nothing that says more is kept already."""
    Match.objects.bulk_create(found, ignore_conflicts=True, batch_size=500)
    reports = {one.report_id: one for one in found}
    known = Match.objects.select_for_update().filter(report__in=reports)
    closer = []
    for match in known:
        one = reports[match.report_id]
        if _rank(one.state) < _rank(match.state):
            one.pk = match.pk
            closer.append(one)
    columns = ["state", "calls", "start_at", "talk_s", "line", "result"]
    Match.objects.bulk_update(closer, columns, batch_size=200)
    known.update(compared_at=timezone.now())


def _rank(state: str) -> int:
    return CLOSEST.index(state) if state in CLOSEST else len(CLOSEST)
