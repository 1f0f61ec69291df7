"""Who may make and revoke keys: administrators of houses whose machines use the API, each for its own."""

from typing import Any

import rules
from jingling.console.machines.scopes import KEEPERS


@rules.predicate
def is_administrator(user: Any) -> bool:
    """Whether this person administers an organisation whose machines use the API."""
    return bool(user.administrator and user.role in KEEPERS)


@rules.predicate
def is_own(user: Any, key: Any = None) -> bool:
    """Whether the key is of the person's own organisation."""
    return key is None or bool(key.organisation_id == user.organisation_id)


rules.add_perm("machines.keep_keys", is_administrator & is_own)
