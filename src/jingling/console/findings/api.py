"""The findings' part of the API."""

from datetime import datetime
from typing import Any, Literal

from django.http import HttpRequest
from ninja import Field, Query, Router, Schema

from jingling.console.findings import access, actions
from jingling.console.frame.api import Signed
from jingling.console.frame.doors import Role
from jingling.console.machines.bearer import open_to
from jingling.console.machines.scopes import Scope
from jingling.numbers import mask

router = Router(tags=["findings"])
READERS = open_to(Scope.READ_FINDINGS, Role.CARRIER, Role.REGULATOR)
Reason = Literal["complaints", "contacted", "records", "lawful", "shown_falsely", "too_little", "other"]


class FindingsAsked(Schema):
    """Which findings, and how many."""

    after: int = Field(0, ge=0, le=2**62, description="Rows after this id")
    limit: int = Field(50, ge=1, le=200)
    kind: Literal["number", "line", "campaign"] | None = None
    state: Literal["open", "confirmed", "dismissed"] | None = None


class FindingOut(Schema):
    """A finding; a number is masked."""

    id: int
    kind: str
    name: str
    score: float
    patterns: list[str]
    campaign: str
    calls: int
    callees: int
    first_at: datetime
    last_at: datetime
    state: str

    @staticmethod
    def resolve_name(row: Any) -> str:
        """Mask a number."""
        return mask(row.name) if row.kind == "number" else str(row.name)


class ReviewIn(Schema):
    """A decision about a finding."""

    state: Literal["confirmed", "dismissed", "open"]
    reason: Reason
    note: str = Field("", max_length=1000, pattern=r"^[^\x00]*$")


@router.get("/findings", response=list[FindingOut], auth=READERS)
def findings(request: HttpRequest, asked: Query[FindingsAsked]) -> Any:
    """List findings by id."""
    rows = access.findings_of(request.auth, asked.kind).filter(pk__gt=asked.after)
    if asked.state:
        rows = rows.filter(state=asked.state)
    return rows.order_by("pk")[: asked.limit]


@router.get("/findings/{finding_id}", response=FindingOut, auth=READERS)
def finding(request: HttpRequest, finding_id: int) -> Any:
    """Return one finding."""
    return access.access_finding(request.auth, finding_id)


@router.post("/findings/{finding_id}/review", response=FindingOut, auth=Signed(Role.CARRIER))
def review(request: HttpRequest, finding_id: int, decided: ReviewIn) -> Any:
    """Decide about a finding."""
    one = access.access_finding(request.auth, finding_id)
    actions.review(request.auth, one, decided.state, decided.reason, decided.note)
    return access.access_finding(request.auth, finding_id)
