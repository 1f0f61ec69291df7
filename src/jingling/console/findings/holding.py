"""Holding a result against the registers: drift becomes rows, with what only the registers can tell."""

from collections.abc import Iterable
from pathlib import Path

from django.db import transaction

from jingling.console.findings.models import Drift, Finding, Result
from jingling.console.registers.models import Licence, Line
from jingling.detect.drift import Given, find_drift
from jingling.words import Words

BOUND = {"marketing", "collection"}
"""Purposes under which many calls to strangers are at least what was registered."""


def hold(result: Result) -> int:
    """Hold a result against the registers of its carrier; return how many ways they part.

    Raises:
        ResultError: the result's records cannot be read any more.
    """
    lines = list(
        Line.objects.filter(carrier=result.organisation_id)
        .select_related("holder")
        .prefetch_related("blocks")
    )
    found = [
        Drift(
            kind=one.kind,
            line_name=one.line,
            calls=one.calls,
            numbers=one.numbers,
            said_en=one.said.en,
            said_zh=one.said.zh,
            examples=list(one.examples),
        )
        for one in find_drift(Path(result.place), map(_given, lines))
    ]
    flagged = {finding.name: finding for finding in Finding.objects.filter(result=result, kind="line")}
    found += [*_purposes(lines, flagged), *_licences(lines, flagged, result)]
    by_name = {line.name: line for line in lines}
    with transaction.atomic():
        Drift.objects.filter(result=result).delete()
        for row in found:
            row.result, row.line = result, by_name.get(row.line_name)
        Drift.objects.bulk_create(found, batch_size=500)
    return len(found)


def _given(line: Line) -> Given:
    ranges = tuple((block.first, block.last) for block in line.blocks.all())
    return Given(line.name, line.kind, ranges, line.hours, line.calls_per_day)


def _row(kind: str, line: Line, finding: Finding, said: Words) -> Drift:
    return Drift(
        kind=kind,
        line_name=line.name,
        calls=finding.calls,
        numbers=finding.numbers or 0,
        said_en=said.en,
        said_zh=said.zh,
    )


def _purposes(lines: Iterable[Line], flagged: dict[str, Finding]) -> Iterable[Drift]:
    """A line that was found to harass, and was registered for nothing of the kind."""
    for line in lines:
        purposes = set(line.purposes.split())
        if line.name in flagged and line.kind == "enterprise" and not purposes & BOUND:
            told = line.purpose_words
            yield _row(
                "purpose",
                line,
                flagged[line.name],
                Words(
                    "found to harass; registered for " + (", ".join(w.en for w in told) or "nothing"),
                    "检测为骚扰；登记用途：" + ("、".join(w.zh for w in told) or "无"),
                ),
            )


def _licences(lines: list[Line], flagged: dict[str, Finding], result: Result) -> Iterable[Drift]:
    """A flagged line whose holder had no licence in force, or has a call centre's licence and markets."""
    held: dict[int, list[Licence]] = {}
    for licence in Licence.objects.filter(organisation__in={line.holder_id for line in lines}):
        held.setdefault(licence.organisation_id, []).append(licence)
    day = result.last_at.date() if result.last_at else None
    for line in lines:
        licences = held.get(line.holder_id, [])
        if line.name not in flagged or not licences or day is None:
            continue
        valid = [one for one in licences if one.valid_from <= day <= one.valid_until]
        if not valid:
            yield _row(
                "licence-lapsed",
                line,
                flagged[line.name],
                Words(
                    f"no licence of {line.holder.name} was in force on {day}",
                    f"{day} 当日，{line.holder.name}无有效许可",
                ),
            )
        elif "marketing" in line.purposes.split() and any(one.kind == "B24" for one in valid):
            yield _row(
                "b24-marketing",
                line,
                flagged[line.name],
                Words(
                    f"found to harass; {line.holder.name} holds a B24 licence and registered marketing",
                    f"检测为骚扰；{line.holder.name}持 B24 许可并登记营销用途",
                ),
            )
