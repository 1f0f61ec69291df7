"""Who sees what beside a case: the desk and a regulator all of its caller, an enterprise its own.

The desk may not browse registers or findings; what they say of the number of a case is shown with the case.
"""

from typing import Any

from django.db.models import Q, QuerySet
from django.shortcuts import get_object_or_404

from jingling.complaints.trust import HELD_BACK
from jingling.console.complaints.access import cases_of, events_of
from jingling.console.complaints.models import Attachment, Case, CaseEvent, Report
from jingling.console.desk.models import Match, Question
from jingling.console.findings.access import findings_of
from jingling.console.findings.models import Finding
from jingling.console.frame.doors import Role
from jingling.console.notices.models import Notice
from jingling.console.registers.access import blocks_of
from jingling.console.registers.chain import Chain, chains_over
from jingling.console.registers.models import Evidence, Line, NumberBlock, Organisation
from jingling.numbers import read_number

RUNNING = Q(due_at__isnull=False, paused=False) & (Q(weight__gte=HELD_BACK) | Q(police_at__isnull=False))
"""A case whose clock runs and counts: what is held back is not hurried."""

SEES_ALL = frozenset({Role.DESK, Role.REGULATOR})


def running_for(user: Any) -> Q:
    """Return which cases hurry a person: an enterprise those alone on which it has to act itself."""
    return RUNNING if user.role in SEES_ALL else RUNNING & Q(due_step="acted")


def queue_of(user: Any) -> QuerySet:
    """Return the cases in which something is due; what is held back waits in a list of its own."""
    return cases_of(user).filter(running_for(user))


def held_of(user: Any) -> QuerySet:
    """Return the cases whose reports are trusted too little to act on."""
    return cases_of(user).filter(held=True)


def case_of_receipt(user: Any, receipt: str) -> Report | None:
    """Return the report of a receipt, in a case that a person may see."""
    return Report.objects.select_related("case").filter(case__in=cases_of(user), receipt=receipt).first()


def findings_about(user: Any, case: Case) -> list[Finding]:
    """Return what call records say of a case's number, the highest score first."""
    found = findings_of(user)
    if user.role == Role.DESK:
        found = Finding.objects.select_related("result__organisation")
    return (
        list(found.filter(kind="number", name=case.number).order_by("-score", "-pk")[:5])
        if case.number
        else []
    )


def campaigns_about(user: Any, findings: list[Finding]) -> list[Finding]:
    """Return the campaigns in which these numbers were found."""
    found = findings_of(user)
    if user.role == Role.DESK:
        found = Finding.objects.all()
    named = Q(pk=None)
    for one in findings:
        if one.campaign:
            named |= Q(result=one.result_id, name=one.campaign)
    return list(found.filter(named, kind="campaign").order_by("-score", "-pk"))


def chains_about(user: Any, case: Case) -> list[Chain]:
    """Return who answers for a case's number."""
    if not case.number:
        return []
    blocks = NumberBlock.objects.all() if user.role == Role.DESK else blocks_of(user)
    return chains_over(blocks, read_number(case.number))


def with_matches(reports: QuerySet) -> QuerySet:
    """Return reports together with what call records say of them."""
    return reports.select_related("case", "match__result__organisation")


def line_of(match: Match) -> Line | None:
    """Return the registered line by which a matched call came, None where nobody registered it."""
    if not match.line or match.result is None:
        return None
    lines = Line.objects.select_related("holder", "centre", "principal")
    return lines.filter(carrier=match.result.organisation_id, name=match.line).first()


def others_about(user: Any, case: Case) -> QuerySet:
    """Return the other cases about the same number."""
    same = cases_of(user).filter(key=case.key) if case.key else cases_of(user).none()
    return same.exclude(pk=case.pk)


def organisations_to_ask() -> QuerySet:
    """Return the organisations that sign in here and may be asked to act on a case."""
    return (
        Organisation.objects.filter(kind__in=["carrier", "centre"], people__isnull=False)
        .distinct()
        .order_by("name")
    )


def notices_of(case: Case) -> QuerySet:
    """Return the reminders about a case."""
    return Notice.objects.select_related("organisation").filter(case=case).order_by("-pk")


def questions_of(user: Any, *, answered: bool) -> QuerySet:
    """Return questions that wait for an answer, or those that were answered."""
    rows = (
        Question.objects.select_related("answered_by") if user.role in SEES_ALL else Question.objects.none()
    )
    return rows.exclude(answered_at=None) if answered else rows.filter(answered_at=None)


def access_question(user: Any, pk: int) -> Question:
    """Return one question that is open, or 404."""
    return get_object_or_404(questions_of(user, answered=False), pk=pk)


def events_for(user: Any, case: Case) -> list[CaseEvent]:
    """Return what a person may know of what happened to a case.

    An enterprise knows what came to it and what it did itself, and the answer that was given.
    """
    events = list(events_of(case))
    if user.role in SEES_ALL:
        return events
    own = user.organisation_id
    done = {"complaint.acted", "complaint.bounced"}
    hidden = {"complaint.received", "complaint.completed", "complaint.classified", "complaint.withdrawn"}
    return [
        event
        for event in events
        if event.what not in hidden
        and (event.what != "complaint.forwarded" or event.organisation_id == own)
        and (event.what not in done or (event.actor and event.actor.organisation_id == own))
    ]


def proof_of(user: Any, pk: int) -> Evidence:
    """Return the file with which an enterprise proved that it acted, or 404."""
    events = CaseEvent.objects.filter(case__in=_parts(user)).exclude(evidence=None)
    if user.role not in SEES_ALL:
        events = events.filter(evidence__organisation=user.organisation_id)
    found: Evidence = get_object_or_404(events.select_related("evidence"), pk=pk).evidence
    return found


def file_of(user: Any, pk: int) -> Attachment:
    """Return a file that a person sent with a report; for the desk and a regulator alone, or 404."""
    files = Attachment.objects.filter(report__case__in=cases_of(user))
    return get_object_or_404(files if user.role in SEES_ALL else files.none(), pk=pk)


def _parts(user: Any) -> QuerySet:
    """Return the cases that a person may see and those joined into them."""
    seen = cases_of(user)
    return Case.objects.filter(Q(pk__in=seen) | Q(joined_into__in=seen))
