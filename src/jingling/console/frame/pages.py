"""A page with a table: the page, its rows alone for htmx, or the export that the address asks for."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from jingling.console.audit.actions import record
from jingling.console.frame.export import export
from jingling.console.frame.listing import Listing
from jingling.console.saved.access import saved_by


def listing_page(
    request: HttpRequest,
    listing: Listing,
    name: str,
    template: str = "frame/listing_page.html",
    values: dict[str, Any] | None = None,
    *,
    numbers: bool = False,
) -> HttpResponse:
    """Return the page of a table, or its export, which is recorded.

    Args:
        request: the request.
        listing: the table.
        name: what an exported file is called.
        template: a page that extends `frame/listing_page.html`.
        values: what else the template names.
        numbers: whether this reader's exports hold telephone numbers in clear.
    """
    if response := export(listing, name, numbers=numbers):
        record(
            "table.exported",
            request.user,
            None,
            table=name,
            form=request.GET["export"],
            rows=listing.counted,
            numbers_in_clear=numbers,
        )
        return response
    page = request.resolver_match.view_name
    told = {
        "listing": listing,
        "page_name": page,
        "saved": saved_by(request.user, page),
        "present": listing.with_query(after="", export="").removeprefix("?"),
    }
    return render(request, template, told | (values or {}))
