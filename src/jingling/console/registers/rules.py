"""Who may change what of the registers, object by object."""

from typing import Any

import rules
from jingling.console.frame.doors import Role


@rules.predicate
def is_carrier(user: Any) -> bool:
    """Whether this person acts for a carrier."""
    return bool(user.role == Role.CARRIER)


@rules.predicate
def keeps(user: Any, kept: Any = None) -> bool:
    """Whether the person's organisation keeps this row of the registers."""
    if kept is None:
        return True
    keeper = kept.kept_by_id if hasattr(kept, "kept_by_id") else kept.carrier_id
    return bool(keeper == user.organisation_id)


rules.add_perm("registers.add_organisation", is_carrier)
rules.add_perm("registers.change_organisation", is_carrier & keeps)
rules.add_perm("registers.add_line", is_carrier)
rules.add_perm("registers.change_line", is_carrier & keeps)
rules.add_perm("registers.change_letter", is_carrier & keeps)
rules.add_perm("registers.import", is_carrier)
