"""Who sees which keys: an administrator those of their own organisation; a key is found by its secret."""

from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.utils import timezone

from jingling.console.machines.models import Key
from jingling.console.machines.secrets import digest_of


def keys_of(user: Any) -> QuerySet:
    """Return the keys that a person may see."""
    keys = Key.objects.select_related("made_by")
    if not user.has_perm("machines.keep_keys"):
        return keys.none()
    return keys.filter(organisation=user.organisation_id)


def access_key(user: Any, pk: int) -> Key:
    """Return one key, or 404."""
    return get_object_or_404(keys_of(user), pk=pk)


def key_of(secret: str) -> Key | None:
    """Return the key in force that has a secret."""
    found = Key.objects.select_related("user__organisation").filter(digest=digest_of(secret))
    return found.filter(revoked_at=None, expires_at__gt=timezone.now()).first()
