"""Pages of the lists: entries, one entry and taking it off, adding one, importing a file."""

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localtime
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from jingling.console.consents.forms import ListForm
from jingling.console.errors import ConsoleError
from jingling.console.findings.access import reviews_of
from jingling.console.frame.doors import Role, door
from jingling.console.frame.language import say, t
from jingling.console.frame.listing import Listing
from jingling.console.frame.pages import listing_page
from jingling.console.lists import access, actions, imports, numbers_found, tables
from jingling.console.lists.forms import EntryForm, FindingForm, TakeOffForm
from jingling.console.registers.access import access_evidence
from jingling.console.registers.previewing import preview_page
from jingling.errors import JinglingError
from jingling.words import Words

READERS = (Role.CARRIER, Role.REGULATOR)
USUAL_DAYS = 30
"""For how long a finding is listed unless somebody says otherwise."""
ASK = require_http_methods(["GET", "HEAD", "POST"])


def _administrators_only(user: Any) -> None:
    if not user.has_perm("lists.change"):
        raise PermissionDenied


@door(*READERS)
@require_safe
def entries(request: HttpRequest) -> HttpResponse:
    """List what stands on the lists, and what stood there."""
    listing = Listing(
        request,
        access.entries_of(request.user),
        tables.ENTRIES,
        tables.ORDERS,
        Words("System lists", "系统名单"),
        Words(
            "No number is listed. The gate judges by registers and by people's own words.",
            "名单为空，关口依据台账与用户本人的设置判定。",
        ),
        tables.EntryFilters,
    )
    values = {"may_change": request.user.has_perm("lists.change")}
    return listing_page(request, listing, "lists", "lists/entries.html", values)


@door(*READERS)
@require_safe
def entry(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one entry: why, by whom, until when."""
    return _entry_page(request, access.access_entry(request.user, pk), TakeOffForm())


def _entry_page(request: HttpRequest, one: Any, form: Any) -> HttpResponse:
    values = {
        "entry": one,
        "form": form,
        "may_take_off": one.state == "in force" and request.user.has_perm("lists.change", one),
    }
    return render(request, "lists/entry.html", values, status=422 if form.errors else 200)


@door(Role.CARRIER)
@require_POST
def take_off(request: HttpRequest, pk: int) -> HttpResponse:
    """Take an entry off its list."""
    one = access.access_entry(request.user, pk)
    form = TakeOffForm(request.POST)
    if not form.is_valid():
        return _entry_page(request, one, form)
    actions.take_off(request.user, one, form.cleaned_data["why"])
    messages.success(request, t("It is off the list.", "已移出名单。"))
    return redirect("lists:entry", pk=pk)


@door(Role.CARRIER)
@ASK
def add(request: HttpRequest) -> HttpResponse:
    """Add a number or a range."""
    _administrators_only(request.user)
    form = EntryForm(request.POST or None, actor=request.user, initial=request.GET.dict())
    if request.method == "POST" and form.is_valid():
        one = form.entry()
        actions.add(request.user, [one])
        messages.success(request, t("It is on the list.", "已列入名单。"))
        return redirect("lists:entry", pk=one.pk)
    return render(request, "lists/add.html", {"form": form}, status=422 if form.errors else 200)


@door(Role.CARRIER)
@ASK
def list_finding(request: HttpRequest, pk: int) -> HttpResponse:
    """Put the numbers of a confirmed finding on a list; before, show what the gate would do."""
    from jingling.console.lists.foreseeing import foresee, ways_for

    _administrators_only(request.user)
    finding = access.access_confirmed(request.user, pk)
    ranges = numbers_found.ranges_of(request.user, finding)
    ways = ways_for(finding)
    now = fault = None
    try:
        now, then = foresee(ranges, tuple(ways))
        told = {
            way: Words(f"{ways[way].en}: {then[way].en}", f"{ways[way].zh}：{then[way].zh}") for way in ways
        }
    except JinglingError as damaged:
        told, fault = ways, damaged
    reviews = reviews_of(request.user).filter(finding=finding)
    initial = {
        "reason": say(reviews[0].reason_words),
        "until": localtime().replace(second=0, microsecond=0) + timedelta(days=USUAL_DAYS),
    }
    form = FindingForm(request.POST or None, ways=told, initial=initial)
    may_list = 0 < len(ranges) <= numbers_found.MOST_RANGES
    if request.method == "POST" and may_list and form.is_valid():
        actions.list_finding(request.user, finding, form.entries(ranges))
        messages.success(request, t("It is on the list.", "已列入名单。"))
        return redirect(f"findings:{finding.kind}", pk=pk)
    values = {
        "finding": finding,
        "review": reviews[0],
        "ranges": [one.entry(finding=finding).shown for one in ranges],
        "may_list": may_list,
        "others": numbers_found.also_shown_by(request.user, finding, ranges)[:10],
        "now": now,
        "fault": fault,
        "form": form,
    }
    return render(request, "lists/finding.html", values, status=422 if form.errors else 200)


@door(Role.CARRIER)
@ASK
def import_file(request: HttpRequest) -> HttpResponse:
    """Take a file and show what would become of each row."""
    _administrators_only(request.user)
    form = ListForm(request.POST or None, request.FILES or None)

    def look(evidence: Any) -> tuple[Any, Any]:
        return imports.SHEET, imports.preview(request.user, evidence)

    return preview_page(request, "lists", form, look, sheet=imports.SHEET)


@door(Role.CARRIER)
@require_POST
def import_confirmed(request: HttpRequest, pk: int) -> HttpResponse:
    """Add the rows of a previewed file that have no fault."""
    _administrators_only(request.user)
    try:
        count = imports.take_in(request.user, access_evidence(request.user, pk))
    except ConsoleError as fault:
        messages.error(request, f"{fault.message} {fault.hint}")
        return redirect("lists:import")
    messages.success(request, t("{n} entries were added.", "已加入 {n} 条。", n=count))
    return redirect("lists:entries")


@door(Role.CARRIER)
@require_safe
def template(_request: HttpRequest) -> HttpResponse:
    """Hand out an empty table with the headings of a file of entries."""
    headings = [str(field.label) for field in EntryForm.base_fields.values()]
    response = HttpResponse("\ufeff" + ",".join(headings) + "\r\n", content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="lists.csv"'
    return response
