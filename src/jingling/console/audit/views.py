"""The page of the audit."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from jingling.console.audit import access
from jingling.console.audit.tables import COLUMNS, ORDERS, EventFilters
from jingling.console.frame.doors import OFFICERS, door
from jingling.console.frame.listing import Listing
from jingling.console.frame.pages import listing_page
from jingling.words import Words


@door(*OFFICERS)
@require_safe
def events(request: HttpRequest) -> HttpResponse:
    """List who did what, and tell the head of the chain."""
    listing = Listing(
        request,
        access.events_of(request.user),
        COLUMNS,
        ORDERS,
        filters=EventFilters,
        title=Words("Audit", "审计记录"),
        empty=Words("Nothing was done yet.", "暂无操作记录。"),
    )
    return listing_page(request, listing, "audit", "audit/events.html", {"head": access.head()})
