"""The database is away: 503 and when to come again, for machines and for people, who lose nothing they typed.

A page that names with `typed` the form it takes shows, when it could not be kept, what was typed; the same
goes out again at a button's press, unchanged, so that it is counted once even if it was kept after all.
"""

from collections.abc import Callable
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.forms import FileField, Form
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

from jingling.console.frame.language import t
from jingling.console.frame.middleware import PROBLEM

RETRY_AFTER_S = 10

View = Callable[..., Any]


def typed(form: type[Form]) -> Callable[[View], View]:
    """Let a page keep what was typed into its form while the database is away."""

    def kept(view: View) -> View:
        view.typed = form  # type: ignore[attr-defined]
        return view

    return kept


def away(request: HttpRequest) -> HttpResponse:
    """Say that the database is away, in the reader's language, without asking it anything."""
    said = t(
        "The database cannot be reached just now. Nothing was lost: send the same again in a moment.",
        "数据库暂时无法访问。已有数据未受影响，请稍后以相同内容重新提交。",
    )
    if request.path.startswith("/api/"):
        title = t("Service unavailable for now", "服务暂不可用")
        told = {"type": "about:blank", "status": 503, "title": title, "detail": said}
        response: HttpResponse = JsonResponse(told, status=503, content_type=PROBLEM)
    else:
        request.user = AnonymousUser()  # who it is cannot be asked
        page = getattr(getattr(request.resolver_match, "func", None), "typed", None)
        form = page if request.method == "POST" else None
        response = render(request, "frame/away.html", _shown(request, form), status=503)
    response["Retry-After"] = str(RETRY_AFTER_S)
    return response


def _shown(request: HttpRequest, form: type[Form] | None) -> dict[str, Any]:
    """Return what was typed as hidden fields, the same in words, and what files to choose again."""
    if form is None:
        return {"kept": (), "told": (), "files": (), "again": False}
    fields = {name: field for name, field in form.base_fields.items() if name in request.POST}
    kept = [(name, value) for name in request.POST for value in request.POST.getlist(name) if name in fields]
    told = [
        (field.label, _words(field, request.POST[name]))
        for name, field in fields.items()
        if request.POST[name] and not field.widget.is_hidden
    ]
    files = [
        (name, field.label)
        for name, field in form.base_fields.items()
        if isinstance(field, FileField) and name in request.FILES
    ]
    return {"kept": kept, "told": told, "files": files, "again": True}


def _words(field: Any, value: str) -> Any:
    """Return a value as its field shows it."""
    return dict(getattr(field, "choices", ())).get(value, value)
