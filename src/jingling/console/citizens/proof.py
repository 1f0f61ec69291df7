"""Which number this browser proved to be its person's: kept in the session, for half an hour."""

import time
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from jingling.console.frame.doors import Role, open_door

HOLDS_FOR_S = 1800
KEY = "proved"

View = Callable[..., HttpResponse]


def person_door(view: View) -> View:
    """Open a page to everybody who is no officer at work: strangers, and citizens who signed in."""

    @wraps(view)
    def opened(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.user.is_authenticated and request.user.role != Role.CITIZEN:
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return open_door(opened)


def proved_door(view: View) -> View:
    """Open a page to who proved a number; others are asked for it first. The page is given its key."""

    @wraps(view)
    def opened(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        number = proved_number(request)
        if number is None:
            return redirect("citizens:number")
        return view(request, number, *args, **kwargs)

    return person_door(opened)


def prove(request: HttpRequest, number: int) -> None:
    """Keep that a number was proved; the session gets a new key, so that nobody else holds it."""
    request.session.cycle_key()
    request.session[KEY] = {"number": number, "at": time.time()}


def proved_number(request: HttpRequest) -> int | None:
    """Return the number that this browser proved, None for none or one too long ago."""
    kept = request.session.get(KEY)
    if not kept or not 0 <= time.time() - kept["at"] < HOLDS_FOR_S:
        return None
    return int(kept["number"])


def forget(request: HttpRequest) -> None:
    """Forget the number."""
    request.session.pop(KEY, None)
