"""The registers' part of the API."""

from typing import Any

from django.http import HttpRequest
from ninja import Field, Query, Router, Schema

from jingling.console.frame.doors import CALLING
from jingling.console.machines.bearer import open_to
from jingling.console.machines.scopes import Scope
from jingling.console.registers import access
from jingling.console.registers.chain import chains_of
from jingling.numbers import mask, read_number

router = Router(tags=["registers"], auth=open_to(Scope.READ_REGISTERS, *CALLING))
MOST = 200


class Page(Schema):
    """Where a page of a list begins, and how long it is."""

    after: int = Field(0, ge=0, le=2**62, description="Rows after this id")
    limit: int = Field(50, ge=1, le=MOST)


class OrganisationOut(Schema):
    """An organisation."""

    id: int
    name: str
    kind: str
    code: str


class LineOut(Schema):
    """A line and the chain of those who answer for it."""

    id: int
    line: str
    kind: str
    carrier: str
    holder: str
    platform: str | None
    centre: str | None
    principal: str | None
    purposes: list[str]
    hours: str
    calls_per_day: int | None


class ChainOut(Schema):
    """Who answers for a number: one entry for each line that may show it."""

    number: str
    kind: str
    lines: list[LineOut]


def _line(line: Any) -> LineOut:
    return LineOut(
        id=line.pk,
        line=line.name,
        kind=line.kind,
        purposes=line.purposes.split(),
        hours=line.hours,
        calls_per_day=line.calls_per_day,
        **{
            part: getattr(line, part).name if getattr(line, part) else None
            for part in ("carrier", "holder", "platform", "centre", "principal")
        },
    )


@router.get("/organisations", response=list[OrganisationOut])
def organisations(request: HttpRequest, page: Query[Page]) -> Any:
    """List organisations by id."""
    return access.organisations_of(request.auth).filter(pk__gt=page.after).order_by("pk")[: page.limit]


@router.get("/lines", response=list[LineOut])
def lines(request: HttpRequest, page: Query[Page]) -> Any:
    """List lines by id."""
    rows = access.lines_of(request.auth).filter(pk__gt=page.after).order_by("pk")[: page.limit]
    return [_line(row) for row in rows]


@router.get("/lines/{line_id}", response=LineOut)
def line(request: HttpRequest, line_id: int) -> Any:
    """Return one line."""
    return _line(access.access_line(request.auth, line_id))


@router.get("/chain", response=ChainOut)
def chain(request: HttpRequest, number: str = Query(max_length=60)) -> Any:
    """Tell who answers for a number."""
    read = read_number(number)
    return ChainOut(
        number=mask(read.normal),
        kind=read.kind,
        lines=[_line(chain.line) for chain in chains_of(request.auth, read)],
    )
