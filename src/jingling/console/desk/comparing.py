"""Comparing reports with call records: which call each is about, and who was rung again all the same.

The records of every result that covers the time are read again, each once for all reports. A call that fits
in one network's records outweighs its absence from another's.
"""

from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import duckdb
import pyarrow as pa
from django.urls import reverse
from django.utils import timezone

from jingling.complaints.intake import report_table
from jingling.complaints.matching import STATES, match_reports, rung_again
from jingling.console.audit.actions import record
from jingling.console.complaints import handling
from jingling.console.complaints.access import with_messages
from jingling.console.complaints.models import Case, Report
from jingling.console.complaints.standing import completed_report, stands
from jingling.console.desk.models import Match
from jingling.console.errors import ConsoleError, NotAllowedError
from jingling.console.findings.models import Result
from jingling.console.frame.language import t
from jingling.console.jobs.actions import ask
from jingling.console.jobs.models import Job
from jingling.detect.errors import ResultError
from jingling.detect.records import read_again
from jingling.words import Words

READING = Words("reading call records", "读取话单")
LOOKS_BACK = timedelta(days=90)
DAY = timedelta(days=1)
MOST = 100_000
_NO_CALLS = "CREATE TABLE calls (caller BIGINT, callee BIGINT, start_ms BIGINT, talk_ms BIGINT)"

CLOSEST = ("one-call", "several-calls", "another-time", "another-person", "no-call", "outside-records")
"""What two networks' records say of one report: the earlier of these stands."""


def ask_to_compare(actor: Any) -> Job:
    """Ask for all reports of the last months to be held against the call records at hand.

    Raises:
        NotAllowedError: the person does not work at the desk.
    """
    if not actor.has_perm("complaints.work"):
        raise NotAllowedError("The complaint desk compares reports with call records.")
    return ask(actor, "compare-records", t("Compare reports with call records", "举报与话单比对"))


def compare(job: Job, tell: Callable[[Words, int, int], None]) -> dict[str, Any]:
    """Hold reports against call records, and reopen the cases that records contradict.

    Done again it comes to the same.

    Raises:
        ConsoleError: no records can be read.
    """
    since = timezone.now() - LOOKS_BACK
    reports = {row.name: row for row in with_messages(Report.objects.filter(received_at__gt=since))[:MOST]}
    told = {name: completed_report(row) for name, row in reports.items()}
    table = report_table(list(told.values()))
    times = [one.called_at for one in told.values() if one.called_at is not None]
    acted = acted_cases()
    found: dict[str, Match] = {}
    again: dict[int, tuple[datetime, int]] = {}
    results = _covering(times, acted)
    with duckdb.connect() as connection:  # what no records cover is said of every report first
        connection.execute(_NO_CALLS)
        for row in match_reports(connection, table).to_pylist():
            _closer(found, reports[row["report"]], row, None)
    unread = 0
    for at, result in enumerate(results):
        tell(READING, at, len(results))
        with TemporaryDirectory() as spill, duckdb.connect() as connection:
            connection.execute(f"SET temp_directory = '{spill}'")
            connection.execute("SET enable_progress_bar = false")
            try:
                read_again(connection, Path(result.place), columns=())
            except ResultError:
                unread += 1
                continue
            for row in match_reports(connection, table).to_pylist():
                _closer(found, reports[row["report"]], row, result)
            for row in rung_again(connection, _acted_table(acted)).to_pylist():
                _sooner(again, int(row["report"]), row)
    if results and unread == len(results):
        raise ConsoleError(
            "The call records of no result can be read any more.", "Keep them where they were read."
        )
    now = timezone.now()
    for match in found.values():
        match.compared_at = now
    Match.objects.bulk_create(
        found.values(),
        update_conflicts=True,
        unique_fields=["report"],
        update_fields=["state", "calls", "start_at", "talk_s", "result", "compared_at"],
        batch_size=500,
    )
    reopened = [_reopened(pk, *call) for pk, call in again.items()]
    fit = sum(match.fits for match in found.values())
    record(
        "records.compared",
        job.owner,
        None,
        reports=len(found),
        fit=fit,
        reopened=sum(reopened),
        unread=unread,
    )
    return {"page": reverse("desk:queue"), "reports": len(found), "fit": fit, "reopened": sum(reopened)}


def _covering(times: list[datetime], acted: Iterable[dict[str, Any]]) -> list[Result]:
    """Return the results whose records may hold the calls, the newest first."""
    times = [*times, *(one["acted_at"] for one in acted)]
    if not times:
        return []
    near = Result.objects.exclude(last_at=None).filter(last_at__gte=min(times) - DAY)
    return list(near.order_by("-taken_at", "-pk"))


def _closer(found: dict[str, Match], report: Report, row: dict[str, Any], result: Result | None) -> None:
    known = found.get(report.name)
    if known is not None and _rank(known.state) <= _rank(row["state"]):
        return
    fits = row["start_ms"] is not None
    found[report.name] = Match(
        report=report,
        state=row["state"],
        calls=row["calls"],
        start_at=_moment(row["start_ms"]) if fits else None,
        talk_s=row["talk_ms"] / 1000 if fits and row["talk_ms"] is not None else None,
        result=result if fits else None,
    )


def _rank(state: str) -> int:
    return CLOSEST.index(state) if state in CLOSEST else len(STATES)


def _moment(start_ms: int) -> datetime:
    return datetime.fromtimestamp(start_ms / 1000, UTC)


def acted_cases() -> list[dict[str, Any]]:
    """Return who could contradict that an enterprise acted: a row for each proven number that was rung."""
    rows = []
    acted = Case.objects.filter(joined_into=None, state__in=["acted", "answered", "closed"])
    for case in acted.prefetch_related("reports"):
        at = stands(case).done_at.get("acted")
        rung = {one.called for one in case.reports.all() if one.called_proven and one.called}
        rows += [{"case": case.pk, "key": case.key, "called": one, "acted_at": at} for one in rung if at]
    return rows


def _acted_table(acted: list[dict[str, Any]]) -> pa.Table:
    return pa.table(
        {
            "report": pa.array([str(one["case"]) for one in acted], pa.string()),
            "key": pa.array([one["key"] for one in acted], pa.int64()),
            "called": pa.array([one["called"] for one in acted], pa.int64()),
            "acted_at": pa.array([one["acted_at"] for one in acted], pa.timestamp("us", tz="UTC")),
        }
    )


def _sooner(again: dict[int, tuple[datetime, int]], case: int, row: dict[str, Any]) -> None:
    at, calls = _moment(row["start_ms"]), int(row["calls"])
    known = again.get(case)
    again[case] = (at, calls) if known is None else (min(at, known[0]), calls + known[1])


def _reopened(pk: int, at: datetime, calls: int) -> bool:
    return handling.rung_again(Case.objects.get(pk=pk), at, calls).state == "received"
