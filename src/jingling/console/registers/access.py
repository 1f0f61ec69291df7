"""Who sees what of the registers: the only way from a page to an object.

A carrier sees what it keeps; a call centre sees its own organisation and the lines it holds or works on;
a regulator sees everything; a citizen nothing.
"""

from typing import Any

from django.db.models import CharField, Q, QuerySet, Value
from django.db.models.functions import Least
from django.shortcuts import get_object_or_404

from jingling.console.frame.doors import Role
from jingling.console.frame.few import chosen, through
from jingling.console.registers.models import (
    Contract,
    Evidence,
    Letter,
    Licence,
    Line,
    NumberBlock,
    Organisation,
)


def organisations_of(user: Any) -> QuerySet:
    """Return the organisations that a person may see."""
    every = Organisation.objects.all()
    match user.role:
        case Role.REGULATOR:
            return every
        case Role.CARRIER:
            return every.filter(Q(kept_by=user.organisation_id) | Q(pk=user.organisation_id))
        case Role.CENTRE:
            return every.filter(pk=user.organisation_id)
    return every.none()


def lines_of(user: Any) -> QuerySet:
    """Return the lines that a person may see."""
    lines = Line.objects.select_related("carrier", "holder", "platform", "centre", "principal")
    return lines.filter(_own_lines(user))


def _own_lines(user: Any) -> Q:
    """Return the condition that a person may see a line."""
    mine = user.organisation_id
    match user.role:
        case Role.REGULATOR:
            return Q()
        case Role.CARRIER:
            return Q(carrier=mine)
        case Role.CENTRE:
            return chosen(Line.objects, Q(holder=mine) | Q(platform=mine) | Q(centre=mine))
    return Q(pk__in=())


def organisation_named(text: str) -> Q:
    """Return the condition that an organisation's name contains a text."""
    return chosen(Organisation.objects, Q(name__icontains=text))


def line_begins(text: str) -> Q:
    """Return the condition that a line's name begins with a text.

    Such lines stand together in the order of names: a walk begins where they do, however names are collated.
    """
    there = Least(Value(text.upper()), Value(text.lower()), output_field=CharField())
    return chosen(Line.objects, Q(name__istartswith=text)) & Q(name__gte=there)


def licences_of(user: Any) -> QuerySet:
    """Return the licences of the organisations that a person may see."""
    return Licence.objects.select_related("organisation").filter(organisation__in=organisations_of(user))


def blocks_of(user: Any) -> QuerySet:
    """Return the number blocks of the lines that a person may see."""
    blocks = NumberBlock.objects.select_related("line__holder", "line__carrier", "letter")
    return blocks.filter(through("line", _own_lines(user)))


def letters_of(user: Any) -> QuerySet:
    """Return the letters of authority that a person may see."""
    letters = Letter.objects.select_related("carrier", "giver", "taker", "evidence")
    match user.role:
        case Role.REGULATOR:
            return letters
        case Role.CARRIER:
            return letters.filter(carrier=user.organisation_id)
        case Role.CENTRE:
            covers = Q(blocks__line__in=lines_of(user).select_related(None))
            return letters.filter(
                covers | Q(giver=user.organisation_id) | Q(taker=user.organisation_id)
            ).distinct()
    return letters.none()


def contracts_of(user: Any) -> QuerySet:
    """Return the contracts that a person may see."""
    contracts = Contract.objects.select_related("carrier", "holder")
    match user.role:
        case Role.REGULATOR:
            return contracts
        case Role.CARRIER:
            return contracts.filter(carrier=user.organisation_id)
        case Role.CENTRE:
            return contracts.filter(holder=user.organisation_id)
    return contracts.none()


def access_organisation(user: Any, pk: int) -> Organisation:
    """Return one organisation, or nothing that could tell whether there is one (404)."""
    return get_object_or_404(organisations_of(user), pk=pk)


def access_line(user: Any, pk: int) -> Line:
    """Return one line, or 404."""
    return get_object_or_404(lines_of(user), pk=pk)


def access_letter(user: Any, pk: int) -> Letter:
    """Return one letter of authority, or 404."""
    return get_object_or_404(letters_of(user), pk=pk)


def access_evidence(user: Any, pk: int) -> Evidence:
    """Return a file of one's own organisation, or of a letter that one may see, or 404."""
    files = Evidence.objects.all()
    if user.role != Role.REGULATOR:
        files = files.filter(
            Q(organisation=user.organisation_id) | Q(letter__in=letters_of(user).select_related(None))
        ).distinct()
    return get_object_or_404(files, pk=pk)
