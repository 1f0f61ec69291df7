"""Habits: how a number calls, and how likely two groups of numbers with such habits are one campaign's.

The agents of one campaign share a floor, a script and a machine: pace, pauses, talk, hours. Measures are
taken into directions in which numbers of one campaign differ alike (probabilistic linear discriminant
analysis: Ioffe 2006); in each, campaigns *of one trade* are so and so far apart. Two floors alike in trade
are not thereby one floor, so likeness counts for little and unlikeness for much.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from jingling.engines.workbench import Workbench

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

DAY_MS = 24 * 3_600_000


def _share(part: str, whole: str) -> str:
    return f"CASE WHEN {whole} > 0 THEN ln(({part} + 0.5) / ({whole} - {part} + 0.5)) END"


def _deviation(squares: str, total: str, count: str) -> str:
    variance = f"{squares} / {count} - ({total} / {count}) * ({total} / {count})"
    # rounded, for the root of what is nothing but for rounding differs between engines by 1e-8
    return f"CASE WHEN {count} > 2 THEN sqrt(greatest(round({variance}, 9), 0.0)) END"


MEASURES: dict[str, str] = {
    "pace": "log_paces / nullif(pauses, 0)",
    "pause": "log_pauses / nullif(pauses, 0)",
    "pause_spread": _deviation("log_pauses_squared", "log_pauses", "pauses"),
    "volume": "ln(1.0 * attempts / active_days)",
    "answered": _share("answered", "attempts"),
    "talk": "log_talks / nullif(answered, 0)",
    "talk_spread": _deviation("log_talks_squared", "log_talks", "answered"),
    "cut_short": _share("talks_15s", "answered"),
    "ring": "CASE WHEN rings > 0 THEN ln(1.0 + 0.001 * ring_ms / rings) END",
    "redials": _share("redials", "attempts"),
    "first_hour": f"((first_ms + {{offset}}) % {DAY_MS}) / 3600000.0",
    "last_hour": f"((last_ms + {{offset}}) % {DAY_MS}) / 3600000.0",
    "busy": "1.0 * attempts / busy_hours",
    "unallocated": _share("unallocated", "causes"),
    "hangups": _share("hangups", "releases"),
    "gave_ups": _share("gave_ups", "gave_ups_known"),
    "once": _share("once", "callees"),
    "callers": "ln((callers + 0.5) / (callees + 0.5))",
    "mutual": _share("mutual", "callees"),
    "fastest_ten": "ln(1.0 + 0.001 * coalesce(fastest_ten_ms, 36000000))",
    "segments": "1.0 * bit_count(segments) / least(attempts, 62)",
}
"""What is measured, over `behaviour` and `ties`: logarithms of times, log-odds of shares, hours."""

FAR = 6.0
"""No number counts as further than this from the middle, in standard deviations within a campaign."""

ENOUGH = 4
"""A group tells no more of its campaign's habits than so many numbers: they share their day's chances too."""


AT_ONCE = 4096
"""So many pairs are worked out at once: what is worked out for them stays near the processor."""


@dataclass(frozen=True)
class Habits:
    """What was learnt of habits.

    Args:
        usual: the measure of a middling number, for one that is not known.
        centre: what is subtracted.
        directions: a column for each direction; within a campaign, numbers vary by 1 along each.
        between: variance between campaigns of one trade along each direction.
    """

    usual: Floats
    centre: Floats
    directions: Floats
    between: Floats

    def placed(self, measures: Floats) -> Floats:
        """Return where each number (row) stands along each direction; NaN is not known."""
        known = np.where(np.isnan(measures), self.usual, measures)
        return np.clip((known - self.centre) @ self.directions, -FAR, FAR)

    def stances(self, middle: Floats, size: Floats) -> "Stances":
        """Return where groups stand, as they are compared.

        Args:
            middle: where their numbers stand on average (`placed`), a row for each group.
            size: how many numbers each has.
        """
        kind = np.minimum(size, ENOUGH).astype(np.int64) - 1
        _, squares, products = self._forms
        beside = np.einsum("gd,gkd->gk", middle**2, squares[kind])
        return Stances(kind, middle, beside, middle[:, None, :] * products[kind])

    def log_odds(self, groups: "Stances", one: Ints, other: Ints) -> Floats:
        """Return ln P(such habits | one campaign) / P(such habits | two), for pairs of groups."""
        alone, _, _ = self._forms
        ratios = np.empty(len(one))
        for some in in_runs(len(one)):
            first, second = one[some], other[some]
            kinds = groups.kind[first], groups.kind[second]
            told = alone[kinds] + groups.beside[first, kinds[1]] + groups.beside[second, kinds[0]]
            crossed = groups.crossed[first, kinds[1]]
            ratios[some] = told + np.einsum("pd,pd->p", crossed, groups.middle[second])
        return ratios

    @cached_property
    def _forms(self) -> tuple[Floats, Floats, Floats]:
        """For two groups' sizes: what they add alone, times the square of the first, times the product.

        Groups' middles are normal with variance between campaigns, and within by their size; in one campaign
        what they have of the former is common to both.
        """
        size = np.arange(1, ENOUGH + 1)
        first, second = np.meshgrid(1 / size, 1 / size, indexing="ij")
        first, second = (self.between + of[:, :, None] for of in (first, second))
        within = first * second - self.between**2
        alone = 0.5 * np.log(first * second / within).sum(axis=2)
        return alone, 0.5 * (1 / first - second / within), self.between / within

    def to_json(self) -> dict[str, Any]:
        """Return what a JSON file holds."""
        return {
            "measures": list(MEASURES),
            "usual": _rounded(self.usual),
            "centre": _rounded(self.centre),
            "directions": _rounded(self.directions),
            "between": _rounded(self.between),
        }

    @classmethod
    def from_json(cls, plain: dict[str, Any]) -> "Habits":
        """Return what a JSON file held."""
        return cls(*(np.asarray(plain[name], float) for name in ("usual", "centre", "directions", "between")))


class Stances(NamedTuple):
    """Where groups stand (习惯所在), a row for each.

    Attributes:
        kind: its size, from 0, up to what tells more.
        middle: where its numbers stand on average.
        beside: what it adds by itself beside a group of each kind.
        crossed: what the other's middle is multiplied by, beside a group of each kind.
    """

    kind: Ints
    middle: Floats
    beside: Floats
    crossed: Floats


def in_runs(count: int) -> Iterator[slice]:
    """Yield so many pairs in runs."""
    return (slice(first, first + AT_ONCE) for first in range(0, count, AT_ONCE))


def measured_habits(bench: Workbench, numbers: str, offset_ms: int) -> Floats:
    """Return the measures of some numbers, a row each in the order of their keys, NaN where not known.

    Args:
        bench: where `behaviour` and `ties` are.
        numbers: a table with a column `number`.
        offset_ms: of local time from UTC.
    """
    columns = ", ".join(
        f"CAST({sql.format(offset=offset_ms)} AS DOUBLE) AS {name}" for name, sql in MEASURES.items()
    )
    rows = bench.engine.table(
        f"""SELECT {columns} FROM behaviour b JOIN ties t ON b.caller = t.number
        WHERE b.caller IN (SELECT number FROM {numbers}) ORDER BY b.caller"""
    )
    return np.column_stack([_floats(rows.column(name)) for name in MEASURES])


def learn_habits(measures: Floats, campaigns: npt.NDArray[np.int64], trades: list[str], most: int) -> Habits:
    """Learn habits from numbers whose campaigns are known.

    Args:
        measures: a row for each number.
        campaigns: its campaign, counted from 0 over all cities.
        trades: what each number's campaign does; campaigns are compared with others of their trade.
        most: directions to keep.
    """
    usual = np.array([np.median(x[~np.isnan(x)]) if (~np.isnan(x)).any() else 0.0 for x in measures.T])
    known = np.where(np.isnan(measures), usual, measures)
    size = np.bincount(campaigns)
    large = size[campaigns] >= 3
    known, codes = known[large], np.unique(campaigns[large], return_inverse=True)[1]
    size = np.bincount(codes)
    middle = np.stack([np.bincount(codes, column) / size for column in known.T], axis=1)
    rest = known - middle[codes]
    # every campaign counts once, however many numbers it has
    within = (rest / size[codes, None]).T @ rest / len(size) + 1e-3 * np.eye(rest.shape[1])
    trade_of = np.empty(len(size), dtype=object)
    trade_of[codes] = np.asarray(trades, dtype=object)[large]
    apart = middle.copy()
    for trade in set(trades):
        apart[trade_of == trade] -= apart[trade_of == trade].mean(axis=0)
    between = apart.T @ apart / len(size) - within * np.mean(1 / size)
    whiten = np.linalg.cholesky(np.linalg.inv(within))
    spread = whiten.T @ between @ whiten
    variance, axes = np.linalg.eigh((spread + spread.T) / 2)
    first = np.argsort(-variance)[:most]
    return Habits(usual, middle.mean(axis=0), (whiten @ axes)[:, first], np.maximum(variance[first], 0.0))


def _floats(column: pa.ChunkedArray) -> Floats:
    return np.asarray(column.to_numpy(), dtype=np.float64)


def _rounded(values: Floats) -> Any:
    return np.round(values, 5).tolist()
