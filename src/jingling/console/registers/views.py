"""Pages of the registers: tables, one organisation, one line, the chain of responsibility."""

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from jingling.console.findings.access import drifts_of, findings_of
from jingling.console.frame.doors import CALLING, Role, door
from jingling.console.frame.listing import Column, Filters, Listing
from jingling.console.frame.orders import Order
from jingling.console.frame.pages import listing_page
from jingling.console.registers import access, queries, tables
from jingling.console.registers.chain import PARTS, chains_of
from jingling.console.registers.forms import ScanForm
from jingling.console.registers.sheets import SHEETS
from jingling.numbers import read_number
from jingling.words import Words

READERS = (Role.CARRIER, Role.REGULATOR)


def _table(
    request: HttpRequest,
    name: str,
    title: Words,
    rows: QuerySet,
    columns: Sequence[Column],
    orders: Sequence[Order],
    filters: type[Filters] | None = None,
    empty: Words | None = None,
) -> HttpResponse:
    nothing = Words(
        "Nothing is registered yet. Import a table, or add the first row.",
        "尚无登记。请导入表格，或添加第一条。",
    )
    if request.user.role not in READERS:
        columns = tables.without_organisations(columns)
    listing = Listing(request, rows, columns, orders, title, empty or nothing, filters)
    may_add = name in SHEETS and request.user.has_perm("registers.import")
    values = {"may_add": may_add, "name": name}
    return listing_page(request, listing, name, "registers/listing.html", values)


@door(*READERS)
@require_safe
def organisations(request: HttpRequest) -> HttpResponse:
    """List the organisations."""
    title = Words("Organisations", "组织")
    rows = access.organisations_of(request.user).exclude(kind="regulator")
    return _table(
        request,
        "organisations",
        title,
        rows,
        tables.ORGANISATIONS,
        tables.BY_NAME,
        tables.OrganisationFilters,
    )


@door(*CALLING)
@require_safe
def licences(request: HttpRequest) -> HttpResponse:
    """List the licences, those that end first at the top."""
    title = Words("Licences", "许可证")
    rows = access.licences_of(request.user)
    return _table(request, "licences", title, rows, tables.LICENCES, tables.BY_END, tables.LicenceFilters)


@door(*CALLING)
@require_safe
def lines(request: HttpRequest) -> HttpResponse:
    """List the lines."""
    title = Words("Lines", "线路")
    rows = access.lines_of(request.user)
    filters = tables.LineFilters if request.user.role in READERS else tables.OwnLineFilters
    return _table(request, "lines", title, rows, tables.LINES, tables.BY_NAME, filters)


@door(*CALLING)
@require_safe
def blocks(request: HttpRequest) -> HttpResponse:
    """List the number blocks."""
    title = Words("Number blocks", "号码段")
    rows = access.blocks_of(request.user)
    return _table(request, "number-blocks", title, rows, tables.BLOCKS, tables.BY_FIRST, tables.BlockFilters)


@door(*CALLING)
@require_safe
def letters(request: HttpRequest) -> HttpResponse:
    """List the letters of authority."""
    title = Words("Letters of authority", "授权书")
    return _table(request, "letters", title, access.letters_of(request.user), tables.LETTERS, tables.BY_END)


@door(*CALLING)
@require_safe
def contracts(request: HttpRequest) -> HttpResponse:
    """List the contracts."""
    title = Words("Contracts", "合同")
    rows = access.contracts_of(request.user)
    return _table(request, "contracts", title, rows, tables.CONTRACTS, tables.BY_CONTRACT_END)


@door(Role.CENTRE)
@require_safe
def own_organisation(request: HttpRequest) -> HttpResponse:
    """Show a call centre what is registered about it."""
    return _organisation_page(request, request.user.organisation)


@door(*READERS)
@require_safe
def organisation(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one organisation: contact, licences, lines."""
    return _organisation_page(request, access.access_organisation(request.user, pk))


def _organisation_page(request: HttpRequest, one: Any) -> HttpResponse:
    today = timezone.localdate()
    return render(
        request,
        "registers/organisation.html",
        {
            "organisation": one,
            "licences": [
                (licence, tables.term_tag(licence.state_on(today)))
                for licence in queries.licences_of_one(one)
            ],
            "lines": queries.lines_of_one(request.user, one),
            "may_change": request.user.has_perm("registers.change_organisation", one),
        },
    )


@door(*CALLING)
@require_safe
def line(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one line: its chain, numbers, limits, and what its records showed."""
    one = access.access_line(request.user, pk)
    return render(
        request,
        "registers/line.html",
        {
            "line": one,
            "chain": [(title, getattr(one, name)) for name, title in PARTS.items()],
            "blocks": access.blocks_of(request.user).filter(line=one).order_by("first")[:200],
            "findings": findings_of(request.user, "line")
            .filter(name=one.name, result__organisation=one.carrier_id)
            .order_by("-score")[:5],
            "drifts": drifts_of(request.user).filter(line=one).order_by("-calls")[:20],
            "may_change": request.user.has_perm("registers.change_line", one),
        },
    )


@door(*CALLING)
@require_safe
def letter(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one letter of authority and the numbers it covers."""
    one = access.access_letter(request.user, pk)
    return render(
        request,
        "registers/letter.html",
        {
            "letter": one,
            "blocks": access.blocks_of(request.user).filter(letter=one).order_by("first")[:200],
            "scan": ScanForm(actor=request.user)
            if request.user.has_perm("registers.change_letter", one)
            else None,
            "state": tables.term_tag("expired" if one.valid_until < timezone.localdate() else "valid"),
        },
    )


@door(*CALLING)
@require_safe
def chain(request: HttpRequest) -> HttpResponse:
    """Show who answers for a number, on one page."""
    asked = request.GET.get("number", "").strip()[:60]
    number = read_number(asked) if asked else None
    values: dict[str, Any] = {"shown": asked, "number": number, "chains": [], "findings": []}
    if number is not None:
        values["chains"] = chains_of(request.user, number)
        values["findings"] = (
            findings_of(request.user, "number").filter(name=number.normal).order_by("-score")[:5]
        )
    return render(request, "registers/chain.html", values)
