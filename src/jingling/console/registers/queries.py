"""What pages ask of the registers: a function for each question."""

from typing import Any

from django.db.models import Q, QuerySet

from jingling.console.registers import access
from jingling.console.registers.models import Licence, Line, Organisation


def licences_of_one(organisation: Organisation) -> QuerySet:
    """Return an organisation's licences, the one that ends last first."""
    return Licence.objects.filter(organisation=organisation).order_by("-valid_until", "-pk")


def lines_of_one(user: Any, organisation: Organisation, most: int = 50) -> list[Line]:
    """Return the lines in whose chain an organisation stands, as far as a person may see them."""
    part = Q()
    for name in ("holder", "platform", "centre", "principal", "carrier"):
        part |= Q(**{name: organisation})
    return list(access.lines_of(user).filter(part).order_by("name", "pk")[:most])
