"""The chain of responsibility (责任链) of a number: who answers for it, from the principal to the carrier."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from jingling.console.registers.access import blocks_of
from jingling.console.registers.lines import MOST_IN_BLOCK
from jingling.console.registers.models import Letter, Licence, Line, NumberBlock, Organisation
from jingling.numbers import Number
from jingling.words import Words

PARTS = {
    "principal": Words("Principal", "委托主体"),
    "centre": Words("Call centre", "呼叫中心"),
    "platform": Words("Platform", "平台"),
    "holder": Words("Line holder", "线路使用单位"),
    "carrier": Words("Carrier", "运营商"),
}
"""Those who answer for a call, from who ordered it to who carried it."""

MOST_LINES = 20


@dataclass(frozen=True, slots=True)
class Part:
    """One who answers: in which part, and with which licences in force or lapsed."""

    title: Words
    organisation: Organisation | None
    licences: list[Licence] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Chain:
    """The chain over one line that may show the number."""

    line: Line
    block: NumberBlock
    letter: Letter | None
    parts: list[Part]

    @property
    def gaps(self) -> list[Words]:
        """What is missing in it."""
        found = [
            Words(f"no {part.title.en.lower()} named", f"未登记{part.title.zh}")
            for part in self.parts
            if part.organisation is None and part.title is not PARTS["platform"]
        ]
        today = timezone.localdate()
        if self.letter is not None and self.letter.valid_until < today:
            found.append(Words("its letter of authority has lapsed", "授权书已过期"))
        found += [
            Words(
                f"{part.organisation.name}: no licence in force",
                f"{part.organisation.name}：无有效许可",
            )
            for part in self.parts
            if part.organisation and part.licences and not _in_force(part.licences, today)
        ]
        return found


def _in_force(licences: Iterable[Licence], today: date) -> bool:
    return any(licence.valid_from <= today <= licence.valid_until for licence in licences)


def holding(key: int) -> Q:
    """Return the condition that a block holds a number; no block is longer than `MOST_IN_BLOCK`."""
    return Q(first__gt=key - MOST_IN_BLOCK, first__lte=key, last__gte=key)


def chains_of(user: Any, number: Number) -> list[Chain]:
    """Return the chains over every line that may show a number, as a person may see them: three queries."""
    return chains_over(blocks_of(user), number)


def chains_over(every: QuerySet, number: Number) -> list[Chain]:
    """Return the chains over those of some blocks that hold a number: three queries.

    Organisations are not joined: PostgreSQL takes longer to plan ten joins than to answer three questions.
    """
    blocks = list(
        every.filter(holding(number.key))
        .select_related(None)
        .select_related("line__contract", "letter")
        .order_by("line__name", "pk")[:MOST_LINES]
    )
    keys = {getattr(block.line, f"{part}_id") for block in blocks for part in PARTS} - {None}
    keys |= {
        key for block in blocks if block.letter for key in (block.letter.giver_id, block.letter.taker_id)
    }
    organisations = Organisation.objects.in_bulk(keys)
    for block in blocks:
        for part in PARTS:
            setattr(block.line, part, organisations.get(getattr(block.line, f"{part}_id")))
        if block.letter:
            block.letter.giver = organisations[block.letter.giver_id]
            block.letter.taker = organisations[block.letter.taker_id]
    licences: dict[int, list[Licence]] = {}
    for licence in Licence.objects.filter(organisation__in=keys).order_by("-valid_until"):
        licences.setdefault(licence.organisation_id, []).append(licence)
    return [
        Chain(
            block.line,
            block,
            block.letter,
            [
                Part(title, organisation, licences.get(organisation.pk, []) if organisation else [])
                for title, organisation in (
                    (title, getattr(block.line, name)) for name, title in PARTS.items()
                )
            ],
        )
        for block in blocks
    ]
