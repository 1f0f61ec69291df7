"""Writes about keys: making one, revoking it, and counting its use."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import F
from django.db.models.functions import Greatest
from django.utils import timezone

from jingling.console.audit.actions import record
from jingling.console.errors import ConsoleError, NotAllowedError
from jingling.console.machines.models import Key
from jingling.console.machines.scopes import Scope, scopes_for
from jingling.console.machines.secrets import BEGINNING, digest_of, new_secret
from jingling.console.people.models import User

AT_ONCE_S = 10.0
"""A machine may do at once what its pace allows in so many seconds."""


class TooOftenError(ConsoleError):
    """A machine asks faster than it may; `wait_s` tells when to try again."""

    def __init__(self, wait_s: float) -> None:
        self.wait_s = wait_s
        super().__init__("The key is used faster than it may be.", f"Try again in {wait_s:.0f} s.")


@transaction.atomic
def make_key(
    actor: Any, *, name: str, scopes: Iterable[Scope], days: int, a_minute: int = 600
) -> tuple[Key, str]:
    """Make a key for a machine of the actor's organisation.

    Args:
        actor: an administrator.
        name: what the machine is called.
        scopes: what the key is good for.
        days: how long it holds.
        a_minute: how many requests a minute it may make.

    Returns:
        The key, and its secret, which nobody can be told again.

    Raises:
        NotAllowedError: the person is no administrator, or their organisation cannot give such a scope.
    """
    given = [Scope(scope) for scope in scopes]
    if not actor.has_perm("machines.keep_keys") or not set(given) <= set(scopes_for(actor.role)):
        raise NotAllowedError("Keys are made by an administrator, for what the organisation itself may do.")
    secret = new_secret()
    digest = digest_of(secret)
    machine = User(
        username=f"machine-{digest[:16]}",
        role=actor.role,
        organisation=actor.organisation,
        name=name,
        is_active=False,
    )
    machine.set_unusable_password()
    machine.save()
    key = Key.objects.create(
        user=machine,
        organisation=actor.organisation,
        name=name,
        digest=digest,
        begins=secret[: len(BEGINNING) + 6],
        scopes=" ".join(given),
        a_minute=a_minute,
        made_by=actor,
        expires_at=timezone.now() + timedelta(days=days),
    )
    record("key.created", actor, key, name=name, scopes=key.scopes, days=days, begins=key.begins)
    return key, secret


@transaction.atomic
def revoke_key(actor: Any, key: Key) -> None:
    """End a key; the machine's next request is refused.

    Raises:
        NotAllowedError: the person does not administer its organisation.
    """
    if not actor.has_perm("machines.keep_keys", key):
        raise NotAllowedError("Another organisation's key.")
    if Key.objects.filter(pk=key.pk, revoked_at=None).update(revoked_at=timezone.now()):
        record("key.revoked", actor, key, name=key.name, begins=key.begins)


def use(key: Key, now: float) -> None:
    """Count one use of a key at a time in Unix seconds, in one statement, for all processes together.

    Raises:
        TooOftenError: it was used too often; this use is not counted.
    """
    each_s = 60 / key.a_minute
    counted = Key.objects.filter(pk=key.pk, free_at__lte=now + AT_ONCE_S - each_s).update(
        free_at=Greatest(F("free_at"), now) + each_s, last_used_at=timezone.now()
    )
    if not counted:
        key.refresh_from_db(fields=["free_at"])
        raise TooOftenError(key.free_at + each_s - AT_ONCE_S - now)
