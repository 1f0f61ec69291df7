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

from jingling.campaigns.habits import Floats, Habits
from jingling.campaigns.sharing import (
    Bools,
    Common,
    Ints,
    Linking,
    Places,
    Shared,
    of_columns,
    side_by_side,
)
from jingling.campaigns.traces import PLACES, Traces
from jingling.campaigns.turns import TurnOdds, TurnTable

LARGEST, PLENTY, ENOUGH_PAIRS = 200, 5.0, 20
"""Chance is read off pairs of the largest groups, where enough of them should share so many people."""

PAIRS_AT_ONCE = 500_000
"""About so many pairs are compared at once: memory holds these, however many there are."""


class Groups:
    """The suspects in groups.

    Args:
        traces: what is known of the suspects.
        habits: how habits vary.
        turn_odds: what turns tell.
        group: the group of each number, counted from 0 without gaps.
    """

    def __init__(
        self,
        traces: Traces,
        habits: Habits,
        turn_odds: TurnOdds,
        group: Ints,
        carried: tuple[Common, TurnTable] | None = None,
    ) -> None:
        self.traces, self.habits, self.turn_odds, self.group = traces, habits, turn_odds, group
        self.count = int(group.max(initial=-1)) + 1
        self.size = np.bincount(group, minlength=self.count).astype(np.float64)
        member = _membership(group, self.count)
        self.lists, self.turns = carried or (
            Common((member @ traces.reach).tocsr(), np.zeros(self.count)),
            TurnTable.of(traces.turns, group, self.count),
        )
        self.held = {place: Places(member, self.size, place, held) for place, held in traces.held.items()}
        self.people = self.lists.people
        self.odds = np.asarray(member @ _log_odds(traces.scores)) / self.size
        middle = np.asarray(member @ habits.placed(traces.habits)) / self.size[:, None]
        self.stances = habits.stances(middle, self.size)

    def joined(self, now: Ints) -> tuple["Groups", Bools]:
        """Return the groups that these become, and which have changed.

        A group has changed if several became one, or if it shares something that too many groups shared
        before for it to link any.

        Args:
            now: the new group of each.
        """
        count = int(now.max(initial=-1)) + 1
        member = _membership(now, count)
        lists, columns = self.lists.joined(member)
        turns = self.turns.joined(now, count)
        groups = Groups(self.traces, self.habits, self.turn_odds, now[self.group], (lists, turns))
        newly = _opened(lists, self.lists.use[columns])
        for place, held in groups.held.items():
            newly |= _opened(held, self.held[place].use)
        return groups, newly | (np.bincount(now) > 1)

    def runs(self, rows: Ints) -> Iterator[Shared]:
        """Yield what some groups share with any other, in runs of so many groups that memory holds it."""
        facing = self._facing(rows)
        products = sum(left.astype(bool) @ np.diff(right.indptr) for left, right in facing.values())
        run = np.cumsum(products) // PAIRS_AT_ONCE
        for first, last in pairwise([0, *(np.flatnonzero(np.diff(run)) + 1), len(rows)]):
            yield Shared(
                rows[first:last], {name: (left[first:last], right) for name, (left, right) in facing.items()}
            )

    def _facing(self, rows: Ints) -> dict[str, tuple[sparse.csr_matrix, sparse.csr_matrix]]:
        kinds: dict[str, Linking] = {"common": self.lists, **self.held}
        return dict(zip(kinds, side_by_side(lambda of: of.facing(rows), kinds.values()), strict=True))

    def links(self, shared: Shared, adds: Mapping[str, float]) -> tuple[Ints, Ints, Floats, Floats]:
        """Return the pairs of a group of a run and any other that share a person or a place.

        The further columns are how many people both ring, and what the places that they share may add, as
        `adds` has it for each kind.
        """
        found = sparse.csr_matrix((len(shared.rows), self.count), dtype=complex)
        for name in ("common", *self.held):
            # two columns in one: people, and what more
            linked = shared.of(name).astype(complex)
            if name != "common":
                linked.data[:] = 1j * adds[name]
            found = found + linked
        found = found.tocoo()
        return shared.rows[found.row], found.col.astype(np.int64), found.data.real, found.data.imag

    def expected(self, one: Ints, other: Ints) -> Floats:
        """Return how many people chance makes both groups of each pair ring."""
        return np.asarray(np.maximum(self.people[one] * self.people[other] * self.chance, 1e-9))

    def compared(self, one: Ints, other: Ints, shared: Shared | None = None) -> dict[str, Floats]:
        """Return the evidence between groups `one` and, pair by pair, groups `other`.

        Args:
            one: groups; of the run, where one is given.
            other: groups.
            shared: what a run of groups shares with any.
        """
        if shared is None:
            rows = np.unique(one)
            shared = Shared(rows, self._facing(rows))
        turned, turns = self.turned(one, other)
        evidence = {
            "common": shared.between("common", one, other),
            "expected": self.expected(one, other),
            "turned": turned,
            "turns": turns,
            "suspicion": -np.abs(self.odds[one] - self.odds[other]),
            "habits": self.habits.log_odds(self.stances, one, other),
        }
        for place in PLACES:
            both, own, kept = _nowhere(len(one))
            if held := self.held.get(place):
                known = held.known[one] & held.known[other]
                at = shared.between(place, one, other)
                both, own = np.where(known, at.real, np.nan), np.where(known, at.imag, np.nan)
                kept = np.minimum(held.kept[one], held.kept[other])
            evidence |= {place: both, f"{place}_own": own, f"{place}_kept": kept}
        return evidence

    def turned(self, one: Ints, other: Ints) -> tuple[Floats, Floats]:
        """Return how many turns pairs of groups have, and the log-odds that they are as each one's own."""
        turned, told = np.zeros(len(one)), np.zeros(len(one))
        found, counts = self.turns.between(one, other)
        insides = (self.turns.inside[side[found]] for side in (one, other))
        turned[found] = counts.sum(axis=1)
        told[found] = self.turn_odds.log_odds(counts, self.traces.turns.chance, *insides)
        return turned, told

    def ties(self) -> tuple[Ints, dict[str, Floats]]:
        """Compare each number whose group has others with the rest of its group.

        Likeness of places is Bhattacharyya's coefficient; NaN where either is at no known place.

        Returns:
            The numbers (places in `traces`), and the evidence for each, as `compared` has it.
        """
        alone = Groups(self.traces, self.habits, self.turn_odds, np.arange(len(self.group)))
        number = np.flatnonzero(self.size[self.group] > 1)
        group, rest = self.group[number], self.size[self.group[number]] - 1
        shared = self.lists.besides(self.group, alone.lists)
        again = np.asarray(shared.sum(axis=1)).ravel()[number]
        people = self.people[group] - alone.people[number] + again
        placed = alone.stances.middle[number]
        middle = (self.stances.middle[group] * (rest[:, None] + 1) - placed) / rest[:, None]
        count = len(number)
        stances = self.habits.stances(np.vstack([placed, middle]), np.concatenate([np.ones(count), rest]))
        odds = (self.odds[group] * (rest + 1) - alone.odds[number]) / rest
        turns = self.traces.turns.of_each(self.group)[number]
        insides = (np.zeros_like(turns), self.turns.inside[group] - turns)
        evidence = {
            "common": (shared @ self.lists.no_crowd)[number],
            "turned": turns.sum(axis=1),
            "turns": self.turn_odds.log_odds(turns, self.traces.turns.chance, *insides),
            "expected": np.maximum(alone.people[number] * people * self.chance, 1e-9),
            "suspicion": -np.abs(alone.odds[number] - odds),
            "habits": self.habits.log_odds(stances, np.arange(count), np.arange(count, 2 * count)),
        }
        for place in PLACES:
            both, own, kept = _nowhere(len(number))
            if held := self.held.get(place):
                both, own = (of[number] for of in held.alike_besides(self.group, alone.held[place]))
            evidence |= {place: both, f"{place}_own": own, f"{place}_kept": kept}
        return number, evidence

    @cached_property
    def chance(self) -> float:
        """How often chance puts one person on two groups' lists, for each two entries on them.

        It is what the middle one of all pairs of large groups shows, most of which are of two campaigns;
        and while there are no such groups, what the people's popularity makes likely.
        """
        lists = self.lists
        popular = lists.groups.astype(np.float64)
        likely = float((popular * (popular - 1)).sum() / max(1.0, float(self.people.sum() ** 2)))
        large = np.sort(np.argsort(-self.people, kind="stable")[:LARGEST])
        pairs = np.outer(self.people[large], self.people[large])
        one, other = np.nonzero(np.triu(pairs * likely >= PLENTY, 1))
        if len(one) < ENOUGH_PAIRS:
            return likely
        table = lists.table[large]
        table = of_columns(table, np.bincount(table.indices, minlength=table.shape[1]) > 1)
        both = table @ table.T
        return float(np.median(np.asarray(both[one, other]).ravel() / pairs[one, other]))


def _membership(group: Ints, count: int) -> sparse.csr_matrix:
    """Return 1 where a group (row) has a member (column)."""
    return sparse.csr_matrix((np.ones(len(group)), (group, np.arange(len(group)))), shape=(count, len(group)))


def _opened(mine: Linking, before: Bools) -> Bools:
    """Tell which groups have something that links now and did not before."""
    opened = mine.use & ~before
    return np.asarray((mine.table @ opened.astype(np.float64)) > 0)


def _nowhere(count: int) -> tuple[Floats, Floats, Floats]:
    return np.full(count, np.nan), np.full(count, np.nan), np.zeros(count)


def _log_odds(scores: Floats) -> Floats:
    sure = np.clip(scores, 0.01, 0.99)
    return np.asarray(np.log(sure / (1 - sure)))
