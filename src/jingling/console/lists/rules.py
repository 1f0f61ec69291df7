"""Who may add to the lists and take off: an administrator of a carrier, each what their own house added."""

from typing import Any

import rules
from jingling.console.frame.doors import Role


@rules.predicate
def is_administrator(user: Any) -> bool:
    """Whether this person administers a carrier."""
    return bool(user.administrator and user.role == Role.CARRIER)


@rules.predicate
def added_by_own_house(user: Any, entry: Any = None) -> bool:
    """Whether the entry was added by the person's own organisation."""
    return entry is None or bool(entry.organisation_id == user.organisation_id)


rules.add_perm("lists.change", is_administrator & added_by_own_house)
