"""Clusters: from numbers to campaigns, by joining what is surest first and weighing afresh after each round.

Collective linkage (Bhattacharya & Getoor 2007): start with every number alone; compare groups that share
anything; join each with the group it most surely belongs to; compare again, for a group shows what its
numbers could not. Only groups that were joined are compared again, and those that share something which had
too many groups before to link any. No chance enters, and the order of rows changes nothing.
"""

from dataclasses import dataclass

import numpy as np

from jingling.campaigns.groups import Groups
from jingling.campaigns.habits import Floats
from jingling.campaigns.rivals import settled
from jingling.campaigns.sharing import Bools, Ints, Shared, side_by_side
from jingling.campaigns.traces import Traces
from jingling.campaigns.weights import LIKE, Weights

SURE = (12.0, 8.0, 4.0, 2.0, 1.0)
"""Log-odds from which groups are joined: first the surest everywhere, so that whoever meets is together
before rivals are weighed who share list, lines and rooms. What is barely likelier than not is
left apart: two campaigns joined accuse each of the other's calls, one in pieces accuses nobody wrongly."""

FEW, LESS = 4, 1.0
"""A group of so few numbers may join another at log-odds lower by so much: it wrongs few, if any."""

ROUNDS = 12
"""Rounds at each level, at most."""

HOPELESS, CHANCE_FELL = -2.0, 0.9
"""Groups that are at no better log-odds are not weighed again until one of them changes, or chance has fallen
so far below what it was when all were weighed."""

LARGER = 4
"""A group takes in several others in one round only if each is at most this fraction of its size."""


@dataclass(frozen=True)
class _Links:
    """Pairs of groups, and the log-odds that both are one campaign's.

    Args:
        one: the first group, below the second.
        other: the second.
        odds: log-odds.
    """

    one: Ints
    other: Ints
    odds: Floats

    def of(self, chosen: Bools) -> "_Links":
        """Return some of the pairs."""
        return _Links(self.one[chosen], self.other[chosen], self.odds[chosen])

    def kept(self, now: Ints, changed: Bools) -> "_Links":
        """Return the pairs of groups that have not changed, under the groups' numbers of now."""
        one, other = now[self.one], now[self.other]
        return _Links(one, other, self.odds).of(~changed[one] & ~changed[other])


def cluster(traces: Traces, weights: Weights) -> Ints:
    """Return the group of each suspect, counted from 0; most groups are a number alone.

    Once rivals are parted their turns speak plainly, and numbers that belonged to neither find their own.
    """
    group = np.arange(len(traces.numbers))
    for _ in range(2):
        group = settled(traces, weights, _grown(traces, weights, group))
    return group


def _grown(traces: Traces, weights: Weights, group: Ints) -> Ints:
    """Return what groups become when those that belong together are joined."""
    groups = Groups(traces, weights.habits, weights.turns, group)
    links, chance = _weighed(groups, weights, np.ones(groups.count, dtype=bool)), groups.chance
    for level in SURE:
        for _ in range(ROUNDS):
            few = np.minimum(groups.size[links.one], groups.size[links.other]) < FEW
            sure = links.of(links.odds > np.where(few, level - LESS, level))
            if not len(sure.odds):
                break
            into = _joined(sure, groups.size)
            now = np.unique(into, return_inverse=True)[1]
            groups, changed = groups.joined(now)
            if groups.chance < CHANCE_FELL * chance:
                changed[:], chance = True, groups.chance
            links = _together(links.kept(now, changed), _weighed(groups, weights, changed))
    return groups.group


def _weighed(groups: Groups, weights: Weights, changed: Bools) -> _Links:
    """Weigh the groups that have changed with all that share anything with them."""

    def weighed(shared: Shared) -> _Links:
        one, other, people, more = groups.links(shared, weights.most)
        once = (one < other) | ~changed[other]
        one, other, people, more = one[once], other[once], people[once], more[once]
        more += weights.of_list(people, groups.expected(one, other))
        more += weights.of_turns(groups.turned(one, other)[1])
        worth = _promising(groups, weights, one, other, more)
        mine, theirs = one[worth], other[worth]
        odds = weights.log_odds(groups.compared(mine, theirs, shared))
        return _Links(np.minimum(mine, theirs), np.maximum(mine, theirs), odds).of(odds > HOPELESS)

    return _together(*side_by_side(weighed, groups.runs(np.flatnonzero(changed))))


def _promising(groups: Groups, weights: Weights, one: Ints, other: Ints, known: Floats) -> Ints:
    """Return which pairs are not hopeless by what is known of them and by their habits, which cost little."""
    most = known + weights.intercept
    worth = np.flatnonzero(most + LIKE * weights.terms["like_habits"] > HOPELESS)
    one, other, most = one[worth], other[worth], most[worth]
    most += weights.of_habits(weights.habits.log_odds(groups.stances, one, other))
    most -= weights.terms["unlike_suspicion"] * np.abs(groups.odds[one] - groups.odds[other])
    return worth[most > HOPELESS]


def _together(*parts: _Links) -> _Links:
    columns = ((part.one, part.other, part.odds) for part in parts)
    return _Links(*(np.concatenate(column) for column in zip(*columns, strict=True)))


def belonging(traces: Traces, weights: Weights, group: Ints) -> tuple[Ints, dict[str, Floats]]:
    """Compare each number with the rest of its group.

    Returns:
        The numbers (places in `traces`) whose group has others, and the evidence for each.
    """
    return Groups(traces, weights.habits, weights.turns, group).ties()


def _joined(links: _Links, size: Floats) -> Ints:
    """Return the group that each group becomes part of: the surest links first, none in a chain."""
    into = np.arange(len(size))
    hub: Bools = np.zeros(len(size), dtype=bool)
    taken = np.zeros(len(size), dtype=bool)
    for link in np.lexsort((links.other, links.one, -links.odds)):
        large, small = links.one[link], links.other[link]
        if size[large] < size[small]:
            large, small = small, large
        if taken[large] or taken[small] or hub[small]:
            continue
        if hub[large] and size[large] < LARGER * size[small]:
            continue
        hub[large], taken[small], into[small] = True, True, large
    return into
