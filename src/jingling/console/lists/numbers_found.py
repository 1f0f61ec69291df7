"""The numbers of a finding: what would stand on a list, and who else may show them."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet

from jingling.console.findings.models import Finding
from jingling.console.lists.models import Entry
from jingling.console.registers.access import blocks_of
from jingling.console.registers.lines import MOST_IN_BLOCK
from jingling.numbers import NumberKind, describe, normal_form, read_number

MOST_RANGES = 100
"""A line with more number blocks is listed by a file, whose every row is looked at."""


@dataclass(frozen=True, slots=True)
class Range:
    """Consecutive numbers, by their first and last key."""

    first: int
    last: int

    def entry(self, **told: Any) -> Entry:
        """Return an entry of a list over these numbers, not yet added."""
        return Entry(
            first=self.first,
            last=self.last,
            first_form=normal_form(self.first) or "",
            last_form=normal_form(self.last) or "",
            kind=describe(self.first).kind.value,
            **told,
        )


def ranges_of(user: Any, finding: Finding) -> list[Range]:
    """Return the numbers of a finding: the one found, or those registered for the line found.

    The gate knows callers by the number they show, so that a line is listed by its numbers. Emergency
    numbers stand on no list.
    """
    if finding.kind == "line":
        carrier = finding.result.organisation_id
        blocks = blocks_of(user).filter(line__carrier=carrier, line__name=finding.name)
        found = [Range(block.first, block.last) for block in blocks.order_by("first", "pk")]
    else:
        key = read_number(finding.name).key
        found = [Range(key, key)] if key > 0 else []
    return [one for one in found if describe(one.first).kind is not NumberKind.EMERGENCY]


def also_shown_by(user: Any, finding: Finding, ranges: list[Range]) -> QuerySet:
    """Return the blocks of other lines, as far as a person may see them, that hold some of the numbers."""
    overlap = Q()
    for one in ranges:
        overlap |= Q(first__gt=one.first - MOST_IN_BLOCK, first__lte=one.last, last__gte=one.first)
    blocks = blocks_of(user)
    if finding.kind == "line":
        blocks = blocks.exclude(line__name=finding.name)
    return blocks.filter(overlap) if ranges else blocks.none()
