"""Reminders: which clocks are about to run out or have, whom that concerns, and telling them once."""

import time
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils import timezone

from jingling.complaints.clocks import urgency
from jingling.complaints.trust import HELD_BACK
from jingling.complaints.working_days import working_days_of_china
from jingling.console.audit.actions import record
from jingling.console.complaints.models import Case
from jingling.console.notices.models import Notice
from jingling.console.notices.sending import send
from jingling.console.notices.wording import subject_of, text_of
from jingling.console.registers.models import Organisation
from jingling.numbers import read_number

EVERY_S = 60.0
AHEAD = timedelta(days=14)
"""No run of days off is longer, so that nothing due in one working day is farther away."""

MOST = 500
MOST_TRIES = 10

_last = -EVERY_S


def see_to_reminders() -> None:
    """Write and send reminders, once a minute however often it is asked."""
    global _last  # noqa: PLW0603 — one worker, one minute
    if time.monotonic() - _last >= EVERY_S:
        _last = time.monotonic()
        remind(timezone.now())
        send_waiting()


def remind(now: datetime) -> int:
    """Write the reminders that are due at a moment; return how many are new.

    A clock has at most two, one before it runs out and one after; a case that was reopened has clocks of
    its own. A clock that was overdue when it was first looked at has the second alone.
    """
    calendar = working_days_of_china()
    overdue = _to_remind("overdue").filter(due_at__lte=now)
    soon = _to_remind("soon").filter(due_at__gt=now, due_at__lte=now + AHEAD)
    made = 0
    for kind, cases in (("overdue", overdue), ("soon", soon)):
        for case in cases.order_by("due_at", "pk")[:MOST]:
            if urgency(case.due_at, now, calendar) == kind:
                made += _write(case, kind)
    return made


def _to_remind(kind: str) -> QuerySet:
    told = Notice.objects.filter(
        case=OuterRef("pk"), round=OuterRef("round"), step=OuterRef("due_step"), kind=kind
    )
    counts = Q(weight__gte=HELD_BACK) | Q(police_at__isnull=False)  # what is held back is not hurried
    waiting = Case.objects.filter(counts, joined_into=None, paused=False).exclude(due_at=None)
    return waiting.filter(~Exists(told)).select_related("organisation")


def _write(case: Case, kind: str) -> int:
    """Write a reminder to each organisation that it concerns."""
    made = 0
    for organisation in _concerned(case):
        _, new = Notice.objects.get_or_create(
            case=case,
            round=case.round,
            step=case.due_step,
            kind=kind,
            organisation=organisation,
            defaults={"to": _address(organisation)},
        )
        made += new
    return made


def _concerned(case: Case) -> list[Organisation]:
    """Return the enterprise that is to act, where it signs in here; else the complaint desk."""
    if case.due_step == "acted" and case.organisation is not None:
        return [case.organisation]
    return list(Organisation.objects.filter(kind="desk").order_by("pk"))


def _address(organisation: Organisation) -> str:
    """Return where an organisation is told: its mail address, else its telephone; empty for neither."""
    if organisation.contact_email:
        return str(organisation.contact_email)
    if organisation.contact_phone:
        return read_number(organisation.contact_phone).normal
    return ""


def send_waiting() -> int:
    """Send what waits; return how many were sent. What could not be handed over is tried again later."""
    sent = 0
    waiting = Notice.objects.filter(claimed_at=None, tries__lt=MOST_TRIES).exclude(to="")
    for notice in waiting.select_related("case").order_by("tries", "pk")[:MOST]:
        mine = Notice.objects.filter(pk=notice.pk, claimed_at=None)
        if not mine.update(claimed_at=timezone.now(), tries=F("tries") + 1):
            continue
        try:
            send(notice.to, text_of(notice), subject=subject_of(notice), name=f"notice-{notice.pk}")
        except OSError:
            Notice.objects.filter(pk=notice.pk).update(claimed_at=None)
            continue
        with transaction.atomic():
            Notice.objects.filter(pk=notice.pk).update(sent_at=timezone.now())
            facts = {"case": notice.case.code, "kind": notice.kind, "step": notice.step}
            record("reminder.dispatched", None, notice.case, **facts)
        sent += 1
    return sent
