"""What every request passes: doors that are shut unless opened, and headers that bind the browser."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse

from jingling.console.frame.doors import Role

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "font-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)
"""Scripts and styles are files of ours; nothing inline runs."""

PERMISSIONS = "camera=(), geolocation=(), microphone=(), payment=(), usb=()"

PROBLEM = "application/problem+json"

Handler = Callable[[HttpRequest], HttpResponse]


def headers(handle: Handler) -> Handler:
    """Bind the browser to our own files, and keep pages about people out of its cache."""

    def handled(request: HttpRequest) -> HttpResponse:
        response = handle(request)
        response.headers["Content-Security-Policy"] = POLICY
        response.headers["Permissions-Policy"] = PERMISSIONS
        if not request.path.startswith(settings.STATIC_URL):
            response.headers.setdefault("Cache-Control", "private, no-store")
        return response

    return handled


def problems(handle: Handler) -> Handler:
    """Tell every fault under the API's address as problem details (RFC 9457), whoever found it."""

    def handled(request: HttpRequest) -> HttpResponse:
        response = handle(request)
        html = response.headers.get("Content-Type", "").startswith("text/html")
        if request.path.startswith("/api/") and response.status_code >= 400 and html:
            told = {"type": "about:blank", "status": response.status_code, "title": response.reason_phrase}
            return JsonResponse(told, status=response.status_code, content_type=PROBLEM)
        return response

    return handled


class Doors:
    """Lets a person through a door that is open to their role; a page without a door is shut."""

    def __init__(self, handle: Handler) -> None:
        self.handle = handle

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Hand the request on; who may pass is asked once the page is known."""
        return self.handle(request)

    def process_view(self, request: HttpRequest, view: Any, _args: Any, _kwargs: Any) -> HttpResponse | None:
        """Ask the page whom it lets in."""
        roles: frozenset[Role] | None = getattr(view, "door", frozenset())
        if roles is None:
            return None
        if not request.user.is_authenticated:
            if request.headers.get("HX-Request"):
                return HttpResponse(status=401, headers={"HX-Redirect": reverse(settings.LOGIN_URL)})
            return redirect_to_login(request.get_full_path())
        if request.user.role not in roles:
            raise PermissionDenied
        if request.user.lacks_second_factor and not (request.resolver_match.url_name or "").startswith(
            ("mfa_", "account_")
        ):
            return redirect("mfa_activate_totp")
        return None


doors = Doors
