"""Pages of consents and refusals: lists, one consent, entering by form and by file, ending one."""

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from jingling.console.consents import access, actions, imports, tables
from jingling.console.consents.forms import ConsentPageForm, ListForm, RefusalForm
from jingling.console.errors import ConsoleError
from jingling.console.frame.doors import Role, door
from jingling.console.frame.language import t
from jingling.console.frame.listing import Listing
from jingling.console.frame.pages import listing_page
from jingling.console.registers.access import access_evidence
from jingling.console.registers.evidence import keep_evidence
from jingling.console.registers.previewing import preview_page
from jingling.words import Words

READERS = (Role.CENTRE, Role.REGULATOR)


@door(*READERS)
@require_safe
def consents(request: HttpRequest) -> HttpResponse:
    """List the consents."""
    listing = Listing(
        request,
        access.consents_of(request.user),
        tables.CONSENTS,
        tables.ORDERS,
        Words("Consents", "同意"),
        Words(
            "No consent is entered yet. Without one, marketing calls are rejected at the gate.",
            "尚未录入同意。没有同意的营销外呼会被关口拒绝。",
        ),
        tables.ConsentFilters,
    )
    values = {"may_enter": request.user.has_perm("consents.enter")}
    return listing_page(request, listing, "consents", "consents/consents.html", values)


@door(*READERS)
@require_safe
def consent(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one consent with its proof."""
    one = access.access_consent(request.user, pk)
    values = {
        "consent": one,
        "state": tables.state_of(one),
        "may_withdraw": one.state == "in force" and request.user.has_perm("consents.withdraw", one),
    }
    return render(request, "consents/consent.html", values)


@door(Role.CENTRE)
@require_http_methods(["GET", "HEAD", "POST"])
def enter(request: HttpRequest) -> HttpResponse:
    """Enter one consent by a form."""
    form = ConsentPageForm(request.POST or None, request.FILES or None, actor=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            with transaction.atomic():
                if form.has_file():
                    form.evidence = keep_evidence(request.user, form.cleaned_data["file"])
                one = form.consent("form")
                actions.enter(request.user, one)
        except ConsoleError as fault:
            form.add_error("file", f"{fault.message} {fault.hint}")
        else:
            messages.success(request, t("The consent was entered.", "已录入。"))
            return redirect("consents:one", pk=one.pk)
    return render(request, "consents/enter.html", {"form": form}, status=422 if form.errors else 200)


@door(Role.CENTRE)
@require_http_methods(["GET", "HEAD", "POST"])
def import_file(request: HttpRequest) -> HttpResponse:
    """Take a file and show what would become of each row."""
    form = ListForm(request.POST or None, request.FILES or None)

    def look(evidence: Any) -> tuple[Any, Any]:
        return imports.SHEET, imports.preview(request.user, evidence)

    return preview_page(request, "consents", form, look, sheet=imports.SHEET)


@door(Role.CENTRE)
@require_POST
def import_confirmed(request: HttpRequest, pk: int) -> HttpResponse:
    """Enter the rows of a previewed file that have no fault."""
    try:
        count = imports.take_in(request.user, access_evidence(request.user, pk))
    except ConsoleError as fault:
        messages.error(request, f"{fault.message} {fault.hint}")
        return redirect("consents:import")
    messages.success(request, t("{n} consents were entered.", "已录入 {n} 条同意。", n=count))
    return redirect("consents:list")


@door(Role.CENTRE)
@require_safe
def template(_request: HttpRequest) -> HttpResponse:
    """Hand out an empty table with the headings of a file of consents."""
    headings = [str(field.label) for field in imports.SHEET.form.base_fields.values()]
    response = HttpResponse("\ufeff" + ",".join(headings) + "\r\n", content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="consents.csv"'
    return response


@door(Role.CENTRE)
@require_POST
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """End a consent at its person's word."""
    actions.withdraw(request.user, access.access_consent(request.user, pk))
    messages.success(request, t("The consent is withdrawn.", "该同意已撤回。"))
    return redirect("consents:one", pk=pk)


@door(*READERS)
@require_safe
def refusals(request: HttpRequest) -> HttpResponse:
    """List the refusals that agents heard."""
    listing = Listing(
        request,
        access.refusals_of(request.user),
        tables.REFUSALS,
        tables.REFUSAL_ORDERS,
        Words("Refusals", "拒绝"),
        Words(
            "No refusal is recorded here yet. Record each as soon as it is heard.",
            "尚无拒绝记录。听到拒绝后请立即登记。",
        ),
        tables.RefusalFilters,
    )
    values = {"may_enter": request.user.has_perm("consents.enter")}
    return listing_page(request, listing, "refusals", "consents/refusals.html", values)


@door(Role.CENTRE)
@require_http_methods(["GET", "HEAD", "POST"])
def refuse(request: HttpRequest) -> HttpResponse:
    """Record a refusal that an agent heard; nobody here can take it back."""
    form = RefusalForm(request.POST or None, actor=request.user)
    if request.method == "POST" and form.is_valid():
        asked: dict[str, Any] = form.cleaned_data
        made = actions.refuse(request.user, asked["number"], principal=asked["principal"], channel="agent")
        messages.success(request, t("Recorded: {receipt}", "已登记：{receipt}", receipt=made.receipt))
        return redirect("consents:refusals")
    return render(request, "consents/refuse.html", {"form": form}, status=422 if form.errors else 200)
