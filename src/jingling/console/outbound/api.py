"""The projects' part of the API."""

from datetime import date, timedelta
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from ninja import Query, Router, Schema

from jingling.console.frame.doors import CALLING
from jingling.console.machines.bearer import open_to
from jingling.console.machines.scopes import Scope
from jingling.console.outbound import access, queries
from jingling.console.registers.api import Page

router = Router(tags=["outbound"], auth=open_to(Scope.READ_PROJECTS, *CALLING))


class ProjectOut(Schema):
    """A project; `code` is what diallers call it."""

    id: int
    code: str
    name: str
    principal: str
    centre: str
    purpose: str
    numbers: str
    audience: str
    content: str
    window: str
    ended: bool


class FiguresOut(Schema):
    """How a project's calls went since a day; abandoned calls are a share of those a person took."""

    since: date
    asked: int
    allowed: int
    denied: dict[str, int]
    live: int
    no_answer: int
    refused: int
    abandoned: int
    abandoned_share: float | None


def _project(row: Any) -> ProjectOut:
    kept = {
        name: getattr(row, name) for name in ("code", "name", "purpose", "numbers", "audience", "content")
    }
    return ProjectOut(
        id=row.pk,
        principal=row.principal.name,
        centre=row.centre.name,
        window=row.window,
        ended=row.ended_at is not None,
        **kept,
    )


@router.get("/projects", response=list[ProjectOut])
def projects(request: HttpRequest, page: Query[Page]) -> Any:
    """List projects by id."""
    rows = access.projects_of(request.auth).filter(pk__gt=page.after).order_by("pk")[: page.limit]
    return [_project(row) for row in rows]


@router.get("/projects/{project_id}", response=ProjectOut)
def project(request: HttpRequest, project_id: int) -> Any:
    """Return one project."""
    return _project(access.access_project(request.auth, project_id))


@router.get("/projects/{project_id}/figures", response=FiguresOut)
def figures(request: HttpRequest, project_id: int, days: int = Query(7, ge=1, le=366)) -> Any:
    """Tell how a project's calls went in the last days."""
    one = access.access_project(request.auth, project_id)
    since = timezone.localdate() - timedelta(days=days - 1)
    mine = access.projects_of(request.auth).filter(pk=one.pk)
    told = queries.together(queries.figures_of(mine, since).values())
    return FiguresOut(
        since=since,
        asked=told.asked,
        allowed=told.allowed,
        denied=told.denied,
        live=told.live,
        no_answer=told.no_answer,
        refused=told.refused,
        abandoned=told.abandoned,
        abandoned_share=told.abandoned_share,
    )
