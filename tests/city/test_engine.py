"""The engine's physics: one call at a time, and outcomes that hang together."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from jingling.city import plain
from jingling.city.attempts import queue
from jingling.city.manners import manners
from jingling.city.physics import CALLEE, CALLER, NETWORK, Outcome, Prospects, settle
from jingling.city.rhythm import CURVE, Rhythm


@given(st.lists(st.tuples(st.integers(0, 4), st.integers(0, 10**6), st.integers(1, 10**5)), max_size=40))
def test_a_caller_makes_one_call_at_a_time(rows: list[tuple[int, int, int]]) -> None:
    """The closed form of the queue equals the loop one would write: start when due and free."""
    rows.sort()
    who, at, busy = (np.array([r[k] for r in rows], dtype=np.int64) for k in range(3))
    expected, free, last = [], 0, -1
    for caller, due, talk in rows:
        free = 0 if caller != last else free
        start = max(due, free)
        expected.append(start)
        free, last = start + talk, caller
    assert queue(who, at, busy).tolist() == expected


def _settled(rows: int = 50_000, **given_: float) -> tuple[Prospects, Outcome]:
    full = {
        "pickup": 0.5, "machine": 0.1, "patience_s": 25.0, "patience_sigma": 0.5, "brief": 0.3,
        "brief_s": 8.0, "talk_s": 60.0, "talk_sigma": 0.9, "hangs_up": 0.5,
    } | given_  # fmt: skip
    dice = np.random.default_rng(1)
    arrays = {name: np.full(rows, value) for name, value in full.items()}
    prospects = Prospects(**arrays, gamma=dice.random(rows) < 0.5, vacant=dice.random(rows) < 0.05)
    return prospects, settle(prospects, manners(plain(4)), dice)


def test_outcomes_hang_together() -> None:
    """No talk without an answer, no answer from a vacant number, no ringing where nothing rang."""
    prospects, outcome = _settled()
    assert ((outcome.talk_s > 0) == outcome.answered).all()
    assert not (outcome.answered & prospects.vacant).any()
    assert (outcome.ring_s[prospects.vacant] == 0).all()
    assert (outcome.sip[outcome.answered] == 200).all()
    assert (outcome.sip[~outcome.answered] >= 400).all()
    assert set(np.unique(outcome.released).tolist()) == {CALLER, CALLEE, NETWORK}
    assert (outcome.released[prospects.vacant] == NETWORK).all()
    assert not (outcome.machine & ~outcome.answered).any()


def test_the_impatient_ring_briefly() -> None:
    """Who gives up after two seconds is hardly ever answered, and lets nobody's phone ring long."""
    _, outcome = _settled(patience_s=2.0, patience_sigma=0.2)
    assert outcome.answered.mean() < 0.1
    assert np.quantile(outcome.ring_s, 0.99) < 8


def test_conversations_have_the_length_asked_for() -> None:
    """Means of talk follow the law's mean, for lognormal and gamma alike."""
    _, outcome = _settled(brief=0.0, machine=0.0)
    assert abs(outcome.talk_s[outcome.answered].mean() / 60 - 1) < 0.08


@given(st.floats(0, 1), st.sampled_from(sorted(CURVE.values())), st.floats(0, 12), st.floats(12.5, 24))
def test_calls_are_made_within_hours(u: float, curve: int, opens: float, closes: float) -> None:
    """A moment drawn from a curve lies between opening and closing."""
    rhythm = Rhythm(plain(4))
    drawn = rhythm.minutes(np.array([curve]), np.array([opens]), np.array([closes]), np.array([u]))[0]
    assert opens * 60 <= drawn <= closes * 60
