"""Pages that belong to no part: the first page of each role, the choice of language, errors."""

import sys
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST, require_safe

from jingling.console.databases import is_away
from jingling.console.frame.away import away
from jingling.console.frame.doors import EVERYBODY, Role, door, open_door

FIRST_PAGE = {
    Role.CARRIER: "findings:overview",
    Role.REGULATOR: "findings:overview",
    Role.CENTRE: "outbound:figures",
    Role.DESK: "desk:queue",
    Role.CITIZEN: "citizens:home",
}
"""Where each role begins."""


@door(*EVERYBODY)
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Send each role to its first page."""
    return redirect(FIRST_PAGE[request.user.role])


@door(*EVERYBODY)
@require_safe
def keys(request: HttpRequest) -> HttpResponse:
    """List the keys that work everywhere."""
    return render(request, "frame/keys.html")


@open_door
@require_POST
def choose_language(request: HttpRequest) -> HttpResponse:
    """Keep the language that the reader chose, and go back to the page."""
    chosen = request.POST.get("language", "")
    back = request.POST.get("next", "/")
    if not url_has_allowed_host_and_scheme(back, {request.get_host()}, require_https=request.is_secure()):
        back = "/"
    response = redirect(back)
    if chosen in dict(settings.LANGUAGES):
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            chosen,
            max_age=365 * 86400,
            samesite=settings.LANGUAGE_COOKIE_SAMESITE,
            httponly=settings.LANGUAGE_COOKIE_HTTPONLY,
            secure=settings.LANGUAGE_COOKIE_SECURE,
        )
    return response


@open_door
@require_safe
def health(_request: HttpRequest) -> HttpResponse:
    """Say that the console answers."""
    return JsonResponse({"ok": True})


def _told(request: HttpRequest, status: int) -> HttpResponse:
    return render(request, "frame/error.html", {"status": status}, status=status)


def forged(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001 — Django's signature
    """Refuse a form that did not come from our own page."""
    return _told(request, 403)


def bad(request: HttpRequest, exception: Any = None) -> HttpResponse:  # noqa: ARG001
    """Refuse a request that makes no sense."""
    return _told(request, 400)


def shut(request: HttpRequest, exception: Any = None) -> HttpResponse:  # noqa: ARG001
    """Refuse a page to a role that may not see it."""
    return _told(request, 403)


def missing(request: HttpRequest, exception: Any = None) -> HttpResponse:  # noqa: ARG001
    """Say that there is no such page, or none that this person may know of."""
    return _told(request, 404)


def broken(request: HttpRequest) -> HttpResponse:
    """Say that the fault is ours; Django calls this while it handles the fault."""
    return away(request) if is_away(sys.exc_info()[1]) else _told(request, 500)
