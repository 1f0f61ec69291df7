"""Who may register and change projects."""

from typing import Any

import rules
from jingling.console.consents.rules import is_centre


@rules.predicate
def run_by_own_centre(user: Any, project: Any = None) -> bool:
    """Whether the project is run by the person's own organisation."""
    return project is None or bool(project.centre_id == user.organisation_id)


rules.add_perm("outbound.register", is_centre)
rules.add_perm("outbound.change", is_centre & run_by_own_centre)
