"""Pages of keys: the list, a new key shown once, revoking one."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from jingling.console.frame.doors import door
from jingling.console.frame.language import t
from jingling.console.frame.listing import Listing
from jingling.console.frame.pages import listing_page
from jingling.console.machines import access, actions, tables
from jingling.console.machines.forms import KeyForm
from jingling.console.machines.scopes import KEEPERS
from jingling.words import Words


def _administrators_only(user: Any) -> None:
    if not user.has_perm("machines.keep_keys"):
        raise PermissionDenied


@door(*KEEPERS)
@require_safe
def keys(request: HttpRequest) -> HttpResponse:
    """List the keys of one's organisation."""
    _administrators_only(request.user)
    listing = Listing(
        request,
        access.keys_of(request.user),
        tables.KEYS,
        tables.ORDERS,
        Words("Keys for machines", "接口密钥"),
        Words(
            "No key yet. With one, your own systems use the API.",
            "尚无密钥。创建后，贵单位的系统可调用接口。",
        ),
    )
    return listing_page(request, listing, "keys", "machines/keys.html")


@door(*KEEPERS)
@require_http_methods(["GET", "HEAD", "POST"])
def make(request: HttpRequest) -> HttpResponse:
    """Make a key, and show its secret this once."""
    _administrators_only(request.user)
    form = KeyForm(request.POST or None, role=request.user.role)
    if request.method == "POST" and form.is_valid():
        key, secret = actions.make_key(request.user, **form.cleaned_data)
        return render(request, "machines/made.html", {"key": key, "secret": secret})
    return render(request, "machines/make.html", {"form": form}, status=422 if form.errors else 200)


@door(*KEEPERS)
@require_http_methods(["GET", "HEAD", "POST"])
def revoke(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one key, and revoke it."""
    one = access.access_key(request.user, pk)
    if request.method == "POST":
        actions.revoke_key(request.user, one)
        messages.success(request, t("{name}: its key is revoked.", "{name}：密钥已吊销。", name=one.name))
        return redirect("machines:keys")
    values = {"key": one, "state": tables.state_of(one), "may": tables.scopes_of(one)}
    return render(request, "machines/revoke.html", values)
