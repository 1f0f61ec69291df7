"""Asking: surges of reports that no records explain become questions, and people answer them."""

import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from jingling.complaints.questions import BEFORE, WEEK, questions
from jingling.complaints.report import Report as Told
from jingling.console.audit.actions import record
from jingling.console.complaints.models import Report
from jingling.console.desk.models import ANSWERS, Question, question_values
from jingling.console.errors import ConsoleError, NotAllowedError
from jingling.console.findings.models import Finding
from jingling.numbers import read_number

EVERY_S = 600.0
QUIET = timedelta(days=7)
"""What was answered is not asked again for so long."""

_last = -EVERY_S


def see_to_questions() -> None:
    """Ask what is to be asked, every ten minutes however often it is called."""
    global _last  # noqa: PLW0603 — one worker, one clock
    if time.monotonic() - _last >= EVERY_S:
        _last = time.monotonic()
        ask_questions(timezone.now())


def ask_questions(now: datetime) -> int:
    """Write down the surges of a moment that no records explain; return how many are new."""
    answered = set(Question.objects.filter(answered_at__gt=now - QUIET).values_list("what", "key"))
    new = 0
    for found in questions(_told(now), _flagged(), now):
        if (found.what, found.key) in answered:
            continue
        _, made = Question.objects.update_or_create(
            what=found.what,
            key=found.key,
            answered_at=None,
            defaults=question_values(found),
            create_defaults={**question_values(found), "asked_at": now},
        )
        new += made
    return new


def _told(now: datetime) -> Iterator[Told]:
    """Yield the reports of the time that questions look at, as far as they are asked about."""
    columns = ("name", "channel", "received_at", "number", "key", "called", "called_proven", "whose")
    rows = Report.objects.filter(received_at__gt=now - WEEK - BEFORE, received_at__lte=now, key__gt=0)
    for name, channel, at, number, key, called, proven, whose in rows.values_list(*columns).iterator(5_000):
        yield Told(name, channel, at, "", number, key, called=called, called_proven=proven, reporter=whose)


def _flagged() -> set[int]:
    """Return the keys of numbers that call records flag, those that people dismissed left out."""
    names = Finding.objects.filter(kind="number").exclude(state=Finding.State.DISMISSED)
    return {read_number(name).key for name in names.values_list("name", flat=True).distinct().iterator(5_000)}


@transaction.atomic
def answer_question(actor: Any, question: Question, answer: str, note: str = "") -> Question:
    """Say why people report a number that no records flag.

    Raises:
        NotAllowedError: the person does not work at the desk.
        ConsoleError: no such answer.
    """
    if not actor.has_perm("complaints.work"):
        raise NotAllowedError("Questions are answered by the complaint desk.")
    if answer not in ANSWERS:
        raise ConsoleError(f"{answer!r} is no answer.", f"One of {', '.join(ANSWERS)}.")
    question.answer, question.note = answer, note.strip()
    question.answered_by, question.answered_at = actor, timezone.now()
    question.save(update_fields=["answer", "note", "answered_by", "answered_at"])
    record("question.answered", actor, question, what=question.what, number=question.shown, answer=answer)
    return question
