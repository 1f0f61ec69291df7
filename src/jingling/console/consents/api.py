"""The consents' part of the API."""

from datetime import datetime
from typing import Any, Literal

from django.http import HttpRequest, QueryDict
from ninja import Field, File, Query, Router, Schema
from ninja.errors import HttpError
from ninja.files import UploadedFile

from jingling.console.consents import access, actions
from jingling.console.consents.forms import ConsentForm, RefusalForm
from jingling.console.consents.models import Consent
from jingling.console.errors import ConsoleError
from jingling.console.frame.doors import Role
from jingling.console.machines.bearer import open_to
from jingling.console.machines.scopes import Scope
from jingling.console.registers.api import Page
from jingling.console.registers.evidence import keep_evidence
from jingling.console.registers.fields import Directory
from jingling.numbers import mask

router = Router(tags=["consents"])
READERS = open_to(Scope.READ_CONSENTS, Role.CENTRE, Role.REGULATOR)
ENTERING = open_to(Scope.ENTER_CONSENTS, Role.CENTRE)
ENDING = open_to(Scope.WITHDRAW_CONSENTS, Role.CENTRE)
REFUSING = open_to(Scope.RECORD_REFUSALS, Role.CENTRE)
MOST = 1_000
Text = Field(max_length=4000, pattern=r"^[^\x00]*$")


class ConsentIn(Schema):
    """A consent with its proof: a page's address, or the digest of a file sent before."""

    principal: str = Field(max_length=200, pattern=r"^[^\x00]*$", description="Name or credit code")
    number: str = Field(max_length=40, pattern=r"^[^\x00]*$")
    purpose: Literal["marketing", "service", "collection", "survey", "notification"]
    given_at: datetime = Field(description="When the person said so, with its zone")
    expires_at: datetime | None = None
    source: Literal["page", "recording", "paper"]
    page: str = Field("", max_length=500, pattern=r"^[^\x00]*$")
    shown: str = Text
    proof: str = Field("", max_length=71, description="SHA-256 of a file sent before")


class ConsentOut(Schema):
    """A consent; the number is masked."""

    id: int
    number: str
    principal: str
    purpose: str
    given_at: datetime
    expires_at: datetime | None
    source: str
    page: str
    shown: str
    proof: str
    state: str

    @staticmethod
    def resolve_number(row: Any) -> str:
        """Mask the number."""
        return mask(row.callee_form)

    @staticmethod
    def resolve_principal(row: Any) -> str:
        """Name the principal."""
        return str(row.principal.name)


class Fault(Schema):
    """What is wrong with one row."""

    row: int
    field: str
    message: str


class Entered(Schema):
    """What became of the rows, which are counted from 0: each with its id, None for one with a fault."""

    ids: list[int | None]
    faults: list[Fault]


class RefusalIn(Schema):
    """Who refused whom."""

    principal: str = Field(max_length=200, pattern=r"^[^\x00]*$", description="Name or credit code")
    number: str = Field(max_length=40, pattern=r"^[^\x00]*$", description="The person's number")


class RefusalOut(Schema):
    """A refusal that was recorded, by its receipt; nobody but the person lifts it."""

    receipt: str
    made_at: datetime


class EvidenceOut(Schema):
    """A file that was kept."""

    id: int
    digest: str
    kind: str
    size: int


@router.post("/consents/enter", response=Entered, auth=ENTERING)
def enter_consents(request: HttpRequest, rows: list[ConsentIn]) -> Any:
    """Enter consents, at most 1,000; each holds at the gate when this returns, or has its faults told."""
    if len(rows) > MOST:
        raise HttpError(413, f"More than {MOST} rows")
    directory = Directory(request.auth)
    entered: dict[int, Consent] = {}
    faults: list[Fault] = []
    for at, row in enumerate(rows):
        data = QueryDict(mutable=True)
        data.update({name: value or "" for name, value in row.model_dump(mode="json").items()})
        form = ConsentForm(data, actor=request.auth, directory=directory)
        if form.is_valid():
            entered[at] = form.consent("api")
        faults += [
            Fault(row=at, field=name, message=str(messages[0])) for name, messages in form.errors.items()
        ]
    actions.enter(request.auth, *entered.values())
    ids = [entered[at].pk if at in entered else None for at in range(len(rows))]
    return Entered(ids=ids, faults=faults)


@router.get("/consents", response=list[ConsentOut], auth=READERS)
def consents(request: HttpRequest, page: Query[Page]) -> Any:
    """List consents by id."""
    return access.consents_of(request.auth).filter(pk__gt=page.after).order_by("pk")[: page.limit]


@router.get("/consents/{consent_id}", response=ConsentOut, auth=READERS)
def consent(request: HttpRequest, consent_id: int) -> Any:
    """Return one consent."""
    return access.access_consent(request.auth, consent_id)


@router.post("/consents/{consent_id}/withdraw", response=ConsentOut, auth=ENDING)
def withdraw_consent(request: HttpRequest, consent_id: int) -> Any:
    """End a consent at its person's word."""
    actions.withdraw(request.auth, access.access_consent(request.auth, consent_id))
    return access.access_consent(request.auth, consent_id)


@router.post("/refusals", response=RefusalOut, auth=REFUSING)
def record_refusal(request: HttpRequest, row: RefusalIn) -> Any:
    """Record a refusal that an agent or a machine heard; it holds at the gate when this returns."""
    data = {"principal": row.principal, "number": row.number}
    form = RefusalForm(data, actor=request.auth)
    if not form.is_valid():
        raise HttpError(422, " ".join(f"{name}: {said[0]}" for name, said in form.errors.items()))
    asked = form.cleaned_data
    return actions.refuse(request.auth, asked["number"], principal=asked["principal"], channel="agent")


@router.post("/evidence", response=EvidenceOut, auth=ENTERING)
def keep_file(request: HttpRequest, file: File[UploadedFile]) -> Any:
    """Keep a recording or a scan, to be named as the proof of consents."""
    try:
        return keep_evidence(request.auth, file)
    except ConsoleError as fault:
        raise HttpError(422, f"{fault.message} {fault.hint}") from fault
