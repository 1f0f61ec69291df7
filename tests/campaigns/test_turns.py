"""Turns: what is read off the records, and what it tells."""

from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jingling.campaigns.turns import (
    KINDS,
    LAGS,
    KnownTurns,
    TurnOdds,
    Turns,
    learn_turns,
    make_turns,
)
from jingling.engines.duckdb import DuckdbEngine
from jingling.engines.workbench import Workbench

MINUTE = 60_000
CHANCE = np.full(KINDS, 1 / KINDS)
ODDS = TurnOdds(np.where(np.arange(KINDS) < 3, 6.0, 0.5), 12.0, 30.0)


def read(calls: list[tuple[int, int, int, bool]]) -> Turns:
    """Return the turns of calls: number, person, minute, answered."""
    rows = pa.table(
        dict(zip(("seat", "person", "start_ms", "answered"), zip(*calls, strict=True), strict=True))
    )
    rows = rows.set_column(2, "start_ms", pc.multiply(rows["start_ms"], MINUTE))
    with TemporaryDirectory() as spill, closing(DuckdbEngine(spill=Path(spill), threads=1)) as engine:
        engine.take("shared_calls", rows)
        engine.take("suspect_calls", rows)
        return make_turns(Workbench(engine), 1 + max(number for number, *_ in calls), 8 * 3_600_000)


def told(turns: Turns) -> dict[tuple[int, int, int, int], float]:
    """Return how often each turn was taken."""
    rows = zip(turns.one, turns.other, turns.kind, turns.half, turns.often, strict=True)
    return {(int(one), int(other), int(kind), int(half)): often for one, other, kind, half, often in rows}


def test_a_turn_is_two_calls_by_two_numbers_with_none_between() -> None:
    """Turns are told by lag and by how the earlier call ended; a number's own calls again are none."""
    turns = read(
        [
            (0, 4, 0, False),
            (0, 4, 1, False),  # the same number again: no turn
            (2, 4, 4, True),  # 3 minutes after it was not reached
            (1, 4, 65, False),  # an hour and a minute after it was
            (2, 7, 0, True),  # another person, in the other half
            (1, 7, 2 * 1440, False),  # two days after
        ],
    )
    assert told(turns) == {(0, 2, 0, 0): 1, (1, 2, LAGS + 3, 0): 1, (1, 2, KINDS - 1, 1): 1}
    assert turns.days.toarray().tolist() == [[2, 0], [1, 1], [2, 0]]
    assert turns.chance.sum() == pytest.approx(1.0)


@given(st.data())
def test_the_order_of_rows_changes_nothing(data: st.DataObject) -> None:
    """However the calls are shuffled, turns and chance come out the same."""
    calls = data.draw(
        st.lists(
            st.tuples(st.integers(0, 4), st.integers(0, 5), st.integers(0, 4000), st.booleans()),
            min_size=2,
            max_size=30,
        )
    )
    made = [read(list(rows)) for rows in (calls, data.draw(st.permutations(calls)))]
    assert told(made[0]) == told(made[1])
    assert made[0].chance.tolist() == made[1].chance.tolist()


@given(st.integers(0, 2**32 - 1), st.integers(100, 200))
def test_turns_as_a_groups_own_speak_for_it_and_turns_as_by_chance_against(seed: int, many: int) -> None:
    """The odds are for whoever takes turns as both groups do, against who takes them by chance."""
    dice = np.random.default_rng(seed)
    own = np.array([0.1, 0.3, 0.4] + [0.2 / (KINDS - 3)] * (KINDS - 3))
    insides = [dice.multinomial(400, own)[None].astype(float) for _ in range(2)]
    alike, strange = (dice.multinomial(many, shares)[None].astype(float) for shares in (own, CHANCE))
    assert ODDS.log_odds(alike, CHANCE, *insides)[0] > 0 > ODDS.log_odds(strange, CHANCE, *insides)[0]
    assert ODDS.log_odds(np.zeros((1, KINDS)), CHANCE, *insides)[0] == 0.0


def test_what_turns_are_like_is_learnt_from_who_took_them() -> None:
    """From campaigns drawn with known ratios, those ratios come back, each to within a fifth."""
    dice = np.random.default_rng(7)
    ratios = np.geomspace(6.0, 1 / 6, KINDS)
    known = []
    for _ in range(8):
        chance = dice.dirichlet(np.full(KINDS, 20.0))
        usual = chance * ratios / (chance * ratios).sum()
        own = [dice.multinomial(300, dice.dirichlet(40 * usual)) for _ in range(30)]
        strange = [dice.multinomial(300, dice.dirichlet(90 * chance)) for _ in range(60)]
        known.append(KnownTurns(np.array(own, float), np.array(strange, float), chance))
    learnt = learn_turns(known)
    np.testing.assert_allclose(learnt.ratios, ratios, rtol=0.2)
    assert (learnt.within, learnt.between) == (pytest.approx(40, rel=0.2), pytest.approx(90, rel=0.2))
