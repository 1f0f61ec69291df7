"""Turns: how calls of several numbers on one person follow each other.

A campaign keeps one book: whom it did not reach it rings again within hours, by whatever number is free, and
whom it reached it leaves alone. A rival who works the same list over the same lines does not know of that,
and its calls come as if nobody else had rung. So a *turn*, two calls on one person that follow each other by
two numbers, is told by how the earlier one ended and how long the later one took to come; and turns between
two groups are held against what each group's own turns are like, and what turns are like by chance.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy import sparse
from scipy.optimize import minimize
from scipy.special import gammaln

from jingling.campaigns.habits import Floats, in_runs
from jingling.engines.workbench import Workbench

Ints = npt.NDArray[np.int64]

LAGS_MIN = (3, 15, 60, 240, 720, 1440)
"""Minutes between two calls up to which a turn is of one kind; the last kind is whatever takes longer."""

LAGS = len(LAGS_MIN) + 1
KINDS = 2 * LAGS
"""Kinds of turn: by lag after a call that was not answered, then by lag after one that was."""

ANOTHER_DAY = np.tile(np.arange(LAGS) > LAGS_MIN.index(720), 2)
"""Which kinds take more than half a day."""

SPANS = (~ANOTHER_DAY, ANOTHER_DAY)
"""How often two numbers take turns within a day, and how often across days, tells when they were in use; so
where numbers may have been parted by that, kinds are held against others of their span alone."""

SAMPLE, OFTEN = 200_000, 10
"""Chance is read off about so many calls, on people who had no more calls than that: one victim of a bombing
has more of them than a hundred others."""

ENOUGH = 10
"""Fewer turns tell nothing of what a campaign's are like."""

INSIDE = 30.0
"""A group's own turns count as so many at most: its numbers are not all alike, however many there are."""


@dataclass(frozen=True)
class Turns:
    """The turns of numbers, each a place in `Traces`.

    Args:
        one: one number.
        other: the other, above it.
        kind: which of `KINDS`.
        half: in which half of the people, 0 or 1.
        often: how many there were.
        chance: the share of each kind if calls came in no order.
        days: calls of each number (row) on each day (column).
    """

    one: Ints
    other: Ints
    kind: Ints
    half: Ints
    often: Floats
    chance: Floats
    days: sparse.csr_matrix

    def of(self, chosen: npt.NDArray[Any], numbers: Ints) -> "Turns":
        """Return some turns, all between these numbers (ascending), which are counted from 0."""
        one, other = (np.searchsorted(numbers, end[chosen]) for end in (self.one, self.other))
        kind, half, often = self.kind[chosen], self.half[chosen], self.often[chosen]
        return Turns(one, other, kind, half, often, self.chance, self.days[numbers])

    def among(self, numbers: Ints) -> "Turns":
        """Return the turns between some numbers (ascending), which are counted from 0."""
        one_of_them = np.zeros(self.days.shape[0], dtype=bool)
        one_of_them[numbers] = True
        return self.of(one_of_them[self.one] & one_of_them[self.other], numbers)

    def in_half(self, half: int) -> "Turns":
        """Return the turns on half of the people."""
        return self.of(self.half == half, np.arange(self.days.shape[0]))

    def kinds(self, which: Any = ...) -> Floats:
        """Count each kind, of some of the turns."""
        return np.asarray(np.bincount(self.kind[which], self.often[which], minlength=KINDS), np.float64)

    def of_each(self, group: Ints) -> Floats:
        """Count each kind (column) of each number (row) with others of its group."""
        inside = np.flatnonzero(group[self.one] == group[self.other])
        ends = np.concatenate([self.one[inside], self.other[inside]])
        cells = ends * KINDS + np.tile(self.kind[inside], 2)
        counts = np.bincount(cells, np.tile(self.often[inside], 2), minlength=len(group) * KINDS)
        return np.asarray(counts.reshape(-1, KINDS), np.float64)


class TurnTable:
    """Turns within and between groups.

    Args:
        pairs: for each two groups with turns, first x groups + second, the first below; ascending.
        counts: how many of each kind (column) each of these pairs has (row).
        inside: how many of each kind (column) each group has between its own numbers (row).
    """

    def __init__(self, pairs: Ints, counts: sparse.csr_matrix, inside: Floats) -> None:
        self.pairs, self.counts, self.inside = pairs, counts, inside

    @classmethod
    def of(cls, turns: Turns, group: Ints, groups: int) -> "TurnTable":
        """Count the turns of numbers by their groups."""
        rows = np.arange(len(turns.one))
        each = sparse.csr_matrix((turns.often, (rows, turns.kind)), shape=(len(rows), KINDS))
        return _counted(group[turns.one], group[turns.other], each, np.zeros((groups, KINDS)))

    def joined(self, now: Ints, groups: int) -> "TurnTable":
        """Return the same of groups made of these, given the new group of each."""
        before = len(self.inside)
        member = sparse.csr_matrix((np.ones(before), (now, np.arange(before))), shape=(groups, before))
        one, other = np.divmod(self.pairs, before)
        return _counted(now[one], now[other], self.counts, np.asarray(member @ self.inside))

    def between(self, one: Ints, other: Ints) -> tuple[Ints, Floats]:
        """Return which of these pairs of groups have turns, and how many of each kind those have."""
        if not len(self.pairs):
            return np.empty(0, np.int64), np.empty((0, KINDS))
        asked = np.minimum(one, other) * len(self.inside) + np.maximum(one, other)
        at = np.minimum(np.searchsorted(self.pairs, asked), len(self.pairs) - 1)
        found = np.flatnonzero(self.pairs[at] == asked)
        return found, self.counts[at[found]].toarray()


def _counted(one: Ints, other: Ints, counts: sparse.csr_matrix, inside: Floats) -> TurnTable:
    groups, own = len(inside), one == other
    mine = sparse.csr_matrix((np.ones(own.sum()), (one[own], np.flatnonzero(own))), (groups, len(one)))
    apart = np.flatnonzero(~own)
    low, high = np.minimum(one[apart], other[apart]), np.maximum(one[apart], other[apart])
    pairs, place = np.unique(low * groups + high, return_inverse=True)
    theirs = sparse.csr_matrix((np.ones(len(apart)), (place, apart)), (len(pairs), len(one)))
    return TurnTable(pairs, (theirs @ counts).tocsr(), inside + (mine @ counts).toarray())


@dataclass(frozen=True)
class TurnOdds:
    """What turns tell.

    Args:
        ratios: how many times as often as by chance each kind comes within a campaign.
        within: how alike campaigns are in that; the Dirichlet's concentration.
        between: how alike any two campaigns are in having turns as by chance.
    """

    ratios: Floats
    within: float
    between: float

    def log_odds(self, counts: Floats, chance: Floats, *insides: Floats) -> Floats:
        """Return ln P(counts | drawn as a group's own turns are) / P(counts | drawn by chance).

        Both are Dirichlet-multinomial; of several groups' own turns, those that tell least count.

        Args:
            counts: turns of each kind (column) between pairs (rows).
            chance: the share of each kind by chance.
            insides: for each side of the pairs, its own turns, shaped as the counts.
        """
        told, usual = np.empty(len(counts)), self.within * _shares(chance * self.ratios)
        for some in in_runs(len(counts)):
            own = [_drawn(counts[some], usual + _counted_inside(inside[some])) for inside in insides]
            told[some] = np.minimum.reduce(own) - _drawn(counts[some], self.between * _shares(chance))
        return told

    def within_span(self, span: npt.NDArray[np.bool_]) -> "TurnOdds":
        """Return what kinds tell that are held against others of their span alone."""
        return TurnOdds(self.ratios[span], self.within, self.between)

    def to_json(self) -> dict[str, Any]:
        """Return what the file holds."""
        ratios = np.round(self.ratios, 4).tolist()
        return {"ratios": ratios, "within": round(self.within, 2), "between": round(self.between, 2)}

    @classmethod
    def from_json(cls, plain: dict[str, Any]) -> "TurnOdds":
        """Return what the file held."""
        return cls(np.asarray(plain["ratios"], float), float(plain["within"]), float(plain["between"]))


def _shares(parts: Floats) -> Floats:
    return np.asarray(parts / parts.sum(axis=-1, keepdims=True))


def _counted_inside(inside: Floats) -> Floats:
    total = inside.sum(axis=1, keepdims=True)
    return np.asarray(inside * np.minimum(1.0, INSIDE / np.maximum(total, 1.0)))


def _drawn(counts: Floats, shares: Floats) -> Floats:
    """Return the logarithm of how likely turns in this order are, of a Dirichlet-multinomial."""
    shares = np.broadcast_to(shares, counts.shape)
    row, kind = np.nonzero(counts)  # few kinds of many: what was not taken adds nothing
    share = shares[row, kind]
    each = np.bincount(row, gammaln(share + counts[row, kind]) - gammaln(share), minlength=len(counts))
    whole = shares.sum(axis=1)
    return np.asarray(gammaln(whole) - gammaln(whole + counts.sum(axis=1)) + each)


@dataclass(frozen=True)
class KnownTurns:
    """Turns of which it is known who took them.

    Args:
        own: for each campaign (row), its turns of each kind.
        strange: for each two that are of two campaigns, or one of none, theirs.
        chance: the shares by chance of the records they come from.
    """

    own: Floats
    strange: Floats
    chance: Floats

    @classmethod
    def of(cls, turns: Turns, campaigns: Sequence[str]) -> "KnownTurns":
        """Count the turns of numbers whose campaigns are known, empty for none; few tell nothing."""
        names, code = np.unique(np.asarray(campaigns, str), return_inverse=True)
        table = TurnTable.of(turns, code, len(names))
        named = names != ""
        strange = table.counts.toarray()
        return cls(
            table.inside[named & (table.inside.sum(axis=1) >= ENOUGH)],
            strange[strange.sum(axis=1) >= ENOUGH],
            turns.chance,
        )


def learn_turns(known: Sequence[KnownTurns]) -> TurnOdds:
    """Learn by maximum likelihood what turns are like within campaigns, and how alike all are."""

    def of_all(which: str) -> tuple[Floats, Floats]:
        parts = [getattr(each, which) for each in known]
        chances = np.concatenate(
            [np.tile(each.chance, (len(part), 1)) for each, part in zip(known, parts, strict=True)]
        )
        return np.concatenate(parts), chances

    own, chance = of_all("own")

    def loss(at: Floats) -> float:
        # of a kind that hardly ever comes nothing is learnt: it is drawn towards what chance gives
        unknown = 0.01 * float((at[:-1] ** 2).sum())
        return unknown - float(_drawn(own, np.exp(at[-1]) * _shares(chance * np.exp(at[:-1]))).sum())

    found = minimize(loss, np.concatenate([np.zeros(KINDS), [1.0]]), method="L-BFGS-B").x
    strange, by_chance = of_all("strange")
    between = minimize(
        lambda at: -_drawn(strange, np.exp(at[0]) * by_chance).sum(), [3.0], method="L-BFGS-B"
    ).x
    ratios = np.exp(found[:-1] - found[:-1].mean())
    return TurnOdds(ratios, float(np.exp(found[-1])), float(np.exp(between[0])))


def make_turns(bench: Workbench, numbers: int, offset_ms: int) -> Turns:
    """Read turns off `shared_calls` (seat, person, start_ms, answered), days off `suspect_calls`."""
    over = "OVER (PARTITION BY person ORDER BY start_ms, seat, answered)"
    steps = " ".join(f"WHEN lag_ms <= {lag * 60_000} THEN {at}" for at, lag in enumerate(LAGS_MIN))
    rows = bench.engine.table(
        f"""SELECT least(seat, before) AS one, greatest(seat, before) AS other,
          CASE {steps} ELSE {LAGS - 1} END + CASE WHEN reached THEN {LAGS} ELSE 0 END AS kind,
          person % 2 AS half, count(*) AS often
        FROM (
          SELECT seat, person, start_ms - lag(start_ms) {over} AS lag_ms, lag(seat) {over} AS before,
            lag(answered) {over} AS reached
          FROM shared_calls) followed
        WHERE before <> seat GROUP BY 1, 2, 3, 4"""
    )
    bench.engine.rest()  # sorting so many rows takes as much memory as the engine has
    one, other, kind, half = (
        rows.column(name).to_numpy().astype(np.int64) for name in ("one", "other", "kind", "half")
    )
    days = bench.engine.table(
        f"""SELECT seat, (start_ms + {offset_ms}) // 86400000 AS day, count(*) AS calls
        FROM suspect_calls GROUP BY 1, 2"""
    )
    seat, day = (days.column(name).to_numpy().astype(np.int64) for name in ("seat", "day"))
    calls = days.column("calls").to_numpy().astype(np.float64)
    on = np.unique(day, return_inverse=True)[1]
    return Turns(
        one,
        other,
        kind,
        half,
        rows.column("often").to_numpy().astype(np.float64),
        _chance(bench),
        sparse.csr_matrix((calls, (seat, on)), shape=(numbers, int(on.max(initial=-1)) + 1)),
    )


def _chance(bench: Workbench) -> Floats:
    """Return the share of each kind of turn when the times and ends of calls are dealt out anew."""
    ((calls,),) = bench.engine.rows("SELECT count(*) FROM shared_calls")
    share = max(1, -(-1000 * SAMPLE // max(1, calls)))
    rows = bench.engine.table(
        f"""SELECT c.person, c.start_ms, c.answered
        FROM shared_calls c JOIN (
          SELECT person FROM shared_calls GROUP BY person HAVING count(*) <= {OFTEN}) p ON c.person = p.person
        WHERE c.person * 7919 % 1000 < {share}"""
    )
    person, start = (rows.column(name).to_numpy().astype(np.int64) for name in ("person", "start_ms"))
    answered = rows.column("answered").to_numpy(zero_copy_only=False).astype(np.int64)
    order = np.lexsort((answered, start, person))
    dealt = order[np.random.default_rng(1).permutation(len(order))]
    person, start, answered = person[order], start[dealt], answered[dealt]
    order = np.lexsort((answered, start, person))
    person, start, answered = person[order], start[order], answered[order]
    follows = np.flatnonzero(np.diff(person) == 0)
    lag = start[follows + 1] - start[follows]
    kind = np.searchsorted(np.asarray(LAGS_MIN) * 60_000, lag) + LAGS * answered[follows]
    counts = np.bincount(kind, minlength=KINDS) + 1e-3 * max(1, len(kind)) / KINDS
    return np.asarray(counts / counts.sum())
