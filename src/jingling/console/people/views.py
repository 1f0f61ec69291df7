"""Signing in and out, the second factor, one's own password; allauth's views behind our doors."""

from typing import Any

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as recovery
from allauth.mfa.totp import views as totp
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from jingling.console.frame.doors import EVERYBODY, door, open_door

sign_in = open_door(account.login)
sign_out = open_door(account.logout)
second_factor = open_door(mfa.authenticate)
sign_in_again = door(*EVERYBODY)(account.reauthenticate)
code_again = door(*EVERYBODY)(mfa.reauthenticate)
change_password = door(*EVERYBODY)(account.password_change)
security = door(*EVERYBODY)(mfa.index)
activate_code = door(*EVERYBODY)(totp.activate_totp)
deactivate_code = door(*EVERYBODY)(totp.deactivate_totp)
recovery_codes = door(*EVERYBODY)(recovery.view_recovery_codes)
new_recovery_codes = door(*EVERYBODY)(recovery.generate_recovery_codes)


@open_door
@require_safe
def no_account(request: HttpRequest) -> HttpResponse:
    """Say who gives accounts out, and what to do about a lost password."""
    return render(request, "account/no_account.html")


def locked_out(
    request: HttpRequest, _response: HttpResponse | None = None, _credentials: Any = None, **_: Any
) -> HttpResponse:
    """Refuse further tries after too many wrong passwords."""
    return render(request, "frame/error.html", {"status": 429}, status=429)
