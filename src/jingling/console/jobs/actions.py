"""Asking for a job, and what a worker writes into it."""

from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from jingling.console.audit.actions import record
from jingling.console.jobs.models import Job
from jingling.words import Words

SILENT_FOR = timedelta(seconds=60)
"""A worker that tells nothing for so long has lost its job."""

MOST_TRIES = 3


@transaction.atomic
def ask(actor: Any, kind: str, title: str, **arguments: Any) -> Job:
    """Ask for a job.

    Args:
        actor: who asks; the job belongs to this person's organisation.
        kind: a name in `work.KINDS`.
        title: what a person calls it.
        arguments: what the work is given, as JSON values.
    """
    job = Job.objects.create(
        kind=kind, title=title, arguments=arguments, owner=actor, organisation=actor.organisation
    )
    record("job.asked", actor, job, kind=kind, title=title)
    return job


@transaction.atomic
def ask_unasked(kind: str, **arguments: Any) -> Job:
    """Ask for a job of a kind in `BY_ITSELF`, which belongs to nobody."""
    job = Job.objects.create(kind=kind, arguments=arguments)
    record("job.asked", None, job, kind=kind)
    return job


def take(worker: str) -> Job | None:
    """Take the oldest job that waits, or whose worker fell silent; None if there is none.

    Two workers never take one job: the row is changed only if it is still as it was read.
    """
    now = timezone.now()
    silent = Q(state=Job.State.RUNNING, heard_at__lt=now - SILENT_FOR)
    for job in Job.objects.filter(Q(state=Job.State.WAITING) | silent).order_by("pk")[:5]:
        if job.tries >= MOST_TRIES:
            fail(job, Words("its worker was lost three times", "执行进程三次中断"))
            continue
        taken = Job.objects.filter(pk=job.pk, state=job.state, heard_at=job.heard_at, tries=job.tries).update(
            state=Job.State.RUNNING, worker=worker, heard_at=now, tries=F("tries") + 1, done=0
        )
        if taken:
            job.refresh_from_db()
            return job
    return None


def tell(job: Job, step: Words, done: int = 0, total: int = 0) -> None:
    """Tell how far a job is, which also keeps it."""
    Job.objects.filter(pk=job.pk, worker=job.worker, tries=job.tries).update(
        step_en=step.en, step_zh=step.zh, done=done, total=total, heard_at=timezone.now()
    )


def keep(job: Job) -> None:
    """Tell that the worker still lives."""
    Job.objects.filter(pk=job.pk, worker=job.worker, tries=job.tries).update(heard_at=timezone.now())


@transaction.atomic
def end(job: Job, result: dict[str, Any]) -> None:
    """Write down what a job came to."""
    Job.objects.filter(pk=job.pk).update(
        state=Job.State.DONE, result=result, ended_at=timezone.now(), step_en="", step_zh=""
    )
    record("job.ended", job.owner, job, state="done")


@transaction.atomic
def fail(job: Job, fault: Words, hint: str = "") -> None:
    """Write down why a job failed."""
    Job.objects.filter(pk=job.pk).update(
        state=Job.State.FAILED,
        fault={"en": fault.en, "zh": fault.zh, "hint": hint},
        ended_at=timezone.now(),
    )
    record("job.ended", job.owner, job, state="failed")
