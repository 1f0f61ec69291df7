"""Who may enter consents and refusals."""

from typing import Any

import rules
from jingling.console.frame.doors import Role


@rules.predicate
def is_centre(user: Any) -> bool:
    """Whether this person acts for a call centre."""
    return bool(user.role == Role.CENTRE)


@rules.predicate
def entered_by_own_centre(user: Any, consent: Any = None) -> bool:
    """Whether the consent was entered by the person's own organisation."""
    return consent is None or bool(consent.centre_id == user.organisation_id)


rules.add_perm("consents.enter", is_centre)
rules.add_perm("consents.withdraw", is_centre & entered_by_own_centre)
