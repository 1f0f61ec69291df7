"""The complaints' part of the API: reports by machines, one by one, many at once or as a file, and by guests.

A request that writes carries an `Idempotency-Key`. It is answered after its transaction was committed; sent
again with the same key and the same body it is answered the same, and counted once.
"""

import hashlib
from datetime import datetime
from typing import Annotated, Any, Literal

from django.core import signing
from django.http import HttpRequest
from django.utils import timezone
from ninja import Field, File, Header, Router, Schema, Status
from ninja.errors import HttpError
from ninja.files import UploadedFile
from ninja.security import APIKeyHeader
from pydantic import StringConstraints

from jingling.complaints.messages import Added
from jingling.console.citizens import codes
from jingling.console.citizens.access import code_sent
from jingling.console.citizens.forms import OWN
from jingling.console.complaints import access, actions, handling, imports
from jingling.console.complaints.models import Report
from jingling.console.complaints.taking import Fault, answering, fitting, of_sender, read_object
from jingling.console.errors import ConsoleError
from jingling.console.frame.doors import Role
from jingling.console.machines.bearer import open_to
from jingling.console.machines.scopes import Scope
from jingling.numbers import mask, normal_form, read_number

router = Router(tags=["reports"])
SENDERS = open_to(Scope.SEND_REPORTS, Role.DESK)
"""Who may send other people's reports."""

MOST = 500
PLAIN = r"^[^\x00]*$"
Text = Annotated[str, StringConstraints(max_length=4000, pattern=PLAIN)]
Short = Annotated[str, StringConstraints(max_length=100, pattern=PLAIN)]
Name = Annotated[str, StringConstraints(max_length=60, pattern=PLAIN)]
Key = Annotated[str, Header(alias="Idempotency-Key", min_length=8, max_length=64, pattern=r"^[!-~]+$")]
SALT = "a guest's code"


class OfReceipt(APIKeyHeader):
    """The code of a receipt: whoever has it may see the report, add to it, and say that it did not stop."""

    param_name = "Receipt-Code"

    def authenticate(self, request: HttpRequest, key: str | None) -> Report | None:
        """Return the report, None where the code is not the receipt's, or there is no such receipt."""
        return access.report_by_code(request.resolver_match.kwargs["receipt"], key or "")


class CallIn(Schema):
    """A call, as its person tells of it; only `number` is required, and what is missing can come later."""

    number: Name = Field(description="The number that rang, as it was shown; `anonymous` if none was")
    called_at: Name = Field("", description="2026-07-01 09:30, with a zone or Beijing's; or the day alone")
    about: Short = Field("", description="What it was about: a class by its name, or in other words")
    said: Text = ""
    refused_before: bool | None = None
    recorded: bool | None = Field(None, description="Whether a recording or a robot spoke")
    region: Short = ""


class ReportIn(CallIn):
    """A report as a hotline or an app sends it."""

    report: Name = Field("", description="The sender's own name for it; a name is counted once")
    received_at: Name = ""
    called: Name = Field("", description="The number that was rung")
    called_proven: bool = False
    reporter: Name = Field("", description="The number or account of who reports; kept as a token")
    channel: Annotated[str, StringConstraints(max_length=20, pattern=r"^[\w-]*$")] = "api"
    attachments: list[Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]] = Field(
        [], max_length=20, description="SHA-256 digests of files that the sender keeps"
    )


class GuestIn(CallIn):
    """A guest's own report, proved by a one-time code."""

    proof: Annotated[str, StringConstraints(max_length=200, pattern=PLAIN)]
    code: Annotated[str, StringConstraints(pattern=r"^\d{6}$")]


class NumberIn(Schema):
    """The guest's own number."""

    number: Name


class ProofOut(Schema):
    """What goes back with the code."""

    proof: str


class AddedIn(Schema):
    """What a person adds later; what was said before stays as it is."""

    called_at: Name = ""
    about: Short = ""
    said: Text = ""


class WordIn(Schema):
    """Why a person is not content."""

    text: Annotated[str, StringConstraints(min_length=1, max_length=500, pattern=PLAIN)]


class ReceiptOut(Schema):
    """A receipt: with its code it shows the report's state."""

    receipt: str
    code: str
    complete: bool
    missing: list[str]


class RowOut(Schema):
    """What became of one row, which are counted from 0: a receipt, or the fault."""

    row: int
    receipt: ReceiptOut | None = None
    field: str = ""
    message: str = ""


class JobOut(Schema):
    """How far the reading of a file is; `result` counts rows once it is done."""

    id: int
    state: Literal["waiting", "running", "done", "failed"]
    done: int
    total: int
    result: dict[str, Any]


class AnswerOut(Schema):
    """An answer that the person was given."""

    at: datetime
    text: str


class StateOut(Schema):
    """Where a report stands; the number is masked."""

    receipt: str
    received_at: datetime
    number: str
    complete: bool
    missing: list[str]
    state: str
    due_at: datetime | None
    answers: list[AnswerOut]


@router.post("/reports", response={201: ReceiptOut}, auth=SENDERS)
def send_report(request: HttpRequest, key: Key, report: ReportIn) -> Any:
    """Send one report; it is kept when this answers."""
    made = _taken(request, key, report, _digest(request))
    if isinstance(made, Fault):
        raise HttpError(422, f"{made.field}: {made.message}")
    return Status(201, made)


@router.post("/reports/batch", response=list[RowOut], auth=SENDERS)
def send_reports(request: HttpRequest, key: Key, reports: list[ReportIn]) -> Any:
    """Send up to 500 reports; each is kept, or its fault told. Sent again after a failure, it goes on."""
    if len(reports) > MOST:
        raise HttpError(413, f"More than {MOST} reports")
    _once(_sender(request), key, _digest(request), dict)
    rows = []
    for at, report in enumerate(reports):
        digest = hashlib.sha256(report.model_dump_json().encode()).hexdigest()
        made = _taken(request, f"{key} {at}", report, digest)
        if isinstance(made, Fault):
            rows.append(RowOut(row=at, field=made.field, message=made.message))
        else:
            rows.append(RowOut(row=at, receipt=made))
    return rows


@router.post("/reports/file", response={202: JobOut}, auth=SENDERS)
def send_file(request: HttpRequest, key: Key, file: File[UploadedFile]) -> Any:
    """Send a CSV that `jingling complaints import` can read; it is read in the background."""
    digest = hashlib.sha256()
    for chunk in file.chunks():
        digest.update(chunk)
    file.seek(0)

    def ask() -> dict[str, Any]:
        return {"job": imports.ask(request.auth, file).pk}

    try:
        asked = _once(_sender(request), key, digest.hexdigest(), ask)
    except ConsoleError as fault:
        raise HttpError(422, f"{fault.message} {fault.hint}") from fault
    return Status(202, access.access_import(request.auth, asked["job"]))


@router.get("/reports/file/{job_id}", response=JobOut, auth=SENDERS)
def file_progress(request: HttpRequest, job_id: int) -> Any:
    """Tell how far the reading of a file is, and what it came to."""
    return access.access_import(request.auth, job_id)


@router.post("/reports/guest/code", response={202: ProofOut}, auth=None)
def send_guest_code(request: HttpRequest, asked: NumberIn) -> Any:
    """Send a one-time code to a guest's number; the answer is the same whether or not we know it."""
    number = read_number(asked.number)
    if number.kind not in OWN:
        raise HttpError(422, "number: not a mobile or landline number in China")
    try:
        code = codes.send_code(number.key, number.normal, codes.sender_of(request))
    except codes.TooManyCodesError as fault:
        raise HttpError(429, f"{fault.message} {fault.hint}") from fault
    return Status(202, ProofOut(proof=signing.dumps(code.pk, salt=SALT)))


@router.post("/reports/guest", response={201: ReceiptOut}, auth=None)
def send_guest_report(request: HttpRequest, report: GuestIn) -> Any:
    """Send one's own report with the code, which is good for one report; the proof is its idempotency key.

    The number to which the code went is taken for the one that was rung.
    """
    try:
        sent = code_sent(signing.loads(report.proof, salt=SALT))
    except signing.BadSignature as fault:
        raise HttpError(422, "proof: not what was answered with the code") from fault
    if sent is None:
        raise HttpError(422, "proof: over")
    own = normal_form(sent.number) or ""
    told = read_object(report.model_dump() | {"called": own, "called_proven": True, "reporter": own}, "app")
    if isinstance(told, Fault):
        raise HttpError(422, f"{told.field}: {told.message}")

    def do() -> dict[str, Any]:
        return {"receipt": actions.receive(fitting(told), answer_to=sent.number).receipt}

    key = f"code {sent.pk}"
    if not actions.was_sent("guest", key) and not codes.check_code_of_one_use(sent, report.code):
        raise HttpError(422, "code: wrong or over")
    return Status(201, _receipt(_once("guest", key, _digest(request), do)))


@router.get("/reports/{receipt}", response=StateOut, auth=OfReceipt())
def report_state(request: HttpRequest, receipt: str) -> Any:  # noqa: ARG001 — the code proves it
    """Tell where a report stands."""
    return _state(request.auth)


@router.post("/reports/{receipt}/added", response=StateOut, auth=OfReceipt())
def add_to_report(request: HttpRequest, receipt: str, key: Key, added: AddedIn) -> Any:
    """Add to a report what was missing."""
    told = read_object({"number": "anonymous", **added.model_dump()}, "app")
    if isinstance(told, Fault):
        raise HttpError(422, f"{told.field}: {told.message}")
    said = fitting(told)
    message = Added(
        actions.new_message(),
        timezone.now(),
        request.auth.name,
        called_at=said.called_at,
        precision=said.precision,
        about=said.about,
        said=said.said,
    )

    def do() -> dict[str, Any]:
        actions.add(request.auth, message)
        return {}

    _once(f"receipt {receipt}", key, _digest(request), do)
    return _state(access.report_of(request.auth.receipt))


@router.post("/reports/{receipt}/did-not-stop", response=StateOut, auth=OfReceipt())
def report_did_not_stop(request: HttpRequest, receipt: str, key: Key, word: WordIn) -> Any:
    """Say that the calls did not stop: the case is opened again."""

    def do() -> dict[str, Any]:
        handling.did_not_stop(request.auth, word.text)
        return {}

    _once(f"receipt {receipt}", key, _digest(request), do)
    return _state(access.report_of(request.auth.receipt))


def _sender(request: HttpRequest) -> str:
    return f"organisation {request.auth.organisation_id}"


def _digest(request: HttpRequest) -> str:
    return hashlib.sha256(request.path.encode() + b"\n" + request.body).hexdigest()


def _once(sender: str, key: str, digest: str, do: Any) -> dict[str, Any]:
    try:
        return actions.once(sender, key, digest, do)
    except actions.ReusedKeyError as fault:
        raise HttpError(422, f"{fault.message} {fault.hint}") from fault
    except ConsoleError as fault:
        raise HttpError(409, fault.message) from fault


def _taken(request: HttpRequest, key: str, report: ReportIn, digest: str) -> ReceiptOut | Fault:
    told = read_object(report.model_dump(), report.channel)
    if isinstance(told, Fault):
        return told
    house = request.auth.organisation

    def do() -> dict[str, Any]:
        made = actions.receive(
            of_sender(told, house.pk),
            answer_to=answering(report.reporter or report.called),
            sent_by=house,
            actor=request.auth,
        )
        return {"receipt": made.receipt}

    return _receipt(_once(_sender(request), key, digest, do))


def _receipt(answer: dict[str, Any]) -> ReceiptOut:
    report = access.report_of(answer["receipt"])
    return ReceiptOut(
        receipt=report.receipt,
        code=access.code_of(report.receipt),
        complete=report.complete,
        missing=report.lacks,
    )


def _state(report: Report) -> StateOut:
    case = report.case
    return StateOut(
        receipt=report.receipt,
        received_at=report.received_at,
        number=mask(report.number),
        complete=report.complete,
        missing=report.lacks,
        state=case.state,
        due_at=case.due_at,
        answers=[AnswerOut(at=one.at, text=one.about) for one in access.answers_to(report)],
    )
