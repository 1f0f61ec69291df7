"""What desk, enterprises, people and records do about cases: events, of which the case is worked out."""

from datetime import datetime
from typing import Any
from uuid import uuid4

from django.db import transaction
from django.utils import timezone

from jingling.complaints import cases as thought
from jingling.complaints.classes import class_words
from jingling.complaints.report import Report as Told
from jingling.console.audit.actions import record
from jingling.console.complaints.access import events_of
from jingling.console.complaints.actions import in_turn, new_message
from jingling.console.complaints.cases import OUTCOMES
from jingling.console.complaints.models import Case, CaseEvent, Message, Report, Reporter
from jingling.console.complaints.offices import office_for
from jingling.console.complaints.standing import regroup, settle, stands
from jingling.console.complaints.telling import tell
from jingling.console.errors import ConsoleError, NotAllowedError
from jingling.console.frame.language import say
from jingling.numbers import mask


@transaction.atomic
def happen(
    actor: Any,
    case: Case,
    what: thought.EventName,
    *,
    about: str = "",
    text: str = "",
    by: str = "",
    name: str = "",
    at: datetime | None = None,
    organisation: Any = None,
    evidence: Any = None,
) -> Case:
    """Let something happen to a case, and return where it stands then.

    An event of a name that is there already changes nothing.

    Args:
        actor: the officer who does it, None for a person or for records.
        case: the case.
        what: what happens.
        about: what `jingling.complaints.cases` makes of it.
        text: what else was said.
        by: `desk`, `enterprise`, `person` or `records`.
        name: the event's own name, where it can be told again.
        at: when it happened; now unless given.
        organisation: to whom it was forwarded.
        evidence: the file that proves it.

    Raises:
        ConsoleError: it cannot happen where the case stands; the message says why.
    """
    case = Case.objects.select_for_update(of=("self",)).get(pk=case.pk)
    if name and CaseEvent.objects.filter(name=name).exists():
        return case
    event = CaseEvent(
        case=case,
        name=name or f"e-{uuid4().hex}",
        what=what,
        at=at or timezone.now(),
        about=about.strip(),
        text=text.strip(),
        by=by,
        actor=actor,
        organisation=organisation,
        evidence=evidence,
    )
    told = [event.thought, *(one.thought for one in events_of(case))]
    for refused in thought.case_of(told).refused:
        if refused.event.event == event.name:
            raise ConsoleError(say(refused.reason))
    event.save(force_insert=True)
    before = case.outcome
    settle(case)
    if case.outcome != before:
        people = case.reports.exclude(whose="").values("whose")
        Reporter.objects.filter(token__in=people).update(weigh_again=True)
    record(event.what, actor, case, number=mask(case.number), case=case.code, state=str(case.state), by=by)
    return case


def classify(actor: Any, case: Case, label: str) -> Case:
    """Decide what a case is about; fraud goes to the police track at once."""
    _may(actor, "complaints.work", case)
    if label not in class_words():
        raise ConsoleError(f"{label!r} is no class.", f"One of {', '.join(class_words())}.")
    return happen(actor, case, "complaint.classified", about=label, by="desk")


def forward(actor: Any, case: Case, organisation: Any = None, text: str = "") -> Case:
    """Forward a case to whom the routing table names, or to an organisation that the desk chooses."""
    _may(actor, "complaints.work", case)
    if organisation is None:
        office, organisation = office_for(case, stands(case).bounces)
        handler = office.name
    else:
        handler = f"named:{organisation.name}"
    return happen(
        actor,
        case,
        "complaint.forwarded",
        about=handler,
        text=text,
        by="desk",
        organisation=organisation,
    )


def bounce(actor: Any, case: Case, reason: str) -> Case:
    """Return a case: it is not ours, for a reason."""
    _may(actor, "complaints.reply", case)
    return happen(actor, case, "complaint.bounced", about=reason, by=_side(actor))


def act(actor: Any, case: Case, text: str, evidence: Any = None, proof: str = "") -> Case:
    """Say what was done about a case, with its proof: a file kept before, or a reference to it."""
    _may(actor, "complaints.reply", case)
    about = f"sha256:{evidence.digest}" if evidence is not None else proof
    return happen(actor, case, "complaint.acted", about=about, text=text, by=_side(actor), evidence=evidence)


@transaction.atomic
def answer(actor: Any, case: Case, text: str) -> Case:
    """Answer the people who reported, and let them be told."""
    _may(actor, "complaints.work", case)
    if not text.strip():
        raise ConsoleError("An answer says something.", "Write what was found and what was done.")
    case = happen(actor, case, "complaint.answered", about=text, by="desk")
    tell(case)
    return case


def close(actor: Any, case: Case, outcome: str) -> Case:
    """Close an answered case with what it came to, one of `OUTCOMES`."""
    _may(actor, "complaints.work", case)
    if outcome not in OUTCOMES:
        raise ConsoleError(f"{outcome!r} is no outcome.", f"One of {', '.join(OUTCOMES)}.")
    return happen(actor, case, "complaint.closed", about=outcome, by="desk")


def reopen(actor: Any, case: Case, reason: str) -> Case:
    """Reopen a case for a reason."""
    _may(actor, "complaints.work", case)
    return happen(actor, case, "complaint.reopened", about=reason, by="desk")


def pause(actor: Any, case: Case, reason: str) -> Case:
    """Let the clocks of a case stand still, for a reason."""
    _may(actor, "complaints.work", case)
    return happen(actor, case, "clock.paused", about=reason, by="desk")


def resume(actor: Any, case: Case) -> Case:
    """Let the clocks of a case run on."""
    _may(actor, "complaints.work", case)
    return happen(actor, case, "clock.resumed", by="desk")


def did_not_stop(report: Report, text: str) -> Case:
    """Reopen the case of a report at its person's word: the calls did not stop."""
    return happen(None, report.case, "complaint.reopened", about=text, by="person")


def withdraw(report: Report) -> Case:
    """Take a case back at the word of its report's person."""
    return happen(None, report.case, "complaint.withdrawn", by="person")


def rung_again(case: Case, at: datetime, calls: int, *, by: str = "records") -> Case:
    """Take in that the same person was rung after the enterprise said that it had acted.

    Args:
        case: the case.
        at: when the first such call came.
        calls: how many there were.
        by: who says so, `records` or `person`.
    """
    return happen(
        None,
        case,
        "complaint.rung_again",
        text=str(calls),
        by=by,
        name=f"{case.code} rung again {at.isoformat()}",
        at=at,
    )


def contradict(report: Report, whole: Told) -> int:
    """Reopen the cases in which it was said that somebody had acted, and whose person reports a later call.

    A report that is held back contradicts nobody. Return how many cases were reopened.

    Args:
        report: the report.
        whole: the same with what was added to it.
    """
    if not (whole.reporter and whole.key and whole.called_at) or report.held_back:
        return 0
    settled = Case.objects.filter(joined_into=None, state__in=["acted", "answered", "closed"], key=whole.key)
    reopened = 0
    for case in settled.filter(reports__whose=whole.reporter).exclude(pk=report.case_id).distinct():
        acted = stands(case).done_at.get("acted")
        if acted is not None and whole.called_at > acted:
            rung_again(case, whole.called_at, 1, by="person")
            reopened += 1
    return reopened


@transaction.atomic
def decide(actor: Any, one: Report, other: Report, verdict: str, reason: str) -> Message:
    """Say that two reports are one case (`same`), or are not (`apart`), whatever else would join them.

    Raises:
        ConsoleError: it is the same report, there is no reason, or no such verdict.
    """
    _may(actor, "complaints.work", one.case)
    if one.pk == other.pk or verdict not in {"same", "apart"} or not reason.strip():
        raise ConsoleError("Two reports are the same or apart, for a reason.", "Give both and the reason.")
    for token in sorted({one.whose, other.whose}):
        in_turn(token)
    message = Message.objects.create(
        name=new_message(),
        kind=verdict,
        at=timezone.now(),
        report=one,
        other=other,
        actor=actor,
        reason=reason.strip(),
    )
    regroup(one, other)
    event = "reports.joined" if verdict == "same" else "reports.parted"
    record(event, actor, one.case, reports=[one.receipt, other.receipt], reason=message.reason)
    return message


@transaction.atomic
def take_back(actor: Any, decision: Message) -> Message:
    """Take a decision about two reports back: all is as if it had never been made.

    Raises:
        ConsoleError: it was taken back already.
    """
    _may(actor, "complaints.work", decision.report.case)
    one, other = decision.report, decision.other
    for token in sorted({one.whose, other.whose}):
        in_turn(token)
    message, new = Message.objects.get_or_create(
        decision=decision,
        defaults={
            "name": new_message(),
            "kind": "withdrawn",
            "at": timezone.now(),
            "report": one,
            "actor": actor,
        },
    )
    if not new:
        raise ConsoleError("This was taken back already.")
    regroup(one, other)
    record("decision.withdrawn", actor, one.case, reports=[one.receipt, other.receipt])
    return message


def _may(actor: Any, permission: str, case: Case) -> None:
    if not actor.has_perm(permission, case):
        raise NotAllowedError("This case is not yours to work on.")


def _side(actor: Any) -> str:
    return "desk" if actor.has_perm("complaints.work") else "enterprise"
