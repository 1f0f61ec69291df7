"""Groups of groups: what is carried on from former groups is what measuring anew would give."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import sparse
from scipy.stats import multivariate_normal

from jingling.campaigns.groups import Groups
from jingling.campaigns.habits import ENOUGH, Habits
from jingling.campaigns.traces import Held, Traces
from jingling.campaigns.turns import KINDS, TurnOdds, Turns

NUMBERS = 12
TURN_ODDS = TurnOdds(np.linspace(4.0, 0.25, KINDS), 12.0, 30.0)
HABITS = Habits(np.zeros(3), np.zeros(3), np.eye(3), np.array([0.5, 2.0, 0.0]))


def drawn(seed: int) -> Traces:
    """Return traces of a dozen numbers, drawn at random."""
    dice = np.random.default_rng(seed)

    def table(columns: int, share: float) -> sparse.csr_matrix:
        return sparse.csr_matrix((dice.random((NUMBERS, columns)) < share).astype(np.float64))

    places = table(5, 0.4).toarray() + 1e-9
    shares = sparse.csr_matrix(np.where(places > 0.5, places, 0.0) / places.sum(axis=1, keepdims=True))
    return Traces(
        np.arange(NUMBERS) + 13_000_000_000,
        dice.random(NUMBERS),
        table(30, 0.25),
        drawn_turns(dice),
        {"line": Held(shares, dice.random(5))},
        dice.normal(size=(NUMBERS, 3)),
    )


def drawn_turns(dice: np.random.Generator, turns: int = 40) -> Turns:
    """Return turns of a dozen numbers, drawn at random."""
    one = dice.integers(0, NUMBERS - 1, turns)
    other = one + 1 + dice.integers(0, NUMBERS, turns) % (NUMBERS - 1 - one)
    return Turns(
        one,
        other,
        dice.integers(0, KINDS, turns),
        dice.integers(0, 2, turns),
        dice.integers(1, 4, turns).astype(np.float64),
        dice.dirichlet(np.ones(KINDS)),
        sparse.csr_matrix(dice.integers(0, 20, (NUMBERS, 2)).astype(np.float64)),
    )


def numbered(groups: list[int]) -> np.ndarray:
    """Return groups counted from 0 without gaps."""
    return np.unique(groups, return_inverse=True)[1]


@given(
    st.integers(0, 2**32 - 1),
    st.lists(st.integers(0, 7), min_size=NUMBERS, max_size=NUMBERS),
    st.lists(st.integers(0, 3), min_size=8, max_size=8),
)
def test_groups_that_become_others_are_those_measured_anew(
    seed: int, first: list[int], then: list[int]
) -> None:
    """Joining groups, twice, gives the pairs, the evidence and the chance that the traces themselves give."""
    traces = drawn(seed)
    group = numbered(first)
    former = Groups(traces, HABITS, TURN_ODDS, group)
    now = numbered(then[: former.count])
    once, _ = former.joined(now)
    merged, _ = once.joined(np.zeros(once.count, np.int64) + (np.arange(once.count) > 0))
    for carried in (once, merged):
        anew = Groups(traces, HABITS, TURN_ODDS, carried.group)
        assert carried.chance == pytest.approx(anew.chance)
        pairs = [
            {
                (int(one), int(other)): (float(people), float(more))
                for shared in groups.runs(np.arange(groups.count))
                for one, other, people, more in zip(*groups.links(shared, {"line": 1.0}), strict=True)
            }
            for groups in (carried, anew)
        ]
        assert pairs[0] == pairs[1]
        if pairs[0]:
            one, other = (np.array(side) for side in zip(*pairs[0], strict=True))
            mine, theirs = carried.compared(one, other), anew.compared(one, other)
            for name in mine:
                np.testing.assert_allclose(mine[name], theirs[name], err_msg=name)


@given(st.integers(1, 9), st.integers(1, 9), st.lists(st.floats(-6, 6), min_size=6, max_size=6))
def test_habits_compare_as_normal_densities_do(ones: int, others: int, at: list[float]) -> None:
    """The log-odds of two groups' stances are those of the densities that they are drawn from."""
    middle = np.array(at).reshape(2, 3)
    told = 0.0
    for along, between in enumerate(HABITS.between):
        own = np.diag([1 / min(ones, ENOUGH), 1 / min(others, ENOUGH)])
        together = multivariate_normal(np.zeros(2), own + between)
        apart = multivariate_normal(np.zeros(2), own + np.diag([between, between]))
        told += together.logpdf(middle[:, along]) - apart.logpdf(middle[:, along])
    stances = HABITS.stances(middle, np.array([ones, others]))
    assert HABITS.log_odds(stances, np.array([0]), np.array([1]))[0] == pytest.approx(told, abs=1e-9)
