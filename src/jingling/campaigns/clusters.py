"""Clusters: from numbers to campaigns, by joining what is surest first and weighing afresh after each round.

Collective linkage (Bhattacharya & Getoor 2007): start with every number alone; compare groups that share
anything; join each with the group it most surely belongs to; compare again, for a group shows what its
numbers could not. No chance enters, and the order of rows changes nothing.
"""

import numpy as np
import numpy.typing as npt

from jingling.campaigns.groups import Groups, Ints
from jingling.campaigns.habits import Floats
from jingling.campaigns.traces import Traces
from jingling.campaigns.weights import Weights

SURE = (4.0, 2.0, 1.0)
"""Log-odds from which groups are joined: first the surest everywhere. What is barely likelier than not is
left apart: two campaigns joined accuse each of the other's calls, one in pieces accuses nobody wrongly."""

FEW, LESS = 4, 1.0
"""A group of so few numbers may join another at log-odds lower by so much: it wrongs few, if any."""

ROUNDS = 12
"""Rounds at each level, at most."""

LARGER = 4
"""A group takes in several others in one round only if each is at most this fraction of its size."""


def cluster(traces: Traces, weights: Weights) -> Ints:
    """Return the group of each suspect, counted from 0; most groups are a number alone."""
    placed = weights.habits.placed(traces.habits)
    group = np.arange(len(traces.numbers))
    for level in SURE:
        for _ in range(ROUNDS):
            groups = Groups(traces, placed, group)
            one, other = groups.links()
            odds = log_odds(weights, groups.compared(one, other))
            few = np.minimum(groups.size[one], groups.size[other]) < FEW
            sure = odds > np.where(few, level - LESS, level)
            if not sure.any():
                break
            into = _joined(one[sure], other[sure], odds[sure], groups.size)
            group = np.unique(into, return_inverse=True)[1][group]
    return group


def belonging(traces: Traces, weights: Weights, group: Ints) -> tuple[Ints, dict[str, Floats]]:
    """Compare each number with the rest of its group.

    Returns:
        The numbers (places in `traces`) whose group has others and shares something with them, and the
        evidence for each.
    """
    groups = Groups(traces, weights.habits.placed(traces.habits), group)
    alone, number, at = groups.ties()
    mine = group[number] == at
    number, at = number[mine], at[mine]
    return number, with_habits(weights, alone.compared(number, at, groups))


def with_habits(weights: Weights, evidence: dict[str, Floats]) -> dict[str, Floats]:
    """Return evidence with what habits say, as log-odds."""
    return evidence | {
        "habits": weights.habits.log_odds(
            evidence["one_middle"], evidence["other_middle"], evidence["ones"], evidence["others"]
        )
    }


def log_odds(weights: Weights, evidence: dict[str, Floats]) -> Floats:
    """Return the log-odds that both of each pair are one campaign's."""
    return weights.log_odds(with_habits(weights, evidence))


def _joined(one: Ints, other: Ints, odds: Floats, size: Floats) -> Ints:
    """Return the group that each group becomes part of: the surest links first, none in a chain."""
    into = np.arange(len(size))
    hub: npt.NDArray[np.bool_] = np.zeros(len(size), dtype=bool)
    taken = np.zeros(len(size), dtype=bool)
    for link in np.lexsort((other, one, -odds)):
        large, small = one[link], other[link]
        if size[large] < size[small]:
            large, small = small, large
        if taken[large] or taken[small] or hub[small]:
            continue
        if hub[large] and size[large] < LARGER * size[small]:
            continue
        hub[large], taken[small], into[small] = True, True, large
    return into
