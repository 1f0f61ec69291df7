"""Who may work on cases, and who may reply."""

from typing import Any

import rules
from jingling.console.frame.doors import Role


@rules.predicate
def is_desk(user: Any) -> bool:
    """Whether this person works at the complaint desk."""
    return bool(user.role == Role.DESK)


@rules.predicate
def has_the_case(user: Any, case: Any = None) -> bool:
    """Whether the case was forwarded to the person's own enterprise, and lies there."""
    enterprise = user.role in {Role.CENTRE, Role.CARRIER}
    return enterprise and (case is None or bool(case.organisation_id == user.organisation_id))


rules.add_perm("complaints.work", is_desk)
rules.add_perm("complaints.reply", is_desk | has_the_case)
