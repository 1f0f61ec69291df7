"""Who sees what: the desk and a regulator every case, an enterprise the cases that were forwarded to it.

A person sees the reports of the number they proved, or one report by its receipt and its code.
"""

import hmac
from typing import Any

from django.conf import settings
from django.db.models import Prefetch, QuerySet
from django.shortcuts import get_object_or_404

from jingling.complaints.tokens import reporter_token
from jingling.console.complaints.models import Attachment, Case, CaseEvent, Message, Report
from jingling.console.frame.doors import Role
from jingling.console.jobs.access import jobs_of
from jingling.console.jobs.models import Job
from jingling.numbers import normal_form

IMPORT = "take-reports"
"""The kind of job that reads a file of reports."""

LETTERS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Of receipts and codes: none is taken for another."""


def cases_of(user: Any) -> QuerySet:
    """Return the cases that a person may see; those joined into another are found there."""
    cases = Case.objects.filter(joined_into=None).select_related("organisation")
    match user.role:
        case Role.DESK | Role.REGULATOR:
            return cases
        case Role.CENTRE | Role.CARRIER:
            return cases.filter(organisation=user.organisation_id)
    return cases.none()


def access_case(user: Any, pk: int) -> Case:
    """Return one case, or 404."""
    return get_object_or_404(cases_of(user), pk=pk)


def reports_in(case: Case) -> QuerySet:
    """Return the reports of a case that one may see, the first received first."""
    return with_messages(case.reports.all()).order_by("received_at", "pk")


def events_of(case: Case) -> QuerySet:
    """Return what happened to a case and to those joined into it, in order."""
    parts = [case.pk, *case.joined.values_list("pk", flat=True)]
    events = CaseEvent.objects.select_related("actor", "organisation", "evidence")
    return events.filter(case__in=parts).order_by("at", "pk")


def access_report(user: Any, pk: int) -> Report:
    """Return one report of a case that a person may see, or 404."""
    return get_object_or_404(with_messages(Report.objects.filter(case__in=cases_of(user))), pk=pk)


def access_attachment(user: Any, pk: int) -> Attachment:
    """Return a file that came with a report of a case that a person may see, or 404."""
    return get_object_or_404(Attachment.objects.filter(report__case__in=cases_of(user)), pk=pk)


def access_decision(user: Any, pk: int) -> Message:
    """Return what the desk decided about two reports and did not take back, or 404."""
    kept = Message.objects.filter(kind__in=["same", "apart"], withdrawal=None)
    return get_object_or_404(kept.filter(report__case__in=cases_of(user)), pk=pk)


def with_messages(reports: QuerySet) -> QuerySet:
    """Return reports together with what was added to them and their files."""
    messages = Message.objects.select_related("report", "other", "decision", "actor")
    return reports.select_related("case").prefetch_related(
        "attachments", Prefetch("messages", messages.prefetch_related("attachments"))
    )


def reports_by(number: int) -> QuerySet:
    """Return what the person of a number reported, the latest first."""
    token = token_of(number)
    return Report.objects.select_related("case").filter(whose=token).order_by("-received_at", "-pk")


def own_report(number: int, receipt: str) -> Report | None:
    """Return a report of the person of a number."""
    return reports_by(number).filter(receipt=plain_receipt(receipt)).first()


def report_by_code(receipt: str, code: str) -> Report | None:
    """Return the report of a receipt, for who knows its code."""
    receipt = plain_receipt(receipt)
    if not hmac.compare_digest(code_of(receipt).encode(), plain_receipt(code).encode()):
        return None
    return Report.objects.select_related("case").filter(receipt=receipt).first()


def report_of(receipt: str) -> Report:
    """Return the report of a receipt that was just given out."""
    return Report.objects.select_related("case").get(receipt=receipt)


def answers_to(report: Report) -> QuerySet:
    """Return what the people of a report's case were answered, the first answer first."""
    return events_of(report.case).filter(what="complaint.answered")


def access_import(user: Any, pk: int) -> Job:
    """Return the reading of a file that a person's organisation sent, or 404."""
    return get_object_or_404(jobs_of(user).filter(kind=IMPORT), pk=pk)


def token_of(number: int) -> str:
    """Return the token of the person of a number, keyed by the console's secret."""
    return person_token(normal_form(number) or "")


def person_token(person: str) -> str:
    """Return the token of a person as a hotline names them: by number, or by an account."""
    return reporter_token(person, tokens_key())


def tokens_key() -> bytes:
    """Return the secret by which people become tokens."""
    return hmac.digest(settings.SECRET_KEY.encode(), b"tokens of reporters", "sha256")


def code_of(receipt: str) -> str:
    """Return the code that opens a receipt; it follows from the receipt and the console's secret."""
    drawn = hmac.digest(settings.SECRET_KEY.encode(), f"code of receipt {receipt}".encode(), "sha256")
    return "".join(LETTERS[byte % len(LETTERS)] for byte in drawn[:8])


def plain_receipt(text: str) -> str:
    """Return a receipt or a code as it is kept, however it was typed."""
    return "".join(mark for mark in text.upper() if mark in LETTERS)[:12]
