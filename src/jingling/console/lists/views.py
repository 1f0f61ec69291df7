"""Pages of the lists: entries, one entry and taking it off, adding one, importing a file."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from jingling.console.consents.forms import ListForm
from jingling.console.errors import ConsoleError
from jingling.console.frame.doors import Role, door
from jingling.console.frame.language import t
from jingling.console.frame.listing import Listing
from jingling.console.frame.pages import listing_page
from jingling.console.lists import access, actions, imports, tables
from jingling.console.lists.forms import EntryForm, TakeOffForm
from jingling.console.lists.models import CLASS_WORDS, LIST_WORDS
from jingling.console.registers.access import access_evidence
from jingling.console.registers.previewing import preview_page
from jingling.words import Words

READERS = (Role.CARRIER, Role.REGULATOR)
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
        Words("No number is listed. The gate judges by registers and by people's own words.", "名单为空。"),
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
        "state": tables.state_of(one),
        "lists": LIST_WORDS,
        "classes": CLASS_WORDS,
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
