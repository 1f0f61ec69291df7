"""A file of consents: previewed row by row, and taken in as a whole."""

from typing import Any

from django.db import transaction

from jingling.console.consents import actions
from jingling.console.consents.forms import ConsentForm
from jingling.console.registers import imports
from jingling.console.registers.models import Evidence
from jingling.console.registers.sheets import Sheet
from jingling.words import Words

SHEET = Sheet("consents", Words("Consents", "同意"), Words("consent", "同意"), ConsentForm)


def preview(actor: Any, evidence: Evidence) -> imports.Preview:
    """Hold every row of a file against the form.

    Raises:
        ConsoleError: the file is no table, lacks a column that every row needs, or has too many rows.
    """
    return imports.preview(actor, SHEET, evidence)


@transaction.atomic
def take_in(actor: Any, evidence: Evidence) -> int:
    """Enter the rows of a file that have no fault, all of them or none; return how many."""
    found = preview(actor, evidence)
    consents = [row.form.consent("file") for row in found.good if isinstance(row.form, ConsentForm)]
    return actions.enter_many(actor, consents, left_out=len(found.bad), file=evidence.digest)
