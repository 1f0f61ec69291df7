"""Who may make and revoke keys: administrators of carriers and call centres, each for their own house."""

from typing import Any

import rules
from jingling.console.frame.doors import Role


@rules.predicate
def is_administrator(user: Any) -> bool:
    """Whether this person administers a carrier or a call centre."""
    return bool(user.administrator and user.role in {Role.CARRIER, Role.CENTRE})


@rules.predicate
def is_own(user: Any, key: Any = None) -> bool:
    """Whether the key is of the person's own organisation."""
    return key is None or bool(key.organisation_id == user.organisation_id)


rules.add_perm("machines.keep_keys", is_administrator & is_own)
