"""What the desk does that is no event of a case: looking at a whole number for a reason."""

from typing import Any

from django.db import transaction

from jingling.console.audit.actions import record
from jingling.console.complaints.models import Case
from jingling.numbers import mask


@transaction.atomic
def reveal(actor: Any, case: Case, number: str, reason: str) -> str:
    """Return a whole number of a case, and record who wanted it and why."""
    record("number.revealed", actor, case, number=mask(number), reason=reason, case=case.code)
    return number
