"""The campaigns of a result as plain values: what each did, what ties its numbers, and how surely.

Every question is a query over the result's files; one that is not there leaves its part empty. Names are
masked unless the caller says otherwise, and keys leave this package for no page.
"""

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import Any

import duckdb

from jingling.detect.errors import ResultError
from jingling.detect.report.people import shown_number
from jingling.detect.report.tables import Tables, require_result
from jingling.numbers import mask, normal_form

BELONGS = 0.5
"""A number is in a campaign from this probability on."""

HOURS_A_DAY = 24


@dataclass(frozen=True, slots=True)
class Link:
    """What one kind of evidence adds to a number's belonging, in log-odds.

    `count` is of people for one member, where the kind counts people; of members for a whole campaign.
    """

    kind: str
    weight: float
    count: int


@dataclass(frozen=True, slots=True)
class Campaign:
    """One campaign as a list tells it; a count of places is 0 where the records do not say."""

    name: str
    score: float
    probability: float | None
    """Mean over its numbers of how probably each belongs."""
    numbers: int
    calls: int
    callees: int
    callees_again: int
    callees_shared: int
    """People rung more than once, and people rung by several of its numbers."""
    first_ms: int | None
    last_ms: int | None
    places: dict[str, int]
    """How many `lines`, `devices`, `cells` and `blocks` it used."""
    hours: tuple[bool, ...]
    """Local hours of the day with a call, 24 of them."""
    evidence: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class Member:
    """One number of a campaign. `hours`: its calls by local hour, counted from 1970; empty where not kept."""

    key: str
    name: str
    score: float
    probability: float
    flagged: bool
    calls: int | None
    first_ms: int | None
    last_ms: int | None
    hours: dict[int, int]


@dataclass(slots=True)
class Shared:
    """What several numbers of a campaign have in common: a person rung, a line, a device, a cell, a block."""

    kind: str
    name: str
    holders: dict[int, int] = field(default_factory=dict)
    """Its numbers by their place in the story, with their calls."""
    first_ms: int | None = None
    last_ms: int | None = None
    """First and last call to a person, as far as such calls were kept."""

    @property
    def calls(self) -> int:
        """Calls of all its holders."""
        return sum(self.holders.values())


@dataclass(frozen=True, slots=True)
class Weakest:
    """The number that most doubtfully belongs, and what links it to the rest.

    Args:
        member: its place in the story.
        intercept: log-odds before anything is known.
        links: what links it, the weightiest first.
    """

    member: int
    intercept: float
    links: tuple[Link, ...]

    @property
    def log_odds(self) -> float:
        """The intercept and all links together."""
        return self.intercept + math.fsum(link.weight for link in self.links)

    @property
    def strongest(self) -> Link | None:
        """The link that speaks most for it; None if none does."""
        return next((link for link in self.links if link.weight > 0), None)

    @property
    def without(self) -> float:
        """How probably it would belong if its strongest link were wrong."""
        return _probability(self.log_odds - (self.strongest.weight if self.strongest else 0.0))


@dataclass(frozen=True, slots=True)
class Use:
    """How its numbers take turns, by the hour.

    Args:
        known: numbers whose hours were kept.
        most: numbers that rang in the busiest hour.
        when: that hour, counted from 1970 in local time.
        usual: hours from a number's first call to its last, the middle one of all.
    """

    known: int
    most: int
    when: int
    usual: int


@dataclass(frozen=True, slots=True)
class Story:
    """All that is told of one campaign.

    Args:
        campaign: as in the list.
        members: in the order of their first use.
        shared: what they share, held by the most numbers first.
        weakest: None where links were not kept.
        leaning: how many would no longer belong if each one's strongest link were wrong.
    """

    campaign: Campaign
    members: tuple[Member, ...]
    shared: tuple[Shared, ...]
    weakest: Weakest | None
    leaning: int | None

    @property
    def people(self) -> tuple[Shared, ...]:
        """The people rung by several of its numbers."""
        return tuple(one for one in self.shared if one.kind == "people")

    @property
    def by_hour(self) -> tuple[int, ...]:
        """Calls by hour of the day where hours were kept, else one for each hour with a call; 24 of them."""
        hours = [0] * HOURS_A_DAY
        for member in self.members:
            for at, calls in member.hours.items():
                hours[at % HOURS_A_DAY] += calls
        return tuple(hours) if any(hours) else tuple(int(used) for used in self.campaign.hours)

    @property
    def use(self) -> Use | None:
        """How its numbers take turns; None where no hours were kept."""
        known = [member.hours for member in self.members if member.hours]
        if not known:
            return None
        ringing: dict[int, int] = {}
        for hours in known:
            for at in hours:
                ringing[at] = ringing.get(at, 0) + 1
        when = min(ringing, key=lambda at: (-ringing[at], at))
        usual = int(median(max(hours) - min(hours) + 1 for hours in known))
        return Use(len(known), ringing[when], when, usual)


def read_campaigns(tables: Tables) -> list[Campaign]:
    """Read the list of campaigns, the one with the most numbers first; empty where none were looked for.

    Makes `told_members` for `read_story`: members with what findings say of them.
    """
    if "campaigns" not in tables.have:
        return []
    have = tables.have["campaigns"]
    counts = ("callees_again", "callees_shared", "lines", "devices", "cells", "blocks")
    picked = ", ".join(name if name in have else f"0 AS {name}" for name in counts)
    picked += ", hours" if "hours" in have else ", [] AS hours"
    probability = "probability" if "probability" in have else "NULL"
    rows = tables.rows(
        f"SELECT campaign, score, {probability}, numbers, calls, callees, epoch_ms(first_at), "
        f"epoch_ms(last_at), evidence, {picked} FROM campaigns ORDER BY numbers DESC, calls DESC, campaign"
    )
    if rows and "members" in tables.have:
        tables.connection.execute(
            "CREATE TEMP TABLE told_members AS SELECT m.campaign, m.number, m.score, m.probability, "
            "coalesce(f.flagged, false) AS flagged, f.calls, epoch_ms(f.first_at) AS first_ms, "
            "epoch_ms(f.last_at) AS last_ms FROM members m LEFT JOIN findings f ON m.number = f.number"
        )
    return [_campaign(row) for row in rows]


def read_story(tables: Tables, campaign: Campaign, summary: dict[str, Any], *, unmask: bool) -> Story:
    """Read all that is told of one campaign, once `read_campaigns` has been called."""
    if "members" not in tables.have:
        return Story(campaign, (), (), None, None)
    members = _members(tables, campaign.name, unmask=unmask)
    place = {member.key: at for at, member in enumerate(members)}
    shared = _shared(tables, campaign.name, place, unmask=unmask)
    weakest, leaning = _weakest(tables, campaign.name, members, summary)
    return Story(campaign, members, shared, weakest, leaning)


def _campaign(row: tuple[Any, ...]) -> Campaign:
    name, score, probability, numbers, calls, callees, first_ms, last_ms, evidence = row[:9]
    again, shared, lines, devices, cells, blocks, hours = row[9:]
    links = [Link(part["kind"], float(part["weight"]), int(part["count"])) for part in evidence or ()]
    return Campaign(
        name=name,
        score=float(score),
        probability=probability,
        numbers=int(numbers),
        calls=int(calls),
        callees=int(callees),
        callees_again=int(again),
        callees_shared=int(shared),
        first_ms=first_ms,
        last_ms=last_ms,
        places={"lines": lines, "devices": devices, "cells": cells, "blocks": blocks},
        hours=tuple(hour in hours for hour in range(HOURS_A_DAY)),
        evidence=tuple(sorted(links, key=lambda link: (-abs(link.weight), link.kind))),
    )


def _members(tables: Tables, campaign: str, *, unmask: bool) -> tuple[Member, ...]:
    hours: dict[str, dict[int, int]] = {}
    if "hours" in tables.have:
        for number, at, calls in tables.rows(
            "SELECT h.number, CAST(date_diff('day', DATE '1970-01-01', CAST(h.day AS DATE)) AS BIGINT) * 24 "
            "+ h.hour, CAST(sum(h.calls) AS BIGINT) FROM hours h JOIN told_members m ON h.number = m.number "
            "WHERE m.campaign = ? GROUP BY ALL ORDER BY ALL",
            [campaign],
        ):
            hours.setdefault(number, {})[at] = calls
    rows = tables.rows(
        "SELECT number, score, probability, flagged, calls, first_ms, last_ms FROM told_members "
        "WHERE campaign = ? ORDER BY first_ms NULLS LAST, number",
        [campaign],
    )
    return tuple(
        Member(
            key=number,
            name=shown_number(number, unmask=unmask),
            score=score,
            probability=probability,
            flagged=flagged,
            calls=calls,
            first_ms=first_ms,
            last_ms=last_ms,
            hours=hours.get(number, {}),
        )
        for number, score, probability, flagged, calls, first_ms, last_ms in rows
    )


def _shared(tables: Tables, campaign: str, place: dict[str, int], *, unmask: bool) -> tuple[Shared, ...]:
    if "campaign_ties" not in tables.have:
        return ()
    found: dict[tuple[str, str], Shared] = {}
    for number, kind, trait, calls in tables.rows(
        "SELECT number, kind, trait, CAST(sum(calls) AS BIGINT) FROM campaign_ties WHERE campaign = ? "
        "GROUP BY ALL ORDER BY ALL",
        [campaign],
    ):
        if number in place:
            one = found.setdefault((kind, trait), Shared(kind, shown_trait(kind, trait, unmask=unmask)))
            one.holders[place[number]] = calls
    if "reached" in tables.have:
        for callee, first_ms, last_ms in tables.rows(
            "SELECT r.callee, epoch_ms(min(r.first_at)), epoch_ms(max(r.last_at)) FROM reached r "
            "JOIN told_members m ON r.number = m.number WHERE m.campaign = ? GROUP BY 1",
            [campaign],
        ):
            if person := found.get(("people", callee)):
                person.first_ms, person.last_ms = first_ms, last_ms
    held = sorted(found.items(), key=lambda item: (-len(item[1].holders), -item[1].calls, item[0]))
    return tuple(one for _, one in held)


def _weakest(
    tables: Tables, campaign: str, members: tuple[Member, ...], summary: dict[str, Any]
) -> tuple[Weakest | None, int | None]:
    if "campaign_links" not in tables.have or not members:
        return None, None
    links: dict[str, list[Link]] = {}
    for number, kind, weight, count in tables.rows(
        'SELECT number, kind, weight, "count" FROM campaign_links WHERE campaign = ? '
        "ORDER BY weight DESC, kind",
        [campaign],
    ):
        links.setdefault(number, []).append(Link(kind, weight, count))
    at = min(
        range(len(members)), key=lambda at: (members[at].probability, members[at].score, members[at].key)
    )
    weak = members[at]
    told = tuple(sorted(links.get(weak.key, ()), key=lambda link: (-abs(link.weight), link.kind)))
    settings = summary.get("campaigns")
    intercept = settings.get("intercept") if isinstance(settings, dict) else None
    if intercept is None:
        intercept = log_odds(weak.probability) - math.fsum(link.weight for link in told)
    leaning = 0
    for member in members:
        strongest = max((link.weight for link in links.get(member.key, ())), default=0.0)
        leaning += member.probability >= BELONGS > _probability(log_odds(member.probability) - strongest)
    return Weakest(at, float(intercept), told), leaning


def campaign_list(out: Path) -> list[Campaign]:
    """Read the campaigns of one result directory, the one with the most numbers first.

    Raises:
        ResultError: `out` holds no result, or one that was not searched for campaigns.
    """
    require_result(out)
    with duckdb.connect() as connection:
        return _campaigns_of(Tables(connection, out), out)


def campaign_story(out: Path, name: str, *, unmask: bool) -> Story:
    """Read one campaign of one result directory.

    Raises:
        ResultError: `out` holds no result, was not searched for campaigns, or holds none of that name.
    """
    require_result(out)
    summary = json.loads((out / "summary.json").read_text(encoding="utf-8"))
    with duckdb.connect() as connection:
        tables = Tables(connection, out)
        campaigns = _campaigns_of(tables, out)
        for campaign in campaigns:
            if campaign.name == name:
                return read_story(tables, campaign, summary, unmask=unmask)
    known = ", ".join(campaign.name for campaign in campaigns[:5])
    more = " …" if len(campaigns) > 5 else ""
    raise ResultError(
        f"{name}: no such campaign in {out}.", f"It holds {known}{more}" if known else "It holds none."
    )


def _campaigns_of(tables: Tables, out: Path) -> list[Campaign]:
    if "campaigns" not in tables.have:
        raise ResultError(f"{out} was not searched for campaigns", "run `jingling detect … --out` anew")
    return read_campaigns(tables)


def spread_evenly(members: Sequence[Member], most: int) -> list[Member]:
    """Choose at most so many members, evenly in their order, the first and the last among them."""
    if len(members) <= most:
        return list(members)
    return [members[at * (len(members) - 1) // (most - 1)] for at in range(most)]


def shown_trait(kind: str, trait: str, *, unmask: bool) -> str:
    """Show what is shared: people, devices and blocks masked unless asked otherwise.

    A block of a hundred numbers is told by its first (`+8613912345600`); its last two digits become `xx`.
    """
    if kind == "blocks":
        first = normal_form(int(trait)) if trait.isdecimal() else None
        return shown_number(first or trait, unmask=unmask)[:-2] + "xx"
    if kind == "people":
        return shown_number(trait, unmask=unmask)
    return mask(trait) if kind == "devices" and not unmask else trait


def log_odds(probability: float) -> float:
    """Return ln(p / (1 - p)), of a probability kept from 0 and 1."""
    kept = min(1 - 1e-12, max(1e-12, probability))
    return math.log(kept / (1 - kept))


def _probability(log_odds: float) -> float:
    return 1 / (1 + math.exp(-max(-700.0, log_odds)))
