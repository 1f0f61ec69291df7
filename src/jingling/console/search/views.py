"""The page of the search."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from jingling.console.frame.doors import OFFICERS, door
from jingling.console.search.queries import search_all


@door(*OFFICERS)
@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Look everywhere for a number, a name, a licence, a line or a campaign."""
    asked = request.GET.get("q", "").strip()[:100]
    found = search_all(request.user, asked) if asked else None
    return render(request, "search/search.html", {"asked": asked, "found": found})
