"""Rivals: two campaigns with one list are parted, and one campaign stays one."""

import numpy as np
import pytest
from scipy import sparse

from jingling.campaigns.rivals import settled
from jingling.campaigns.sharing import Ints
from jingling.campaigns.traces import Traces
from jingling.campaigns.turns import ANOTHER_DAY, Turns
from jingling.campaigns.weights import shipped_weights

DAYS, LIST, TOWN, OTHERS, OFTEN = 2, 3_000, 40_000, 40, 0.4
WEIGHTS = shipped_weights("required columns")
CHANCE = np.array([0.01, 0.03, 0.07, 0.18, 0.12, 0.14, 0.08, 0.01, 0.02, 0.04, 0.10, 0.07, 0.08, 0.05])
OWN = CHANCE * WEIGHTS.turns.ratios * np.array([1, 1, 3, 4, 0.1, 0.1, 1] * 2)
"""How a floor takes turns: hardly ever half a day or a day after somebody was rung."""


def floors(dice: np.random.Generator, sizes: list[int]) -> tuple[Traces, Ints]:
    """Return the traces of floors that work one list, each with numbers of its own on each day, and whose.

    After them stand others who have nothing to do with any of them, and ring all the town.
    """
    floor = np.repeat(np.arange(len(sizes)), sizes)
    count = len(floor)
    day = dice.integers(0, DAYS, count + OTHERS)
    on_list, in_town = dice.random((count, LIST)) < 0.01, dice.random((OTHERS, TOWN)) < 0.02
    reach = sparse.vstack([np.pad(on_list, ((0, 0), (0, TOWN - LIST))), in_town]).tocsr().astype(np.float64)
    one, other = np.triu_indices(count, 1)
    shares = np.where((floor[one] == floor[other])[:, None], OWN / OWN.sum(), CHANCE / CHANCE.sum())
    taken = dice.poisson(OFTEN * shares * ((day[one] != day[other])[:, None] == ANOTHER_DAY))
    pair, kinds = np.nonzero(taken)
    often = taken[pair, kinds].astype(np.float64)
    one, other = one[pair], other[pair]
    turns = Turns(
        one,
        other,
        kinds,
        dice.integers(0, 2, len(one)),
        often,
        CHANCE / CHANCE.sum(),
        sparse.csr_matrix((dice.integers(10, 40, len(day)).astype(np.float64), (np.arange(len(day)), day))),
    )
    numbers = np.arange(len(day)) + 13_000_000_000
    habits = np.zeros((len(day), len(WEIGHTS.habits.usual)))
    return Traces(numbers, np.full(len(day), 0.5), reach, turns, {}, habits), floor


def found(traces: Traces, group: Ints) -> Ints:
    """Return the groups of the floors' numbers, where the others are groups alone."""
    settled_groups = settled(traces, WEIGHTS, np.append(group, group.max() + 1 + np.arange(OTHERS)))
    return np.unique(settled_groups[: len(group)], return_inverse=True)[1]


@pytest.mark.parametrize("seed", range(4))
def test_two_floors_with_one_list_that_were_taken_for_one_are_parted(seed: int) -> None:
    """Nearly every number ends beside those of its own floor, though all were one group."""
    traces, floor = floors(np.random.default_rng(seed), [110, 90])
    parted = found(traces, np.zeros(200, np.int64))
    assert parted.max() == 1
    right = (parted == floor).mean()
    assert max(right, 1 - right) > 0.95


@pytest.mark.parametrize("seed", range(4))
def test_pieces_that_mix_two_floors_are_sorted_out(seed: int) -> None:
    """Groups in which both floors are mixed, and which share a list, become the floors."""
    traces, floor = floors(np.random.default_rng(seed), [110, 90])
    mixed = np.random.default_rng(seed + 100).integers(0, 4, 200)
    parted = found(traces, mixed)
    assert parted.max() == 1
    right = (parted == floor).mean()
    assert max(right, 1 - right) > 0.95


@pytest.mark.parametrize("seed", range(4))
def test_a_campaign_stays_one_and_its_pieces_become_one(seed: int) -> None:
    """One floor is not parted, whole or in pieces: the judgment is on people by whom no parting was found."""
    traces, _ = floors(np.random.default_rng(seed), [160])
    for group in (np.zeros(160, np.int64), np.arange(160) % 4):
        assert found(traces, group).max() == 0


def test_few_numbers_are_left_as_they_were() -> None:
    """A dozen numbers have too few turns to judge by."""
    traces, _ = floors(np.random.default_rng(1), [8, 6])
    group = np.arange(14) // 7
    assert found(traces, group).tolist() == group.tolist()
