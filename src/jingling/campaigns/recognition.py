"""Recognition: which campaign of another day is this one, by the traits that they share?

Cost: what both days' campaigns have in common, found by joins on traits; never a pair of campaigns that share
nothing.
"""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import duckdb
import pyarrow as pa

from jingling.engines.duckdb import quoted

LEAST_WEIGHT = 6.0
"""Weight, in nats, from which two days' campaigns are one. Chance makes some hundred comparisons a day."""

USUAL_HOURS = 0.6
"""How far two callers' hours of the day usually coincide (0 to 1)."""

ENOUGH = {"numbers": 4.0, "people": 2.0, "devices": 4.0}
"""Nats from which more in common of a kind adds ever less: others buy the same list, too."""

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


def recognised(
    days: Mapping[date, Path], traits: pa.Table, totals: Mapping[str, int]
) -> list[tuple[str, str, str, tuple[Evidence, ...]]]:
    """Hold today's campaigns against each remembered one, as it was on the first of the days that has it.

    Args:
        days: remembered days' files, the nearest first.
        traits: of today's campaigns, as `make_traits` makes them.
        totals: how many of each kind the day saw.

    Returns:
        Today's campaign, the one that it is, the day that one is of, and why: the weightiest first, and no
        campaign of either side twice.
    """
    if not days or not traits.num_rows:
        return []
    with duckdb.connect() as connection:
        connection.register("today", traits)
        remembered = " UNION ALL ".join(
            f"SELECT *, {at} AS place, '{day}' AS day FROM read_parquet({quoted(str(file))})"
            for at, (day, file) in enumerate(days.items())
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
    return _best(
        (*pair, tuple(sorted(evidence, key=lambda part: (-abs(part.weight), part.kind))))
        for pair, evidence in found.items()
        if sum(part.weight for part in evidence) >= LEAST_WEIGHT
    )


def _weight(
    kind: str, totals: Mapping[str, int], count: int, one: int, other: int, common: float, held: float
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
