"""Every look of a regulator is recorded: which page, of what, with which filters."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse

from jingling.console.audit.actions import record
from jingling.console.frame.doors import Role
from jingling.numbers import mask, read_number

UNTOLD = {"home", "keys", "language", "health", "jobs:progress"}
"""Pages that show nothing of anybody."""

Handler = Callable[[HttpRequest], HttpResponse]


def looks(handle: Handler) -> Handler:
    """Record that a regulator looked at a page, once the page was made."""

    def handled(request: HttpRequest) -> HttpResponse:
        response = handle(request)
        match = request.resolver_match
        user = getattr(request, "user", None)
        if (
            match is not None
            and request.method == "GET"
            and response.status_code == 200
            and getattr(user, "role", "") == Role.REGULATOR
            and match.view_name not in UNTOLD
        ):
            record(
                "page.looked_at", user, None, page=match.view_name, path=request.path, asked=_asked(request)
            )
        return response

    return handled


def _asked(request: HttpRequest) -> dict[str, Any]:
    return {name: _masked(value[:100]) for name, value in request.GET.items() if value and name != "after"}


def _masked(text: str) -> str:
    """Mask a telephone number that was searched for; other texts stay."""
    digits = sum(character.isdigit() for character in text)
    return mask(read_number(text).normal) if digits >= 7 else text
