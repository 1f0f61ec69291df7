"""A file of entries: previewed row by row, and added as a whole."""

from typing import Any

from django.db import transaction

from jingling.console.lists import actions
from jingling.console.lists.forms import EntryForm
from jingling.console.registers import imports
from jingling.console.registers.models import Evidence
from jingling.console.registers.sheets import Sheet
from jingling.words import Words

SHEET = Sheet("lists", Words("System lists", "系统名单"), Words("entry", "条目"), EntryForm)


def preview(actor: Any, evidence: Evidence) -> imports.Preview:
    """Hold every row of a file against the form.

    Raises:
        ConsoleError: the file is no table, lacks a column that every row needs, or has too many rows.
    """
    return imports.preview(actor, SHEET, evidence)


@transaction.atomic
def take_in(actor: Any, evidence: Evidence) -> int:
    """Add the rows of a file that have no fault, all of them or none; return how many."""
    found = preview(actor, evidence)
    entries = [row.form.entry() for row in found.good if isinstance(row.form, EntryForm)]
    if not entries:
        return 0
    return actions.add(actor, entries, left_out=len(found.bad), file=evidence.digest)
