"""Looking everywhere: a number is looked up exactly, a text by how names begin or what they contain."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from jingling.console.findings.access import findings_of
from jingling.console.registers.access import (
    licences_of,
    line_begins,
    lines_of,
    organisation_named,
    organisations_of,
)
from jingling.console.registers.chain import Chain, chains_of
from jingling.numbers import Number, NumberKind, read_number

MOST = 10


@dataclass(frozen=True, slots=True)
class Found:
    """What a search found, at most `MOST` of each kind."""

    number: Number | None
    chains: list[Chain]
    findings: list[Any]
    organisations: list[Any]
    lines: list[Any]
    licences: list[Any]

    @property
    def nothing(self) -> bool:
        """Whether nothing was found."""
        return not (self.chains or self.findings or self.organisations or self.lines or self.licences)


def search_all(user: Any, asked: str) -> Found:
    """Search everything that a person may see."""
    number = read_number(asked)
    is_number = number.kind not in {NumberKind.UNKNOWN, NumberKind.ANONYMOUS}
    findings = findings_of(user)
    if is_number:
        findings = findings.filter(name=number.normal)
    else:
        findings = findings.filter(kind__in=["line", "campaign"], name__startswith=asked)
    organisations = organisations_of(user).filter(organisation_named(asked) | Q(code=asked.upper()))
    return Found(
        number=number if is_number else None,
        chains=chains_of(user, number) if is_number else [],
        findings=list(findings.order_by("-score", "-pk")[:MOST]),
        organisations=list(organisations.order_by("name", "pk")[:MOST]),
        lines=list(lines_of(user).filter(line_begins(asked)).order_by("name", "pk")[:MOST]),
        licences=list(licences_of(user).filter(number__istartswith=asked).order_by("number", "pk")[:MOST]),
    )
