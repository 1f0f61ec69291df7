"""Rivals: campaigns that share a list and its lines, told apart once all who share it stand side by side.

Two floors with one list look like one when their numbers are joined pair by pair: no pair has turns enough to
tell. All pairs at once have. So whoever shares a list is taken together, and parted in two where turns
between the parts are most unlike turns within them: a block model (Holland, Laskey & Leinhardt 1983) that
allows for how much each number calls and on which days (as Karrer & Newman 2011 do for degrees), begun from
leading eigenvectors. A parting is found on half of the people and judged on the other half, by the same odds
by which groups are joined: are the turns between its parts as by chance, they are rivals, and each is parted
further; are they as each part's own, the whole is one campaign's.
"""

import numpy as np
from scipy import sparse
from scipy.sparse.csgraph import connected_components
from scipy.sparse.linalg import ArpackNoConvergence, LinearOperator, eigsh

from jingling.campaigns.groups import Groups
from jingling.campaigns.habits import Floats
from jingling.campaigns.sharing import Bools, Ints
from jingling.campaigns.traces import Traces
from jingling.campaigns.turns import ANOTHER_DAY, LAGS_MIN, SPANS, Turns
from jingling.campaigns.weights import Weights

LEAST, LEAST_PART, LEAST_TURNS = 16, 4, 40
"""Fewer numbers are not parted, nor into parts of fewer, nor where they have fewer turns."""

SOME, MANY, BEYOND = 2, 10, 5.0
"""Groups of so many numbers share a list if they have so many people in common, and so many times as many as
chance gives."""

SURE = 4.0
"""Two parts are rivals, or one campaign's, from these log-odds on."""

LAG_UP_TO = np.append(LAGS_MIN, np.inf)
UNHEEDING = np.where(
    np.append((LAG_UP_TO > 240) & (LAG_UP_TO <= 1440), (LAG_UP_TO > 60) & (LAG_UP_TO <= 1440)), -1.0, 0.0
)
"""Less for each turn that who keeps one book hardly takes: up to a day after a call, but hours after it, or
after it reached the person, an hour."""

TINY = 1e-6
"""Stands for no exposure, where there are no turns either."""

LEADING, ROUNDS = 3, 40
"""Eigenvectors from which a parting is begun, and rounds at most in which it is bettered."""


def settled(traces: Traces, weights: Weights, group: Ints) -> Ints:
    """Return the groups with rivals parted, and the pieces of a campaign that share its list joined."""
    groups = Groups(traces, weights.habits, weights.turns, group)
    turns, sharing = traces.turns, _sharing(groups)[group]
    inside = np.flatnonzero(sharing[turns.one] == sharing[turns.other])
    inside = inside[np.argsort(sharing[turns.one[inside]], kind="stable")]
    numbers = np.argsort(sharing, kind="stable")
    of_turn, of_number = sharing[turns.one[inside]], sharing[numbers]
    settled, last = group.copy(), groups.count
    for name in np.flatnonzero(np.bincount(sharing) >= LEAST).tolist():
        mine = numbers[_equal(of_number, name)]
        theirs = turns.of(inside[_equal(of_turn, name)], mine)
        for places, whole in _parts(theirs, weights):
            part = mine[places]
            own = np.zeros(len(part), np.int64) if whole else np.unique(group[part], return_inverse=True)[1]
            settled[part] = last + own
            last += int(own.max()) + 1
    return np.unique(settled, return_inverse=True)[1]


def _equal(ascending: Ints, value: int) -> slice:
    return slice(*np.searchsorted(ascending, [value, value + 1]))


def _sharing(groups: Groups) -> Ints:
    """Return which groups hang together by the lists that they share."""
    links = sparse.coo_matrix((groups.count, groups.count))
    for shared in groups.runs(np.flatnonzero(groups.size >= SOME)):
        common = shared.of("common").tocoo()
        one, other = shared.rows[common.row], common.col.astype(np.int64)
        many = (common.data >= MANY) & (common.data >= BEYOND * groups.expected(one, other))
        use = np.flatnonzero(many & (one < other) & (groups.size[other] >= SOME))
        links = links + sparse.coo_matrix((np.ones(len(use)), (one[use], other[use])), links.shape)
    return np.asarray(connected_components(links, directed=False)[1], np.int64)


def _parts(turns: Turns, weights: Weights) -> list[tuple[Ints, bool]]:
    """Part numbers until no parts are rivals; tell of each part whether it is surely one campaign's."""
    done: list[tuple[Ints, bool]] = []
    left = [np.arange(turns.days.shape[0])]
    while left:
        numbers = left.pop()
        among = turns.among(numbers)
        side = _parted(among.in_half(0), weights.turns.ratios)
        told = 0.0 if side is None else _judged(among.in_half(1), weights, side)
        rivals = _parted(among, weights.turns.ratios) if told < -SURE else None
        if rivals is None:
            done.append((numbers, told > SURE))
        else:
            left += [numbers[rivals], numbers[~rivals]]
    return done


def _judged(turns: Turns, weights: Weights, side: Bools) -> float:
    """Return the log-odds that turns between two sides are as each side's own; 0 where the sides differ."""
    apart = side[turns.one] != side[turns.other]
    between = turns.kinds(apart)
    told = np.zeros(2)
    for at, own in enumerate((side[turns.one], ~side[turns.one])):
        inside = turns.kinds(~apart & own)
        for span in SPANS:
            odds = weights.turns.within_span(span)
            told[at] += odds.log_odds(between[None, span], turns.chance[span], inside[None, span])[0]
    return float(told.max() if told.max() < 0 else max(0.0, told.min()))


def _parted(turns: Turns, ratios: Floats) -> Bools | None:
    """Return the likeliest parting of numbers in two; none of too few numbers or turns."""
    if turns.days.shape[0] < LEAST or turns.often.sum() < LEAST_TURNS:
        return None
    blocks = _Blocks(turns)
    found = [
        blocks.bettered(side) for scores in (np.log(ratios), UNHEEDING) for side in blocks.beginnings(scores)
    ]
    return max(found, key=lambda parting: parting[1], default=(None, 0.0))[0]


class _Blocks:
    """Two blocks of numbers; within them, and between, each kind of turn has its rate for each exposure.

    A pair's exposure is the product of its numbers' calls: on the same days for turns within half a day, on
    different days for others.

    Args:
        turns: between the numbers.
    """

    def __init__(self, turns: Turns) -> None:
        self.turns, self.calls = turns, turns.days.toarray()
        self.whole = self.calls.sum(axis=1)
        self.count = len(self.whole)
        self.every = self._pairs(np.ones(self.count))

    def toward(self, sign: Floats) -> Floats:
        """Return each number's exposure (column) to numbers of sign 1 less that to those of sign -1.

        The first row is for turns on the same day, the second on another.
        """
        same = self.calls @ (self.calls.T @ sign) - (self.calls**2).sum(axis=1) * sign
        both = self.whole * (self.whole @ sign) - self.whole**2 * sign
        return np.stack([same, both - same])

    def scored(self, scores: Floats, sign: Floats) -> Floats:
        """Return what each number's turns score with numbers of sign 1 less those of sign -1."""
        turns = self.turns
        each = scores[turns.kind] * turns.often
        ones = np.bincount(turns.one, each * sign[turns.other], minlength=self.count)
        return np.asarray(ones + np.bincount(turns.other, each * sign[turns.one], minlength=self.count))

    def beginnings(self, scores: Floats) -> list[Bools]:
        """Return partings by the leading eigenvectors of what turns score beyond what exposure gives."""
        if not scores[self.turns.kind].any():
            return []
        of_days = np.array([self.turns.kinds() @ (scores * span) for span in SPANS])
        mean = of_days / np.maximum(self.every, TINY)

        def beyond(sign: Floats) -> Floats:
            sign = np.ravel(sign)
            return np.asarray(self.scored(scores, sign) - mean @ self.toward(sign))

        matrix = LinearOperator((self.count, self.count), matvec=beyond, dtype=np.float64)
        begin = np.cos(np.arange(self.count) * 12.9898 + 0.5)  # anything, but always the same
        try:
            vectors = eigsh(matrix, k=LEADING, which="LA", v0=begin, tol=1e-2, maxiter=3000)[1]
        except ArpackNoConvergence as so_far:
            vectors = so_far.eigenvectors
        return [vector > 0 for vector in vectors.T]

    def bettered(self, side: Bools) -> tuple[Bools | None, float]:
        """Move numbers to the side they more likely belong to; return the parting and what it gains.

        The gain is the log-likelihood against that of one block; no parting where a side runs empty.
        """
        gain = 0.0
        for _ in range(ROUNDS):
            if min(side.sum(), (~side).sum()) < LEAST_PART:
                return None, -np.inf
            sign = np.where(side, 1.0, -1.0)
            apart = side[self.turns.one] != side[self.turns.other]
            counts = np.stack([self.turns.kinds(~apart), self.turns.kinds(apart)]) + 0.5
            alike = self._pairs(sign)
            pairs = np.stack([self.every + alike, self.every - alike]) / 2
            exposure = np.maximum(pairs, TINY)[:, ANOTHER_DAY.astype(int)]
            rates = counts / exposure
            told = (counts * np.log(rates / (counts.sum(axis=0) / exposure.sum(axis=0)))).sum(axis=0)
            days = np.stack([rates @ span for span in SPANS], axis=1)
            # with new numbers each day, one day's sides fit the next day's either way round; who keeps one
            # book rings fewer again on another day, so the way round that says otherwise gains nothing by it
            gain = float(
                told[~ANOTHER_DAY].sum() + np.sign(days[1, 1] - days[0, 1]) * told[ANOTHER_DAY].sum()
            )
            pull = self.scored(np.log(rates[0] / rates[1]), sign) - (days[0] - days[1]) @ self.toward(sign)
            if np.array_equal(pull > 0, side):
                break
            side = pull > 0
        return side, gain

    def _pairs(self, sign: Floats) -> Floats:
        """Return the exposure of all pairs of like sign less that of all others, on one day and on two."""
        return np.asarray(self.toward(sign) @ sign / 2)
