"""Writes of saved filters."""

from typing import Any

from django.db import transaction

from jingling.console.audit.actions import record
from jingling.console.errors import ConsoleError
from jingling.console.saved.access import saved_by
from jingling.console.saved.models import SavedFilter

MOST = 30
"""How many of one page a person saves; more are not looked through."""


@transaction.atomic
def save_filter(actor: Any, page: str, name: str, query: str) -> SavedFilter:
    """Save the filters of a page under a name; the name's earlier ones are replaced.

    Raises:
        ConsoleError: the person saved too many of this page.
    """
    others = saved_by(actor, page).exclude(name=name)
    if others.count() >= MOST:
        raise ConsoleError(f"{MOST} filters of this page are saved.", "Remove one that is not used.")
    saved, _ = SavedFilter.objects.update_or_create(
        user=actor, page=page, name=name, defaults={"query": query}
    )
    record("filter.saved", actor, saved, page=page, name=name)
    return saved


@transaction.atomic
def drop_filter(actor: Any, saved: SavedFilter) -> None:
    """Remove a saved filter."""
    record("filter.removed", actor, saved, page=saved.page, name=saved.name)
    saved.delete()
