"""Looking everywhere: a number is looked up exactly, a text by how names begin or what they contain."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from jingling.console.complaints.access import cases_of
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
CODE = 12
"""No case's code and no receipt is longer."""


@dataclass(frozen=True, slots=True)
class Found:
    """What a search found, at most `MOST` of each kind."""

    number: Number | None
    chains: list[Chain]
    findings: list[Any]
    organisations: list[Any]
    lines: list[Any]
    licences: list[Any]
    cases: list[Any]

    @property
    def nothing(self) -> bool:
        """Whether nothing was found."""
        found = (self.chains, self.findings, self.organisations, self.lines, self.licences, self.cases)
        return not any(found)


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
        cases=_cases(user, asked, number.key if is_number else 0),
    )


def _cases(user: Any, asked: str, key: int) -> list[Any]:
    """Return cases about a number, of a case's code, or of a report's receipt."""
    cases = cases_of(user)
    if key:
        cases = cases.filter(key=key)
    elif asked[:1].upper() == "A" and asked[1:].isdecimal() and len(asked) <= CODE:
        cases = cases.filter(pk=int(asked[1:]))
    else:
        cases = cases.filter(reports__receipt=asked.upper().replace(" ", "")[:CODE])
    return list(cases.distinct().order_by("-opened_at", "-pk")[:MOST])
