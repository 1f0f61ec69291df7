"""The bulletin (通报): a month's counts beside the month before and the same month a year ago.

A **surge** is a part whose receptions grew by half or more and beyond chance: given the sum of both months,
the share of the later one is binomial; the variance is doubled, because people report in bursts, and
the rate of false discoveries over all parts is held at 1 %. A **displacement** is a kind of number whose
share of receptions fell by three points or more, while another's rose by as much, both beyond chance.

Small counts are suppressed: people could be told by them. A part with fewer than five receptions shows none
of its figures; if only one part is hidden, or all hidden ones together have fewer than five, the next
smallest is hidden too, since the total would give them away.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from jingling.complaints.errors import BulletinError
from jingling.complaints.monthly import DIMENSIONS, NOT_KNOWN, UNCLASSIFIED, Counts, Month
from jingling.words import Words

FEWEST_SHOWN = 5
SURGE_GROWTH = 1.5
SURGE_RATE = 0.01
SHIFT = 0.03
BURSTS = 2.0
"""Variance of receptions in units of a Poisson law's: a choice, since reports of one event come together."""

_NOT_SURGING = frozenset({NOT_KNOWN, UNCLASSIFIED})


@dataclass(frozen=True, slots=True)
class Row:
    """One part of a table, as it may be shown.

    Args:
        name: the part.
        counts: its figures; None where they are suppressed.
        share: of the month's receptions; None where suppressed.
        before: receptions in the month before; None where suppressed or not known.
        year_ago: receptions in the same month a year ago; the same.
        per_million: receptions for a million subscribers; None where they are not known, or suppressed.
    """

    name: Words
    counts: Counts | None
    share: float | None
    before: int | None
    year_ago: int | None
    per_million: float | None


@dataclass(frozen=True, slots=True)
class Surge:
    """A part that grew beyond chance: its dimension, name, receptions before and now."""

    dimension: str
    name: Words
    before: int
    now: int


@dataclass(frozen=True, slots=True)
class Displacement:
    """Callers moved from one kind of number to another: names, and shares before and now."""

    fallen: Words
    fallen_shares: tuple[float, float]
    risen: Words
    risen_shares: tuple[float, float]


@dataclass(frozen=True, slots=True)
class Bulletin:
    """What a month's bulletin says.

    Args:
        month: as `2026-07`.
        now: the three figures of the month.
        before: of the month before; None where nothing of it is known.
        year_ago: of the same month a year ago; the same.
        tables: dimension → rows, most receptions first.
        surges: largest growth first.
        displacement: None if there is none.
        decided: share of receptions whose class people decided; None without receptions.
        answered: cases answered in the month.
        median_days, p90_days: from reception to answer, of these; None where there are fewer than five.
        waiting: cases not answered at the month's end.
    """

    month: str
    now: Counts
    before: Counts | None
    year_ago: Counts | None
    tables: Mapping[str, tuple[Row, ...]]
    surges: tuple[Surge, ...]
    displacement: Displacement | None
    decided: float | None
    answered: int
    median_days: float | None
    p90_days: float | None
    waiting: int


def neighbours(month: str) -> tuple[str, str]:
    """Return the month before and the same month a year ago.

    Raises:
        BulletinError: it is no month.
    """
    try:
        first = date.fromisoformat(f"{month}-01")
    except ValueError as fault:
        raise BulletinError(f"{month!r} is no month.", "Write it as 2026-07.") from fault
    before = f"{first.year - (first.month == 1)}-{(first.month - 2) % 12 + 1:02}"
    return before, f"{first.year - 1}-{first.month:02}"


def bulletin(
    now: Month,
    before: Month,
    year_ago: Month,
    *,
    subscribers: Mapping[tuple[str, str], int] | None = None,
) -> Bulletin:
    """Make a month's bulletin.

    Args:
        now: the month's counts.
        before: those of the month before.
        year_ago: those of the same month a year ago.
        subscribers: (dimension, a part's name in either language) → how many subscribers it has.
    """
    days = now.answer_days
    enough = len(days) >= FEWEST_SHOWN
    tables = {name: _table(name, now, before, year_ago, subscribers or {}) for name in DIMENSIONS}
    return Bulletin(
        now.month,
        now.counts,
        before.counts if before.counts.receptions else None,
        year_ago.counts if year_ago.counts.receptions else None,
        tables,
        _surges(tables),
        _displacement(now, before),
        now.decided / now.counts.receptions if now.counts.receptions else None,
        len(days),
        _quantile(days, 0.5) if enough else None,
        _quantile(days, 0.9) if enough else None,
        now.waiting,
    )


def _table(
    dimension: str, now: Month, before: Month, year_ago: Month, subscribers: Mapping[tuple[str, str], int]
) -> tuple[Row, ...]:
    parts = sorted(now.parts[dimension].items(), key=lambda part: (-part[1].receptions, part[0]))
    hidden = {name for name, counts in parts if counts.receptions < FEWEST_SHOWN}
    if hidden:
        for name, _ in reversed(parts):
            together = sum(counts.receptions for part, counts in parts if part in hidden)
            if len(hidden) > 1 and together >= FEWEST_SHOWN:
                break
            hidden.add(name)
    rows = []
    for name, counts in parts:
        shown = counts if name not in hidden else None
        people = next((subscribers[dimension, said] for said in name if (dimension, said) in subscribers), 0)
        rows.append(
            Row(
                name,
                shown,
                counts.receptions / now.counts.receptions if shown else None,
                _shown(before, dimension, name),
                _shown(year_ago, dimension, name),
                counts.receptions / people * 1_000_000 if shown and people else None,
            )
        )
    return tuple(rows)


def _shown(month: Month, dimension: str, name: Words) -> int | None:
    if not month.counts.receptions:
        return None
    counts = month.parts[dimension].get(name)
    receptions = counts.receptions if counts is not None else 0
    return None if 0 < receptions < FEWEST_SHOWN else receptions


def _surges(tables: Mapping[str, tuple[Row, ...]]) -> tuple[Surge, ...]:
    grown = [
        (
            _surprise(row.before, row.counts.receptions),
            Surge(name, row.name, row.before, row.counts.receptions),
        )
        for name, rows in tables.items()
        for row in rows
        if row.counts is not None and row.before is not None and row.name not in _NOT_SURGING
    ]
    grown.sort(key=lambda one: one[0])
    beyond = [at for at, (p, _) in enumerate(grown, start=1) if p <= SURGE_RATE * at / len(grown)]
    named = [
        surge for _, surge in grown[: max(beyond, default=0)] if surge.now >= SURGE_GROWTH * surge.before
    ]
    return tuple(sorted(named, key=lambda one: (one.before - one.now, one.dimension, one.name)))


def _surprise(before: int, now: int) -> float:
    """Return the probability that so many or more of both months' receptions fall on the later month."""
    together = before + now
    if not together:
        return 1.0
    z = (now - together / 2 - 0.5) / math.sqrt(BURSTS * together / 4)
    return math.erfc(z / math.sqrt(2)) / 2


def _displacement(now: Month, before: Month) -> Displacement | None:
    old, new = before.counts.receptions, now.counts.receptions
    if not old or not new:
        return None
    moved = []
    for name in {*now.parts["kind"], *before.parts["kind"]}:
        was, is_ = (_shown(month, "kind", name) for month in (before, now))
        if was is None or is_ is None:
            continue
        middle = (was + is_) / (old + new)
        doubt = math.sqrt(BURSTS * middle * (1 - middle) * (1 / old + 1 / new))
        shares = (was / old, is_ / new)
        moved.append((shares[1] - shares[0], doubt, name, shares))
    if not moved:
        return None
    fallen, risen = min(moved), max(moved)
    for shift, doubt, _, _ in (fallen, risen):
        if abs(shift) < SHIFT or abs(shift) < 3 * doubt:
            return None
    return Displacement(fallen[2], fallen[3], risen[2], risen[3])


def _quantile(sorted_values: tuple[float, ...], share: float) -> float:
    """Return the least value that at least this share of the values does not exceed."""
    return sorted_values[max(0, math.ceil(share * len(sorted_values)) - 1)]
