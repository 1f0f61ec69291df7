"""The API under `/api/v1/`: OpenAPI, errors as problem details (RFC 9457), the same access as the pages.

A part of the console that has an API brings a module `api` with a `router`.
"""

from typing import Any

from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError

from jingling.console.errors import NotAllowedError
from jingling.console.frame.doors import open_door
from jingling.console.frame.middleware import PROBLEM
from jingling.console.frame.parts import modules
from jingling.console.machines.actions import TooOftenError
from jingling.console.machines.bearer import retry_after

api = NinjaAPI(title="jingling console", version="1", docs_url=None, urls_namespace="api")
for module in modules("api"):
    api.add_router("", module.router)


def _problem(request: HttpRequest, status: int, title: str, detail: Any = "") -> HttpResponse:
    told = {"type": "about:blank", "status": status, "title": title, "detail": detail}
    response = api.create_response(request, told, status=status)
    response["Content-Type"] = PROBLEM
    return response


@api.exception_handler(AuthenticationError)
def _stranger(request: HttpRequest, _fault: Any) -> HttpResponse:
    return _problem(request, 401, "Sign in, or send a key that is in force")


@api.exception_handler(PermissionDenied)
@api.exception_handler(NotAllowedError)
def _shut(request: HttpRequest, _fault: Any) -> HttpResponse:
    return _problem(request, 403, "Not for your role, or not for this key")


@api.exception_handler(Http404)
def _missing(request: HttpRequest, _fault: Any) -> HttpResponse:
    return _problem(request, 404, "No such object")


@api.exception_handler(ValidationError)
def _invalid(request: HttpRequest, fault: ValidationError) -> HttpResponse:
    return _problem(request, 422, "The request does not fit the description", fault.errors)


@api.exception_handler(SuspiciousOperation)
def _bad(request: HttpRequest, fault: Any) -> HttpResponse:
    return _problem(request, 400, "The request makes no sense", str(fault))


@api.exception_handler(TooOftenError)
def _too_often(request: HttpRequest, fault: TooOftenError) -> HttpResponse:
    response = _problem(request, 429, fault.message, fault.hint)
    response["Retry-After"] = retry_after(fault.wait_s)
    return response


@api.exception_handler(HttpError)
def _other(request: HttpRequest, fault: HttpError) -> HttpResponse:
    return _problem(request, fault.status_code, str(fault))


urlpatterns = api.urls[0]
for pattern in urlpatterns:
    open_door(pattern.callback)  # its operations ask for themselves who is there
app_name = "api"
