"""Pages of projects: all of them, one with its figures, registering, a list looked at before launch."""

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from jingling.console.frame.doors import CALLING, Role, door
from jingling.console.frame.language import t
from jingling.console.frame.listing import Listing
from jingling.console.frame.pages import listing_page
from jingling.console.outbound import access, actions, before_launch, queries, tables
from jingling.console.outbound.forms import ListForm, ProjectForm
from jingling.console.publishing.wanting import waits
from jingling.errors import JinglingError
from jingling.words import Words

DAYS = {"1": Words("today", "今日"), "7": Words("7 days", "7 天"), "30": Words("30 days", "30 天")}
SHOWN = 200


def _since(request: HttpRequest) -> tuple[str, Any]:
    days = request.GET.get("days", "")
    days = days if days in DAYS else "7"
    return days, timezone.localdate() - timedelta(days=int(days) - 1)


@door(*CALLING)
@require_safe
def projects(request: HttpRequest) -> HttpResponse:
    """List the projects."""
    listing = Listing(
        request,
        access.projects_of(request.user),
        tables.PROJECTS,
        tables.ORDERS,
        Words("Outbound projects", "外呼业务"),
        Words(
            "No outbound project is registered. Without one, the gate rejects every marketing call.",
            "尚未登记外呼业务。未登记的外呼会被关口拒绝。",
        ),
        tables.ProjectFilters,
    )
    values = {"may_register": request.user.has_perm("outbound.register")}
    return listing_page(request, listing, "projects", "outbound/projects.html", values)


@door(*CALLING)
@require_safe
def figures(request: HttpRequest) -> HttpResponse:
    """Show how calls go, by project and by agent."""
    days, since = _since(request)
    mine = access.projects_of(request.user)
    by_project = queries.figures_of(mine, since)
    named = {row.pk: row for row in mine.filter(pk__in=by_project)}
    values = {
        "days": days,
        "choices": DAYS,
        "all": queries.together(queries.figures_of(mine, since).values()),
        "projects": sorted(
            ((named[pk], told) for pk, told in by_project.items()), key=lambda pair: -pair[1].asked
        ),
        "agents": sorted(queries.figures_of(mine, since, "agent").items(), key=lambda p: -p[1].asked)[:100],
    }
    return render(request, "outbound/figures.html", values)


@door(*CALLING)
@require_safe
def project(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one project: its registration, scripts, and how its calls go."""
    one = access.access_project(request.user, pk)
    days, since = _since(request)
    mine = access.projects_of(request.user).filter(pk=pk)
    values = {
        "project": one,
        "state": tables.state_of(one),
        "lines": queries.gate_lines_of(one),
        "scripts": access.scripts_of(one),
        "days": days,
        "choices": DAYS,
        "all": queries.together(queries.figures_of(mine, since).values()),
        "agents": sorted(queries.figures_of(mine, since, "agent").items(), key=lambda p: -p[1].asked)[:100],
        "may_change": one.ended_at is None and request.user.has_perm("outbound.change", one),
    }
    return render(request, "outbound/project.html", values)


@door(Role.CENTRE)
@require_http_methods(["GET", "HEAD", "POST"])
def register(request: HttpRequest) -> HttpResponse:
    """Register a project."""
    form = ProjectForm(request.POST or None, actor=request.user)
    if request.method == "POST" and form.is_valid():
        one = actions.register_project(request.user, **form.cleaned_data)
        messages.success(
            request,
            t(
                "Registered as {code}. Diallers name it so when they ask the gate.",
                "已登记，编号 {code}。外呼系统询问关口时使用该编号。",
                code=one.code,
            ),
        )
        return redirect("outbound:project", pk=one.pk)
    return render(request, "outbound/register.html", {"form": form}, status=422 if form.errors else 200)


@door(Role.CENTRE)
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, pk: int) -> HttpResponse:
    """Change what is registered about a project."""
    one = access.access_project(request.user, pk)
    script = access.scripts_of(one).first()
    initial = {name: getattr(one, name) for name in set(ProjectForm.base_fields) - {"lines", "script"}}
    initial |= {"lines": one.lines.all(), "script": script.text if script else ""}
    form = ProjectForm(request.POST or None, actor=request.user, current=one, initial=initial)
    if request.method == "POST" and form.is_valid():
        actions.change_project(request.user, one, **form.cleaned_data)
        messages.success(request, t("Changed.", "已修改。"))
        return redirect("outbound:project", pk=pk)
    values = {"form": form, "project": one}
    return render(request, "outbound/register.html", values, status=422 if form.errors else 200)


@door(Role.CENTRE)
@require_POST
def end(request: HttpRequest, pk: int) -> HttpResponse:
    """End a project."""
    actions.end_project(request.user, access.access_project(request.user, pk))
    messages.success(request, t("The project has ended.", "该业务已结束。"))
    return redirect("outbound:project", pk=pk)


@door(Role.CENTRE)
@require_http_methods(["GET", "HEAD", "POST"])
def preview(request: HttpRequest, pk: int) -> HttpResponse:
    """Tell who of a list would be skipped, and why, before anything is dialled."""
    one = access.access_project(request.user, pk)
    lines = queries.gate_lines_of(one)
    form = ListForm(request.POST or None, request.FILES or None, project=one, lines=lines)
    found = None
    if request.method == "POST" and form.is_valid():
        asked = form.cleaned_data
        try:
            people = before_launch.people_in(asked["numbers"], asked["file"])
            found = before_launch.foresee(one, asked["line"], asked["caller"], people)
        except JinglingError as fault:
            form.add_error(None, f"{fault.message} {fault.hint}")
        else:
            if request.POST.get("as") == "csv":
                response = StreamingHttpResponse(before_launch.as_csv(found), content_type="text/csv")
                response["Content-Disposition"] = f'attachment; filename="{one.code}-preview.csv"'
                return response
    values = {"project": one, "form": form, "found": found, "shown": SHOWN, "waits": waits()}
    return render(request, "outbound/preview.html", values, status=422 if form.errors else 200)
