"""Groups: a partition of the suspects, and what there is for each two groups to be one campaign's.

A group is compared exactly as a number is: its people are those any of its numbers rang, its habits the
mean of theirs, its places theirs in proportion. So one set of weights serves from the first pair of numbers
to the last pair of groups, and what one number is too short to show, a group of thirty shows plainly.
"""

import numpy as np
import numpy.typing as npt
from scipy import sparse

from jingling.campaigns.habits import Floats
from jingling.campaigns.traces import PLACES, POPULAR, Held, Traces

Ints = npt.NDArray[np.int64]

CROWDED = {"line": 200, "device": 200, "cell": 40, "block": 200}
"""A place where more groups than this are found brings none of them together."""

LARGEST, PLENTY, ENOUGH_PAIRS = 200, 5.0, 20
"""Chance is read off pairs of the largest groups, where enough of them should share so many people."""


class Groups:
    """The suspects in groups.

    Args:
        traces: what is known of the suspects.
        placed: where each number's habits stand (`Habits.placed`).
        group: the group of each number, counted from 0 without gaps.
    """

    def __init__(self, traces: Traces, placed: Floats, group: Ints) -> None:
        self.traces, self.placed, self.group = traces, placed, group
        self.count = int(group.max(initial=-1)) + 1
        self.size = np.bincount(group, minlength=self.count).astype(np.float64)
        self.member = sparse.csr_matrix(
            (np.ones(len(group)), (group, np.arange(len(group)))), shape=(self.count, len(group))
        )
        self.common = {name: _Common(self.member, of) for name, of in traces.met.items()}
        self.common["common"] = _Common(self.member, traces.reach)
        self.people = np.asarray(self.common["common"].some.sum(axis=1)).ravel()
        self.odds = np.asarray(self.member @ _log_odds(traces.scores)) / self.size
        self.middle = np.asarray(self.member @ placed) / self.size[:, None]
        self.held = {
            place: (sparse.diags(1 / self.size) @ (self.member @ held.shares)).tocsr()
            for place, held in traces.held.items()
        }

    def links(self) -> tuple[Ints, Ints]:
        """Return the pairs of groups (first below second) that share a person, a meeting or a place."""
        return self._links(self, same=False)

    def ties(self) -> tuple["Groups", Ints, Ints]:
        """Return every number as a group alone, and the pairs of number and group that share something."""
        alone = Groups(self.traces, self.placed, np.arange(len(self.group)))
        number, group = alone._links(self, same=True)
        only = (self.group[number] == group) & (self.size[group] == 1)
        return alone, number[~only], group[~only]

    def _links(self, other: "Groups", *, same: bool) -> tuple[Ints, Ints]:
        fewest = 1 if same else 2
        found = sparse.csr_matrix((self.count, other.count))
        for name in ("common", "together"):
            use = other.common[name].between(fewest)
            found = found + self.common[name].some[:, use] @ other.common[name].some[:, use].T
        for place in other.held:
            use = other.found_at(place, fewest)
            found = found + self.held[place][:, use] @ other.held[place][:, use].T
        found = (found if same else sparse.triu(found, 1)).tocoo()
        return found.row.astype(np.int64), found.col.astype(np.int64)

    def compared(self, one: Ints, other: Ints, with_groups: "Groups | None" = None) -> dict[str, Floats]:
        """Return the evidence between groups `one` and, pair by pair, groups `other` (of `with_groups`).

        Where `one` is a number that belongs to the group `other`, the rest of that group is meant.
        """
        theirs = with_groups or self
        fewest = 1 if with_groups else 2
        pick = _Picker(one, other, theirs.count)
        inside = np.flatnonzero(theirs.group[one] == other) if with_groups else np.empty(0, np.int64)
        evidence = {}
        for name, mine in self.common.items():
            use = theirs.common[name].between(fewest)
            evidence[name] = pick.of(mine.some[:, use] @ theirs.common[name].some[:, use].T)
            if len(inside):
                rest = theirs.common[name].besides(one[inside], other[inside], mine)
                evidence[name][inside] = np.asarray(rest[:, use].sum(axis=1)).ravel()
        people, size = theirs.people[other], theirs.size[other]
        middle, odds = theirs.middle[other], theirs.odds[other]
        if len(inside):
            number = one[inside]
            rest = theirs.common["common"].besides(number, other[inside], self.common["common"])
            people[inside] -= self.people[number] - np.asarray(rest.sum(axis=1)).ravel()
            size[inside] -= 1
            left = size[inside]
            middle[inside] = (middle[inside] * (left[:, None] + 1) - self.placed[number]) / left[:, None]
            odds[inside] = (odds[inside] * (left + 1) - self.odds[number]) / left
        evidence |= {
            "expected": np.maximum(self.people[one] * people * theirs.chance(), 1e-9),
            "suspicion": -np.abs(self.odds[one] - odds),
            "ones": self.size[one],
            "others": size,
        }
        for place in PLACES:
            both, own = np.full(len(one), np.nan), np.full(len(one), np.nan)
            if place in theirs.held:
                both, own = self._same_place(theirs, place, pick, inside, fewest=fewest)
            evidence[place], evidence[f"{place}_own"] = both, own
            evidence[f"{place}_kept"] = np.minimum(self.kept(place)[one], theirs.kept(place)[other])
        return evidence | {"one_middle": self.middle[one], "other_middle": middle}

    def _same_place(
        self, theirs: "Groups", place: str, pick: "_Picker", inside: Ints, *, fewest: int
    ) -> tuple[Floats, Floats]:
        """Return how alike the places of two groups are, and how much of that is at the suspects' own.

        Likeness is Bhattacharyya's coefficient; NaN where either is at no known place.
        """
        held: Held = self.traces.held[place]
        use = theirs.found_at(place, fewest)
        mine, other = self.held[place].sqrt(), theirs.held[place].sqrt()
        known_mine, known_other = (np.asarray(m.sum(axis=1)).ravel() > 0 for m in (mine, other))
        known = known_mine[pick.one] & known_other[pick.other]
        both = pick.of(mine[:, use] @ other[:, use].T)
        own = pick.of(mine[:, use] @ sparse.diags(held.own[use]) @ other[:, use].T)
        if len(inside):
            number, group = pick.one[inside], pick.other[inside]
            size = theirs.size[group]
            rest = sparse.diags(size / (size - 1)) @ theirs.held[place][group]
            rest = (rest - sparse.diags(1 / (size - 1)) @ self.held[place][number]).tocsr()
            rest.data[rest.data < 1e-9] = 0.0
            alike = mine[number].multiply(rest.sqrt()).tocsr()
            both[inside] = alike @ use.astype(np.float64)
            own[inside] = alike @ (use * held.own)
            known[inside] = known_mine[number] & (np.asarray(rest.sum(axis=1)).ravel() > 0)
        return np.where(known, both, np.nan), np.where(known, own, np.nan)

    def kept(self, place: str) -> Floats:
        """Return, for each group, how likely two of its numbers are at one place; 0 for a number alone."""
        if place not in self.held:
            return np.zeros(self.count)
        alike = np.asarray(self.held[place].multiply(self.held[place]).sum(axis=1)).ravel()
        return np.where(self.size > 1, (self.size * alike - 1) / np.maximum(self.size - 1, 1), 0.0).clip(0.0)

    def chance(self) -> float:
        """Return how often chance puts one person on two groups' lists, for each two entries on them.

        It is what the middle one of all pairs of large groups shows, most of which are of two campaigns;
        and while there are no such groups, what the people's popularity makes likely.
        """
        lists = self.common["common"].some
        popular = np.asarray(lists.sum(axis=0)).ravel()
        likely = float((popular * (popular - 1)).sum() / max(1.0, float(popular.sum() ** 2)))
        large = np.sort(np.argsort(-self.people, kind="stable")[:LARGEST])
        pairs = np.outer(self.people[large], self.people[large])
        one, other = np.nonzero(np.triu(pairs * likely >= PLENTY, 1))
        if len(one) < ENOUGH_PAIRS:
            return likely
        both = lists[large] @ lists[large].T
        return float(np.median(np.asarray(both[one, other]).ravel() / pairs[one, other]))

    def found_at(self, place: str, fewest: int) -> npt.NDArray[np.bool_]:
        """Tell at which places of a kind so many groups were found at least, and no crowd."""
        groups = np.asarray((self.held[place] > 0).sum(axis=0)).ravel()
        return (groups >= fewest) & (groups <= CROWDED[place])


class _Common:
    """People or meetings that groups have in common: numbers of each (`many`), 1 for any (`some`)."""

    def __init__(self, member: sparse.csr_matrix, of: sparse.csr_matrix) -> None:
        self.many = (member @ of).tocsr()
        self.some = self.many.copy()
        self.some.data[:] = 1.0

    def between(self, fewest: int) -> npt.NDArray[np.bool_]:
        """Tell what so many groups have in common at least, and no more than may link."""
        groups = np.asarray(self.some.sum(axis=0)).ravel()
        return np.asarray((groups >= fewest) & (groups <= POPULAR))

    def besides(self, number: Ints, group: Ints, alone: "_Common") -> sparse.csr_matrix:
        """Return 1 for what each number has in common with others of its group."""
        shared = alone.some[number].multiply(self.many[group]).tocsr()
        shared.data = (shared.data > 1).astype(np.float64)
        return shared


class _Picker:
    """Picks the values of given pairs out of sparse tables."""

    def __init__(self, one: Ints, other: Ints, columns: int) -> None:
        self.one, self.other, self.columns = one, other, columns
        self.keys = one * columns + other

    def of(self, table: sparse.csr_matrix) -> Floats:
        held = table.tocoo()
        keys = held.row.astype(np.int64) * self.columns + held.col
        order = np.argsort(keys)
        keys, values = keys[order], held.data[order]
        if not len(keys):
            return np.zeros(len(self.keys))
        at = np.minimum(np.searchsorted(keys, self.keys), len(keys) - 1)
        return np.where(keys[at] == self.keys, values[at], 0.0)


def _log_odds(scores: Floats) -> Floats:
    sure = np.clip(scores, 0.01, 0.99)
    return np.asarray(np.log(sure / (1 - sure)))
