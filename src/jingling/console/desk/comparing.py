"""Comparing reports with call records: which call each is about, and who was rung again all the same.

It is done by itself. The records of every result that is taken in are held against the reports of their time;
what was reported or completed since is held, a few times a day, against the records that are there. Each is a
job, and a result is written down with the job that compares it, so that no other asks again. The desk may ask
for all to be compared anew.
"""

import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone

from jingling.console.audit.actions import record
from jingling.console.desk import matches
from jingling.console.desk.contradictions import Contradictions, acted_cases
from jingling.console.desk.models import COMPARE, Compared, Match
from jingling.console.errors import ConsoleError, NotAllowedError
from jingling.console.findings.models import Result
from jingling.console.frame.language import say
from jingling.console.jobs.actions import ask, ask_unasked
from jingling.console.jobs.models import BY_ITSELF, Job
from jingling.words import Words

READING = Words("reading call records", "读取话单")

EVERY_S = 5.0
OFTEN = timedelta(hours=6)
"""What was reported since is compared so often."""

MOST_RESULTS = 50

_last = -EVERY_S


def ask_to_compare(actor: Any) -> Job:
    """Ask for all reports of the last months to be held against the call records at hand.

    Raises:
        NotAllowedError: the person does not work at the desk.
    """
    if not actor.has_perm("complaints.work"):
        raise NotAllowedError("The complaint desk compares reports with call records.")
    return ask(actor, COMPARE, say(BY_ITSELF[COMPARE]), all=True)


def see_to_comparing() -> None:
    """Ask for what is to be compared, every few seconds however often it is called."""
    global _last  # noqa: PLW0603 — one worker, one clock
    if time.monotonic() - _last >= EVERY_S:
        _last = time.monotonic()
        ask_by_itself()


def ask_by_itself() -> Job | None:
    """Ask for new results, else for new reports to be compared; None for nothing, or while a job goes on."""
    jobs = Job.objects.filter(kind=COMPARE)
    if jobs.filter(state__in=[Job.State.WAITING, Job.State.RUNNING]).exists():
        return None
    new = list(Result.objects.filter(compared=None).exclude(last_at=None).order_by("pk")[:MOST_RESULTS])
    if new:
        try:
            with transaction.atomic():
                job = ask_unasked(COMPARE, results=[result.pk for result in new])
                Compared.objects.bulk_create(Compared(result=result, job=job) for result in new)
        except IntegrityError:  # another worker asked at the same moment
            return None
        return job
    now = timezone.now()
    if jobs.filter(created_at__gt=now - OFTEN).exclude(arguments__has_key="results").exists():
        return None
    waiting = matches.not_compared(matches.reports_since(now), now)
    return ask_unasked(COMPARE) if waiting.exists() else None


def last_compared() -> Job | None:
    """Return the comparison that was done last."""
    return Job.objects.filter(kind=COMPARE, state=Job.State.DONE).order_by("-pk").first()


def compare(job: Job, tell: Callable[[Words, int, int], None]) -> dict[str, Any]:
    """Hold reports against call records, and reopen the cases that records contradict.

    The job names the results; without any it is for new reports, or all, and whatever records cover them.
    Killed and done again it comes to the same.

    Raises:
        ConsoleError: no records can be read.
    """
    import duckdb

    reports = matches.reports_since(job.created_at)
    if named := job.arguments.get("results"):
        results = Result.objects.filter(pk__in=named)
    else:
        if not job.arguments.get("all"):
            reports = matches.not_compared(reports, job.created_at)
        results = Result.objects.filter(last_at__gt=job.created_at - matches.LOOKS_BACK - matches.DAY)
        with duckdb.connect() as connection:  # what no records cover is said of every report first
            connection.execute(matches.NO_CALLS)
            matches.match_all(connection, reports, None)
    against, unread = Contradictions(acted_cases()), 0
    every = list(results.exclude(last_at=None).order_by("pk"))
    for at, result in enumerate(every):
        tell(READING, at, len(every))
        unread += not _compared(result, matches.in_time_of(reports, result), against)
    if every and unread == len(every):
        raise ConsoleError(
            "The call records of no result can be read any more.", "Keep them where they were read."
        )
    held = Match.objects.filter(compared_at__gte=job.created_at)
    told = {
        "reports": held.count(),
        "fit": held.filter(calls__gt=0).count(),
        "reopened": against.reopen(),
    }
    record("records.compared", job.owner, None, **told, results=len(every), unread=unread)
    return {"page": reverse("desk:queue"), **told}


def _compared(result: Result, reports: QuerySet, against: Contradictions) -> bool:
    """Hold reports and replies against one result's records; say whether these could be read."""
    import duckdb

    from jingling.detect.errors import ResultError
    from jingling.detect.records import read_again

    if not (reports.exists() or against.may_be_in(result.last_at)):
        return True
    with TemporaryDirectory() as spill, duckdb.connect() as connection:
        connection.execute(f"SET temp_directory = '{spill}'")
        connection.execute("SET enable_progress_bar = false")
        try:
            read_again(connection, Path(result.place), columns=("line",))
        except ResultError:
            return False
        matches.match_all(connection, reports, result)
        against.gather(connection)
    return True
