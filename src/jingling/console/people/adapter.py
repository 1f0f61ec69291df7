"""Signing in through allauth: nobody signs up by themselves; every sign-in is an audit event."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.contrib.auth.signals import user_logged_in, user_logged_out
from django.dispatch import receiver

from jingling.console.audit.actions import record


class Adapter(DefaultAccountAdapter):
    """Officers are made by the operator (`jingling console add-person`)."""

    def is_open_for_signup(self, request: Any) -> bool:  # noqa: ARG002 — allauth's signature
        """Nobody signs up."""
        return False


@receiver(user_logged_in)
def _came(sender: Any, user: Any, **_: Any) -> None:  # noqa: ARG001 — Django's signature
    record("person.signed_in", user, user)


@receiver(user_logged_out)
def _left(sender: Any, user: Any, **_: Any) -> None:  # noqa: ARG001 — Django's signature
    if user is not None:
        record("person.signed_out", user, user)
