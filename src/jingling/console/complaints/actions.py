"""What people do about their reports: each in one transaction with its audit event, and done once.

Whoever calls these has made sure that it is the person's own report, or a report that an organisation may
send.
"""

import secrets
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any
from uuid import uuid4

from django.db import transaction
from django.utils import timezone

from jingling.complaints.messages import Added
from jingling.complaints.report import Report as Told
from jingling.complaints.report import missing
from jingling.console.audit.actions import record
from jingling.console.complaints.access import LETTERS, with_messages
from jingling.console.complaints.models import Attachment, Case, CaseEvent, Message, Report, Reporter, Sending
from jingling.console.complaints.standing import (
    complete,
    completed_event,
    completed_report,
    regroup,
    stand,
    stands_alone,
    trust_in,
    weigh,
)
from jingling.console.errors import ConsoleError
from jingling.numbers import mask

RECEIPT_LETTERS = 9


class ReusedKeyError(ConsoleError):
    """An idempotency key was used for something else before."""


@dataclass(frozen=True, slots=True)
class SentFile:
    """A file by its SHA-256 digest, its name, kind and size in bytes; one without a kind its sender keeps."""

    digest: str
    name: str
    kind: str
    size: int


@transaction.atomic
def once(sender: str, key: str, digest: str, do: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    """Do something once for a key, and answer the same whenever it is asked for again.

    Args:
        sender: whose keys these are.
        key: the idempotency key.
        digest: SHA-256 of all that was asked for.
        do: does it, and returns the answer as JSON values.

    Raises:
        ReusedKeyError: the key was used with another digest.
    """
    sending, new = Sending.objects.get_or_create(sender=sender, key=key, defaults={"digest": digest})
    if sending.digest != digest:
        raise ReusedKeyError("This key was used for another request.", "Draw a new key for each request.")
    if new:
        sending.answer = do()
        sending.save(update_fields=["answer"])
    answer: dict[str, Any] = sending.answer
    return answer


def was_sent(sender: str, key: str) -> bool:
    """Say whether something was done for a key."""
    return Sending.objects.filter(sender=sender, key=key).exists()


def sent_since(sender: str, since: datetime) -> int:
    """Count what a sender sent since a time."""
    return Sending.objects.filter(sender=sender, at__gte=since).count()


def is_known(name: str) -> bool:
    """Say whether a report of a name was taken in."""
    return Report.objects.filter(name=name).exists()


@transaction.atomic
def receive(
    told: Told,
    *,
    answer_to: int | None = None,
    files: Sequence[SentFile] = (),
    sent_by: Any = None,
    actor: Any = None,
) -> Report:
    """Take a report in; one of a name that was taken in before is returned as it is.

    Args:
        told: what was told; its name may be left empty, and is then that of its receipt.
        answer_to: key of the number to which the answer goes.
        files: screenshots and recordings that came with it.
        sent_by: the organisation that sends it, None for the person.
        actor: who sends it, None for the person.
    """
    if told.report and (known := Report.objects.filter(name=told.report).first()):
        return known
    in_turn(told.reporter)
    receipt = "".join(secrets.choice(LETTERS) for _ in range(RECEIPT_LETTERS))
    digests = told.attachments
    at = told.received_at or timezone.now()
    name = told.report or f"{told.channel}:{receipt}"
    told = replace(told, report=name, received_at=at, attachments=())
    values = asdict(told)
    del values["attachments"]
    case = Case(key=told.key, number=told.number, opened_at=at)
    report = Report(
        **{"name" if name == "report" else name: value for name, value in values.items()},
        receipt=receipt,
        answer_to=answer_to,
        sent_by=sent_by,
        whose=told.reporter,
        own_case=case,
        case=case,
        lacks=list(missing(told)),
    )
    weigh(report, trust_in(told))
    what = "complaint.received"
    first = CaseEvent(case=case, name=f"{receipt} received", what=what, at=at, by="person", actor=actor)
    events = [first, completed_event(report, at)][: 2 if report.complete else 1]
    stand(case, events, [report])
    case.save(force_insert=True)
    report.own_case, report.case = case, case
    report.save(force_insert=True)
    CaseEvent.objects.bulk_create(events)
    _attach(report, [*files, *(SentFile(digest, "", "", 0) for digest in digests)])
    if not stands_alone(report, told):
        regroup(report)
        report.refresh_from_db()
    _contradict(report, told)
    record(
        "complaint.received",
        actor,
        report,
        receipt=receipt,
        number=mask(told.number),
        channel=told.channel,
        complete=report.complete,
    )
    return report


@transaction.atomic
def add(
    report: Report, added: Added, *, files: Sequence[SentFile] = (), answer_to: int | None = None
) -> Report:
    """Add to a report what its person says later; what was said before stays as it is."""
    for token in sorted({report.whose, added.reporter}):
        in_turn(token)
    content = {
        name: value
        for name, value in asdict(added).items()
        if value and name not in {"message", "at", "report", "attachments"}
    }
    if added.called_at is not None:
        content["called_at"] = added.called_at.isoformat()
    message = Message.objects.create(
        name=added.message, kind="added", at=added.at, report=report, content=content
    )
    _attach(report, files, message)
    report = with_messages(Report.objects.all()).get(pk=report.pk)
    if report.answer_to is None and answer_to is not None:
        report.answer_to = answer_to
        report.save(update_fields=["answer_to"])
    complete(report)
    regroup(report)
    report.refresh_from_db()
    _contradict(report, completed_report(report))
    record("complaint.supplemented", None, report, receipt=report.receipt, complete=report.complete)
    return report


def _contradict(report: Report, whole: Told) -> None:
    """Reopen what this report contradicts: the desk's handling stands above what people do."""
    from jingling.console.complaints.handling import contradict

    contradict(report, whole)


def in_turn(token: str) -> None:
    """Wait until nobody else writes about reports of this person; inside a transaction."""
    Reporter.objects.bulk_create([Reporter(token=token)], ignore_conflicts=True)
    Reporter.objects.select_for_update().get(token=token)


def new_message() -> str:
    """Return a name for a message that has none of its own."""
    return f"m-{uuid4().hex}"


def _attach(report: Report, files: Sequence[SentFile], message: Message | None = None) -> None:
    for file in files:
        Attachment.objects.get_or_create(
            report=report,
            digest=file.digest,
            defaults={"message": message, "name": file.name, "kind": file.kind, "size": file.size},
        )
