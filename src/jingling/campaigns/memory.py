"""Memory: a campaign keeps its name from day to day, though all its numbers are new.

A state directory holds one Parquet file for each day recorded, `2026-03-10.parquet`: the traits of the day's
campaigns (their numbers, the people they rang, lines, devices, cells, blocks of a hundred numbers and hours),
a row each. Today's campaigns are held against those last seen before and first seen after, trait by trait;
the best match hands on its name. A file appears under its name only when whole, and stands for its day alone:
running a day again replaces it by its equal, and a day can be added late.

Cost: what today's campaigns and those remembered have in common, found by joins on traits; never a pair of
campaigns that share nothing.
"""

import json
import math
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from jingling.campaigns.errors import StateError
from jingling.engines.duckdb import quoted
from jingling.engines.workbench import Workbench
from jingling.words import Words

PLACES = ("line", "device", "cell")
"""Columns of records that say where a call came from."""

KINDS = {
    "numbers": Words("numbers", "号码"),
    "people": Words("people rung", "被叫"),
    "lines": Words("lines", "线路"),
    "devices": Words("devices", "终端"),
    "cells": Words("cells", "小区"),
    "blocks": Words("blocks of a hundred numbers", "百号段"),
    "hours": Words("hours of the day", "活跃时段"),
}
"""Kinds of traits."""

LEAST_WEIGHT = 6.0
"""Weight, in nats, from which two days' campaigns are one. Chance makes some hundred comparisons a day."""

REMEMBERED_DAYS = 31
"""A campaign silent for longer comes back as a new one."""

USUAL_HOURS = 0.6
"""How far two callers' hours of the day usually coincide (0 to 1)."""

ENOUGH = {"numbers": 4.0, "people": 2.0, "devices": 4.0}
"""Nats from which more in common of a kind adds ever less: others buy the same list, too."""

META = b"jingling.campaigns"
SCHEMA = pa.schema(
    [
        ("campaign", pa.string()),
        ("kind", pa.string()),
        ("trait", pa.string()),
        ("calls", pa.int64()),
        ("holders", pa.int64()),
        ("first_ms", pa.int64()),
        ("last_ms", pa.int64()),
    ]
)


_SHARED = """WITH size AS (
  SELECT campaign, kind, count(*) AS traits, sum(calls) AS calls FROM today GROUP BY ALL),
size_earlier AS (
  SELECT campaign, kind, count(*) AS traits, sum(calls) AS calls FROM earlier GROUP BY ALL)
SELECT t.campaign, w.campaign, t.kind, count(*), min(s.traits), min(r.traits),
  sum(least(t.calls / s.calls, w.calls / r.calls)),
  sum(least(t.calls / s.calls, w.calls / r.calls) * ln(1.0 * t.holders)), min(w.day)
FROM today t JOIN earlier w ON t.kind = w.kind AND t.trait = w.trait
JOIN size s ON t.campaign = s.campaign AND t.kind = s.kind
JOIN size_earlier r ON w.campaign = r.campaign AND w.kind = r.kind
GROUP BY t.campaign, w.campaign, t.kind ORDER BY ALL"""
"""What each of today's campaigns shares with each earlier one, kind by kind."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """Why two sightings are one campaign: a kind of trait, its weight in nats, how many traits they share."""

    kind: str
    weight: float
    count: int


@dataclass(frozen=True, slots=True)
class Match:
    """A campaign of one day recognised in one of another.

    Args:
        campaign: its name today.
        was: its name then; the same unless both were named before a day between them was added.
        day: the other day.
        weight: of all evidence, in nats.
        evidence: the kinds that weigh, the weightiest first.
    """

    campaign: str
    was: str
    day: str
    weight: float
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class Sighting:
    """One day of one campaign: its name then, score, counts, span (ms), and what it was recognised by."""

    day: str
    campaign: str
    score: float
    numbers: int
    calls: int
    people: int
    first_ms: int
    last_ms: int
    matches: tuple[Match, ...]


def make_traits(bench: Workbench, local_ms: str, columns: Sequence[str]) -> None:
    """Make `traits` of the day's campaigns, and `trait_totals` (kind, total): how many of each the day saw.

    Reads `own` and `members` (campaign, number).

    Args:
        bench: where the tables are.
        local_ms: SQL for the local wall-clock milliseconds of `start_ms`.
        columns: columns that the records have.
    """
    bench.make(
        "campaign_calls",
        "SELECT m.campaign, c.* FROM own c JOIN members m ON c.caller = m.number",
    )
    hour = f"({local_ms}) % 86400000 / 3600000"
    traits = {
        "numbers": ("caller", "1"),
        "people": ("callee", "count(DISTINCT caller)"),
        "blocks": ("caller - caller % 100", "count(DISTINCT caller)"),
        "hours": (f"CAST(floor({hour}) AS BIGINT)", "1"),
    }
    parts = [
        f"""SELECT campaign, '{kind}' AS kind, CAST({trait} AS VARCHAR) AS trait, count(*) AS calls,
          CAST({holders} AS BIGINT) AS holders, min(start_ms) AS first_ms, max(start_ms) AS last_ms
        FROM campaign_calls GROUP BY campaign, {trait}"""
        for kind, (trait, holders) in traits.items()
    ]
    totals = [
        "SELECT 'numbers' AS kind, count(DISTINCT caller) AS total FROM own",
        "SELECT 'people', count(DISTINCT callee) FROM own",
        "SELECT 'blocks', count(DISTINCT caller - caller % 100) FROM own",
    ]
    for place in PLACES:
        if place not in columns:
            continue
        parts.append(
            f"""SELECT s.campaign, '{place}s', CAST(s.{place} AS VARCHAR), s.calls, h.holders, s.first_ms,
              s.last_ms
            FROM (SELECT campaign, {place}, count(*) AS calls, min(start_ms) AS first_ms,
                max(start_ms) AS last_ms FROM campaign_calls WHERE {place} IS NOT NULL
              GROUP BY campaign, {place}) s
            JOIN (SELECT {place}, count(DISTINCT caller) AS holders FROM own
              WHERE {place} IN (SELECT {place} FROM campaign_calls) GROUP BY {place}) h
            ON s.{place} = h.{place}"""
        )
        totals.append(f"SELECT '{place}s', count(DISTINCT {place}) FROM own")
    bench.make("traits", " UNION ALL ".join(parts))
    bench.make("trait_totals", " UNION ALL ".join(totals))
    bench.engine.drop("campaign_calls")


class State:
    """A state directory.

    Args:
        directory: where it is; made if it is absent.

    Raises:
        StateError: it cannot be written, or a file in it cannot be read.
    """

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        try:
            directory.mkdir(parents=True, exist_ok=True)
        except OSError as fault:
            raise StateError(
                f"{directory}: {fault.strerror}.", "Name a directory that can be written."
            ) from fault

    def recall(
        self, day: date, traits: pa.Table, totals: dict[str, int], names: dict[str, str]
    ) -> tuple[dict[str, str], list[Match]]:
        """Name the day's campaigns after those remembered.

        Args:
            day: the first local day of today's records.
            traits: `traits` of `make_traits`.
            totals: `trait_totals`.
            names: the name of each campaign should nobody remember it.

        Returns:
            The names, and what each was recognised by. Of two days' campaigns each stands for one of the
            other's at most. An earlier run of the same day has the first say, so that a day run again keeps
            its names; then the days before; then those after.
        """
        named = dict(names)
        matches: list[Match] = []
        settled: set[str] = set()
        recorded = {
            (match["campaign"], match["was"], match["day"])
            for same in self._days(same=day)
            for match in self._told(same)["matches"]
        }
        for days in (self._days(same=day), self._days(before=day), self._days(after=day)):
            for today, was, when, evidence in _best(self._compared(days, traits, totals)):
                if was in {named[other] for other in settled if other != today}:
                    continue  # it goes on as another of today's
                adopted = today not in settled and was != names[today]
                if today not in settled:
                    named[today] = was
                    settled.add(today)
                # a later day that took its name from this one is no news: the day run again must be the same
                news = adopted or was != named[today] or (named[today], was, when) in recorded
                if when < day.isoformat() or (when > day.isoformat() and news):
                    weight = sum(part.weight for part in evidence)
                    matches.append(Match(named[today], was, when, weight, evidence))
        return named, matches

    def remember(
        self,
        day: date,
        traits: pa.Table,
        named: dict[str, str],
        scores: dict[str, float],
        matches: Iterable[Match],
    ) -> None:
        """Write the day's file, in place of an earlier one for the day."""
        names = [named[campaign] for campaign in traits.column("campaign").to_pylist()]
        told = {
            "scores": {named[campaign]: score for campaign, score in scores.items()},
            "matches": [asdict(match) for match in matches],
        }
        table = pa.table(
            [pa.array(names, pa.string()), *(traits.column(name) for name in SCHEMA.names[1:])],
            schema=SCHEMA.with_metadata({META: json.dumps(told)}),
        ).sort_by([(name, "ascending") for name in SCHEMA.names[:3]])
        making = self.directory / f".making-{day.isoformat()}"
        try:
            pq.write_table(table, making, compression="zstd")
            making.replace(self._file(day))
        except OSError as fault:
            raise StateError(f"{making}: {fault}.", "Free some space there.") from fault

    def history(self, campaign: str) -> list[Sighting]:
        """Return the days of one campaign, earliest first, under any name it was recognised by.

        Raises:
            StateError: nobody of that name is remembered.
        """
        told = {day: self._told(day) for day in self._days()}
        names = {campaign}
        while True:
            linked = {
                name
                for facts in told.values()
                for match in facts["matches"]
                if {match["campaign"], match["was"]} & names
                for name in (match["campaign"], match["was"])
            }
            if linked <= names:
                break
            names |= linked
        sightings = [
            self._sighting(day, name, facts)
            for day, facts in told.items()
            for name in sorted(names & facts["scores"].keys())
        ]
        if not sightings:
            known = sorted({name for facts in told.values() for name in facts["scores"]})
            raise StateError(
                f"{campaign}: no such campaign is remembered in {self.directory}.",
                f"It remembers {', '.join(known[:5])} …" if known else "It remembers none yet.",
            )
        return sightings

    def _sighting(self, day: date, name: str, facts: dict[str, Any]) -> Sighting:
        with duckdb.connect() as connection:
            row = connection.execute(
                """SELECT count(*) FILTER (kind = 'numbers'), sum(calls) FILTER (kind = 'numbers'),
                  count(*) FILTER (kind = 'people'), min(first_ms), max(last_ms)
                FROM read_parquet(?) WHERE campaign = ?""",
                [str(self._file(day)), name],
            ).fetchall()[0]
        matches = tuple(
            Match(**{**match, "evidence": tuple(Evidence(**part) for part in match["evidence"])})
            for match in facts["matches"]
            if match["campaign"] == name
        )
        numbers, calls, people, first_ms, last_ms = row
        return Sighting(
            day.isoformat(),
            name,
            facts["scores"][name],
            numbers,
            int(calls),
            people,
            first_ms,
            last_ms,
            matches,
        )

    def _file(self, day: date) -> Path:
        return self.directory / f"{day.isoformat()}.parquet"

    def _told(self, day: date) -> dict[str, Any]:
        try:
            told: dict[str, Any] = json.loads((pq.read_schema(self._file(day)).metadata or {})[META])
        except (OSError, KeyError, pa.ArrowInvalid, ValueError) as fault:
            raise StateError(
                f"{self._file(day)}: this is no day of remembered campaigns ({fault}).",
                "Take the file away, and run that day again.",
            ) from fault
        return told

    def _days(
        self, *, same: date | None = None, before: date | None = None, after: date | None = None
    ) -> list[date]:
        """Return the days recorded, earliest first; before a day: the latest first; both within memory."""
        days = []
        for path in self.directory.glob("????-??-??.parquet"):
            try:
                days.append(date.fromisoformat(path.stem))
            except ValueError:
                continue
        if same is not None:
            return [day for day in days if day == same]
        if before is not None:
            return sorted((day for day in days if 0 < (before - day).days <= REMEMBERED_DAYS), reverse=True)
        if after is not None:
            return sorted(day for day in days if 0 < (day - after).days <= REMEMBERED_DAYS)
        return sorted(days)

    def _compared(
        self, days: Sequence[date], traits: pa.Table, totals: dict[str, int]
    ) -> list[tuple[str, str, str, tuple[Evidence, ...]]]:
        """Hold today's campaigns against each remembered one, as it was on the nearest of the days."""
        if not days or not traits.num_rows:
            return []
        for day in days:
            self._told(day)
        with duckdb.connect() as connection:
            connection.register("today", traits)
            remembered = " UNION ALL ".join(
                f"SELECT *, {at} AS place, '{day}' AS day FROM read_parquet({quoted(str(self._file(day)))})"
                for at, day in enumerate(days)
            )
            connection.execute(
                f"""CREATE TEMP TABLE earlier AS
                WITH all_days AS ({remembered}),
                nearest AS (SELECT campaign, min(place) AS place FROM all_days GROUP BY campaign)
                SELECT a.* FROM all_days a JOIN nearest n USING (campaign, place)"""
            )
            shared = connection.execute(_SHARED).fetchall()
        found: dict[tuple[str, str, str], list[Evidence]] = {}
        for today, was, kind, count, one, other, common, held, when in shared:
            weight = _weight(kind, totals, count, one, other, common, held)
            if weight:
                found.setdefault((today, was, when), []).append(Evidence(kind, round(weight, 3), count))
        return [
            (*pair, tuple(sorted(evidence, key=lambda part: (-abs(part.weight), part.kind))))
            for pair, evidence in found.items()
            if sum(part.weight for part in evidence) >= LEAST_WEIGHT
        ]


def _weight(
    kind: str, totals: dict[str, int], count: int, one: int, other: int, common: float, held: float
) -> float:
    """Return the weight, in nats, of what two campaigns share of one kind.

    Of numbers, people and devices, n in common where chance makes e expect surprise by n ln(n / e) - (n - e),
    as in `list_overlap`; beyond a few nats more of the same says little more, for others may have bought the
    list. Of lines, cells and blocks, the share of calls in common counts, times how rare they are: the mean
    of ln(N / holders), N the callers of the day.
    """
    if kind == "hours":
        return max(-1.0, math.log(max(common, 0.1) / USUAL_HOURS))
    if kind in ENOUGH:
        expected = one * other / max(1, totals[kind])
        surprise = count * math.log(count / expected) - (count - expected) if count > expected else 0.0
        return ENOUGH[kind] * math.log1p(surprise / ENOUGH[kind])
    return max(0.0, common * math.log(max(1, totals["numbers"])) - held)


def _best(
    compared: Iterable[tuple[str, str, str, tuple[Evidence, ...]]],
) -> list[tuple[str, str, str, tuple[Evidence, ...]]]:
    """Return the matches, the weightiest first, that use no campaign twice."""
    chosen, used = [], set()
    for today, was, when, evidence in sorted(
        compared, key=lambda pair: (-sum(part.weight for part in pair[3]), pair[0], pair[1])
    ):
        if (0, today) in used or (1, was) in used:
            continue
        used |= {(0, today), (1, was)}
        chosen.append((today, was, when, evidence))
    return chosen


def name_of(day: date, numbers: Iterable[int]) -> str:
    """Return the name of a campaign not seen before: the day, and four letters of its numbers' digest."""
    digest = sha256(",".join(map(str, sorted(numbers))).encode()).hexdigest()
    return f"{day:%Y%m%d}-{digest[:6]}"
