"""Writes to the registers: each is one transaction with its audit event."""

from collections.abc import Iterable
from typing import Any

from django.db import transaction

from jingling.console.audit.actions import record
from jingling.console.errors import ConsoleError, NotAllowedError
from jingling.console.registers.lines import MOST_IN_BLOCK
from jingling.console.registers.models import (
    Contract,
    Evidence,
    Letter,
    Licence,
    Line,
    NumberBlock,
    Organisation,
)
from jingling.numbers import BadRange, describe, normal_form, read_range

MOST_IN_RANGE = 1_000_000
"""A range that is larger is a slip of the pen."""


@transaction.atomic
def register_organisation(actor: Any, **values: Any) -> Organisation:
    """Register an organisation with the actor's own as its keeper."""
    organisation = Organisation.objects.create(kept_by=actor.organisation, **values)
    record("organisation.registered", actor, organisation, name=organisation.name, kind=organisation.kind)
    return organisation


@transaction.atomic
def change_organisation(actor: Any, organisation: Organisation, **values: Any) -> Organisation:
    """Change what is registered about an organisation.

    Raises:
        NotAllowedError: another carrier keeps it.
    """
    if not actor.has_perm("registers.change_organisation", organisation):
        raise NotAllowedError(
            "This organisation is kept by another carrier.", "Ask that carrier to change it."
        )
    changed = {name: value for name, value in values.items() if getattr(organisation, name) != value}
    for name, value in changed.items():
        setattr(organisation, name, value)
    organisation.save(update_fields=list(changed))
    record("organisation.changed", actor, organisation, fields=sorted(changed))
    return organisation


@transaction.atomic
def register_licence(actor: Any, organisation: Organisation, **values: Any) -> Licence:
    """Register a licence of an organisation.

    Raises:
        NotAllowedError: another carrier keeps the organisation.
    """
    if not actor.has_perm("registers.change_organisation", organisation):
        raise NotAllowedError(
            "This organisation is kept by another carrier.", "Ask that carrier to change it."
        )
    licence = Licence.objects.create(organisation=organisation, **values)
    record("licence.registered", actor, licence, organisation=organisation.pk, number=licence.number)
    return licence


@transaction.atomic
def register_line(
    actor: Any, *, numbers: Iterable[str] = (), letter: Letter | None = None, **values: Any
) -> Line:
    """Register a line of the actor's carrier, with the numbers that it may show.

    Args:
        actor: an officer of the carrier.
        numbers: numbers and ranges, `+861051000000-+861051000099`.
        letter: the letter of authority under which it may show them.
        values: the line's other fields.

    Raises:
        ConsoleError: a number or a range cannot be read.
    """
    line = Line.objects.create(carrier=actor.organisation, **values)
    added = _add_blocks(line, numbers, letter)
    record("line.registered", actor, line, line=line.name, blocks=added)
    return line


@transaction.atomic
def change_line(
    actor: Any, line: Line, *, numbers: Iterable[str] = (), letter: Letter | None = None, **values: Any
) -> Line:
    """Change what is registered about a line; `numbers` are added to those it may show.

    Raises:
        NotAllowedError: another carrier keeps it.
        ConsoleError: a number or a range cannot be read.
    """
    if not actor.has_perm("registers.change_line", line):
        raise NotAllowedError("Another carrier keeps this line.", "Ask that carrier to change it.")
    changed = {name: value for name, value in values.items() if getattr(line, name) != value}
    for name, value in changed.items():
        setattr(line, name, value)
    line.save(update_fields=list(changed))
    added = _add_blocks(line, numbers, letter)
    record("line.changed", actor, line, fields=sorted(changed), blocks_added=added)
    return line


def _add_blocks(line: Line, numbers: Iterable[str], letter: Letter | None) -> int:
    blocks = [block for text in numbers for block in blocks_from(text)]
    for block in blocks:
        block.line, block.letter = line, letter
    NumberBlock.objects.bulk_create(blocks, batch_size=1000, ignore_conflicts=True)
    return len(blocks)


@transaction.atomic
def register_contract(actor: Any, **values: Any) -> Contract:
    """Register a contract between the actor's carrier and a holder of lines."""
    contract = Contract.objects.create(carrier=actor.organisation, **values)
    record("contract.registered", actor, contract, number=contract.number)
    return contract


@transaction.atomic
def register_letter(actor: Any, **values: Any) -> Letter:
    """Register a letter of authority."""
    letter = Letter.objects.create(carrier=actor.organisation, **values)
    record("letter.registered", actor, letter, number=letter.number)
    return letter


@transaction.atomic
def attach_scan(actor: Any, letter: Letter, evidence: Evidence) -> None:
    """Attach its scan to a letter of authority; an earlier one is kept as evidence, and named in the audit.

    Raises:
        NotAllowedError: another carrier keeps the letter.
    """
    if not actor.has_perm("registers.change_letter", letter):
        raise NotAllowedError("Another carrier keeps this letter.", "Ask that carrier to attach it.")
    before = letter.evidence.digest if letter.evidence else ""
    letter.evidence = evidence
    letter.save(update_fields=["evidence"])
    record("letter.changed", actor, letter, number=letter.number, scan=evidence.digest, before=before)


def blocks_from(text: str) -> list[NumberBlock]:
    """Read a number or a range as blocks, several where it is longer than a block may be.

    Raises:
        ConsoleError: it is neither.
    """
    try:
        first, last = read_range(text)
    except BadRange as fault:
        raise ConsoleError(fault.message, fault.hint) from fault
    if last - first >= MOST_IN_RANGE:
        raise ConsoleError(f"{text!r} holds more than a million numbers.", "Give the ranges that are in use.")
    kind = describe(first).kind.value
    return [
        NumberBlock(
            first=low,
            last=min(last, low + MOST_IN_BLOCK - 1),
            first_form=normal_form(low),
            last_form=normal_form(min(last, low + MOST_IN_BLOCK - 1)),
            kind=kind,
        )
        for low in range(first, last + 1, MOST_IN_BLOCK)
    ]
