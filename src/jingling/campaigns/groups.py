"""Groups: a partition of the suspects, and what there is for each two groups to be one campaign's.

A group is compared exactly as a number is: its people are those any of its numbers rang, its habits the
mean of theirs, its places theirs in proportion. So one set of weights serves from the first pair of numbers
to the last pair of groups, and what one number is too short to show, a group of thirty shows plainly.
"""

from collections.abc import Iterator, Mapping
from functools import cached_property
from itertools import pairwise

import numpy as np
from scipy import sparse

from jingling.campaigns.habits import Floats
from jingling.campaigns.sharing import Bools, Common, Ints, Linking, Picker, Places
from jingling.campaigns.traces import PLACES, Traces

LARGEST, PLENTY, ENOUGH_PAIRS = 200, 5.0, 20
"""Chance is read off pairs of the largest groups, where enough of them should share so many people."""

PAIRS_AT_ONCE = 500_000
"""About so many pairs are compared at once: memory holds these, however many there are."""


class Groups:
    """The suspects in groups.

    Args:
        traces: what is known of the suspects.
        placed: where each number's habits stand (`Habits.placed`).
        group: the group of each number, counted from 0 without gaps.
    """

    def __init__(
        self, traces: Traces, placed: Floats, group: Ints, common: Mapping[str, Common] | None = None
    ) -> None:
        self.traces, self.placed, self.group = traces, placed, group
        self.count = int(group.max(initial=-1)) + 1
        self.size = np.bincount(group, minlength=self.count).astype(np.float64)
        member = _membership(group, self.count)
        self.common = common or {
            name: Common((member @ of).tocsr(), np.zeros(self.count))
            for name, of in (*traces.met.items(), ("common", traces.reach))
        }
        self.held = {place: Places(member, self.size, place, held) for place, held in traces.held.items()}
        self.people = self.common["common"].people
        self.odds = np.asarray(member @ _log_odds(traces.scores)) / self.size
        self.middle = np.asarray(member @ placed) / self.size[:, None]

    def joined(self, now: Ints) -> tuple["Groups", Bools]:
        """Return the groups that these become, and which have changed.

        A group has changed if several became one, or if it shares something that too many groups shared
        before for it to link any.

        Args:
            now: the new group of each.
        """
        count = int(now.max(initial=-1)) + 1
        member = _membership(now, count)
        joined = {name: common.joined(member) for name, common in self.common.items()}
        groups = Groups(
            self.traces, self.placed, now[self.group], {name: common for name, (common, _) in joined.items()}
        )
        newly = np.zeros(count, dtype=bool)
        for name, (common, columns) in joined.items():
            newly |= _opened(common, self.common[name].use(2)[columns])
        for place, held in groups.held.items():
            newly |= _opened(held, self.held[place].use(2))
        return groups, newly | (np.bincount(now) > 1)

    def links(self, chosen: Bools, adds: Mapping[str, float]) -> Iterator[tuple[Ints, Ints, Floats, Floats]]:
        """Yield the pairs of a chosen group and any other that share a person, a meeting or a place, in runs.

        A pair of two chosen groups is told once. The further columns are how many people both ring, and what
        the meetings and places that they share may add, as `adds` has it for each kind.
        """
        for one, other, people, more in self._links(self, np.flatnonzero(chosen), 2, adds):
            once = (one < other) | ~chosen[other]
            yield one[once], other[once], people[once], more[once]

    def ties(self) -> tuple["Groups", Ints]:
        """Return every number as a group alone, and the numbers that share something with their own group.

        Numbers that are a group by themselves are left out.
        """
        alone = Groups(self.traces, self.placed, np.arange(len(self.group)))
        several = np.flatnonzero(self.size[self.group] > 1)
        tied = [one[self.group[one] == other] for one, other, *_ in alone._links(self, several, 1)]
        return alone, np.concatenate([several[:0], *tied])

    @property
    def linking(self) -> dict[str, Linking]:
        """What brings groups together to be compared, besides people."""
        return {"together": self.common["together"], **self.held}

    def _links(
        self, other: "Groups", rows: Ints, fewest: int, adds: Mapping[str, float] | None = None
    ) -> Iterator[tuple[Ints, Ints, Floats, Floats]]:
        """Yield the pairs of some groups and any of `other` that share something, in order, in runs."""
        mine, theirs = ({"common": of.common["common"], **of.linking} for of in (self, other))
        sides = {name: (mine[name].table[rows], theirs[name].turned(fewest)) for name in mine}
        meetings = sum(left.astype(bool) @ np.diff(right.indptr) for left, right in sides.values())
        run = np.cumsum(meetings) // PAIRS_AT_ONCE
        bounds = [0, *(np.flatnonzero(np.diff(run)) + 1), len(rows)]
        for first, last in pairwise(bounds):
            found = sparse.csr_matrix((last - first, other.count), dtype=complex)
            for name, (left, right) in sides.items():
                linked = (left[first:last] @ right).astype(
                    complex
                )  # two columns in one: people, and what more
                if name != "common":
                    linked.data[:] = 1j * (adds[name] if adds else 1.0)
                found = found + linked
            found.sort_indices()
            found = found.tocoo()
            yield rows[first:last][found.row], found.col.astype(np.int64), found.data.real, found.data.imag

    def expected(self, one: Ints, other: Ints) -> Floats:
        """Return how many people chance makes both groups of each pair ring."""
        return np.asarray(np.maximum(self.people[one] * self.people[other] * self.chance, 1e-9))

    def compared(self, one: Ints, other: Ints, with_groups: "Groups | None" = None) -> dict[str, Floats]:
        """Return the evidence between groups `one` and, pair by pair, groups `other` (of `with_groups`).

        Where `one` is a number that belongs to the group `other`, the rest of that group is meant.
        """
        theirs = with_groups or self
        fewest = 1 if with_groups else 2
        pick = Picker(one, other, theirs.count)
        inside = np.flatnonzero(theirs.group[one] == other) if with_groups else np.empty(0, np.int64)
        evidence = {}
        for name, mine in self.common.items():
            of = theirs.common[name]
            evidence[name] = pick.of(mine.table, of.turned(fewest))
            if len(inside):
                rest = of.besides(one[inside], other[inside], mine)
                evidence[name][inside] = rest @ of.use(fewest).astype(np.float64)
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
            "expected": np.maximum(self.people[one] * people * theirs.chance, 1e-9),
            "suspicion": -np.abs(self.odds[one] - odds),
            "ones": self.size[one],
            "others": size,
        }
        for place in PLACES:
            both, own, kept = np.full(len(one), np.nan), np.full(len(one), np.nan), np.zeros(len(one))
            if place in theirs.held:
                both, own = self._same_place(theirs, place, pick, inside, fewest=fewest)
                kept = np.minimum(self.held[place].kept[one], theirs.held[place].kept[other])
            evidence |= {place: both, f"{place}_own": own, f"{place}_kept": kept}
        return evidence | {"one_middle": self.middle[one], "other_middle": middle}

    def _same_place(
        self, theirs: "Groups", place: str, pick: Picker, inside: Ints, *, fewest: int
    ) -> tuple[Floats, Floats]:
        """Return how alike the places of two groups are, and how much of that is at the suspects' own.

        Likeness is Bhattacharyya's coefficient; NaN where either is at no known place.
        """
        mine, other = self.held[place], theirs.held[place]
        known = mine.known[pick.one] & other.known[pick.other]
        turned = other.turned(fewest)
        both = pick.of(mine.table, turned)
        own = pick.of(mine.table, sparse.diags(other.own) @ turned)
        if len(inside):
            number = pick.one[inside]
            rest = other.besides(number, pick.other[inside], mine)
            alike = mine.table[number].multiply(rest).tocsr()
            use = other.use(fewest)
            both[inside] = alike @ use.astype(np.float64)
            own[inside] = alike @ (use * other.own)
            known[inside] = mine.known[number] & (np.asarray(rest.sum(axis=1)).ravel() > 0)
        return np.where(known, both, np.nan), np.where(known, own, np.nan)

    @cached_property
    def chance(self) -> float:
        """How often chance puts one person on two groups' lists, for each two entries on them.

        It is what the middle one of all pairs of large groups shows, most of which are of two campaigns;
        and while there are no such groups, what the people's popularity makes likely.
        """
        lists = self.common["common"]
        popular = lists.groups.astype(np.float64)
        likely = float((popular * (popular - 1)).sum() / max(1.0, float(self.people.sum() ** 2)))
        large = np.sort(np.argsort(-self.people, kind="stable")[:LARGEST])
        pairs = np.outer(self.people[large], self.people[large])
        one, other = np.nonzero(np.triu(pairs * likely >= PLENTY, 1))
        if len(one) < ENOUGH_PAIRS:
            return likely
        table = lists.table[large]
        shared = np.unique(table.indices, return_inverse=True)
        table = sparse.csr_matrix((table.data, shared[1], table.indptr), shape=(len(large), len(shared[0])))
        both = table @ table.T
        return float(np.median(np.asarray(both[one, other]).ravel() / pairs[one, other]))


def _membership(group: Ints, count: int) -> sparse.csr_matrix:
    """Return 1 where a group (row) has a member (column)."""
    return sparse.csr_matrix((np.ones(len(group)), (group, np.arange(len(group)))), shape=(count, len(group)))


def _opened(mine: Linking, before: Bools) -> Bools:
    """Tell which groups have something that links now and did not before."""
    opened = mine.use(2) & ~before
    return np.asarray((mine.table @ opened.astype(np.float64)) > 0)


def _log_odds(scores: Floats) -> Floats:
    sure = np.clip(scores, 0.01, 0.99)
    return np.asarray(np.log(sure / (1 - sure)))
