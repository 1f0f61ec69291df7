"""Any order of messages ends in the same state; nothing happens that cannot; fraud waits for nobody."""

import random
from datetime import UTC, datetime, timedelta
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jingling.complaints.cases import CaseState, Event, EventName, case_of, clocks_of
from jingling.complaints.clocks import time_limits
from jingling.complaints.working_days import working_days_of_china

START = datetime(2026, 7, 1, 2, 0, tzinfo=UTC)
LIFE = ("received", "completed", "forwarded", "acted", "answered", "closed")


def events(*steps: str, about: str = "office") -> list[Event]:
    """Make events an hour apart."""
    return [
        Event(
            f"E{at}", name if "." in name else f"complaint.{name}", START + timedelta(hours=at), about=about
        )  # type: ignore[arg-type]
        for at, name in enumerate(steps)
    ]


@st.composite
def histories(draw: st.DrawFn) -> list[Event]:
    """Draw events of any kind, possible or not, some at the same moment."""
    names = draw(st.lists(st.sampled_from(get_args(EventName)), max_size=12))
    return [
        Event(
            f"E{at}",
            name,
            START + timedelta(hours=draw(st.integers(0, 6))),
            about=draw(st.sampled_from(["", "loan", "fraud", "office"])),
        )
        for at, name in enumerate(["complaint.received", "complaint.completed", *names])
    ]


@given(histories(), st.randoms())
def test_any_order_of_messages_ends_in_the_same_state(told: list[Event], chance: random.Random) -> None:
    """Shuffled, and with every message sent twice, a case stands where it stood."""
    again = [*told, *told]
    chance.shuffle(again)
    assert case_of(again) == case_of(told)


@given(histories())
def test_every_event_happened_or_was_refused_with_a_reason(told: list[Event]) -> None:
    """What was refused says why; steps that were done are in the order of a case's life."""
    case = case_of(told)
    assert all(refusal.reason.en and refusal.reason.zh for refusal in case.refused)
    done = [case.done_at[step] for step in LIFE[2:] if step in case.done_at]
    assert done == sorted(done)
    if case.state is CaseState.ANSWERED:
        assert "acted" in case.done_at


def test_a_case_lives_from_reception_to_its_end() -> None:
    """Each step follows the one before."""
    states = [case_of(events(*LIFE[: at + 1])).state for at in range(len(LIFE))]
    assert states == ["received", "received", "forwarded", "acted", "answered", "closed"]


@pytest.mark.parametrize(
    "steps",
    [
        ("forwarded",),
        ("received", "forwarded"),
        ("received", "completed", "acted"),
        ("received", "completed", "answered"),
    ],
)
def test_what_cannot_happen_is_refused(steps: tuple[str, ...]) -> None:
    """Before reception, before completion, before its turn: the last step is refused."""
    case = case_of(events(*steps))
    assert [refusal.event.event for refusal in case.refused] == [f"E{len(steps) - 1}"]


def test_an_enterprise_that_brings_no_proof_has_not_acted() -> None:
    """Acting needs proof, as bouncing and pausing need a reason."""
    told = [
        *events("received", "completed", "forwarded"),
        Event("X", "complaint.acted", START + timedelta(days=1)),
    ]
    assert case_of(told).state is CaseState.FORWARDED


def test_fraud_goes_to_the_police_track_at_once() -> None:
    """Classified as fraud before anything else was done, an incomplete report too, and may be forwarded."""
    told = events("received")
    told.append(Event("F", "complaint.classified", START + timedelta(minutes=5), about="fraud"))
    case = case_of(told)
    assert case.police_at == START + timedelta(minutes=5)
    told.append(Event("G", "complaint.forwarded", START + timedelta(minutes=6), about="police"))
    assert case_of(told).handler == "police"
    later = Event("H", "complaint.classified", START + timedelta(hours=9), about="loan")
    assert case_of([*told, later]).police_at == case.police_at


def test_a_call_after_the_answer_reopens_the_case() -> None:
    """Rung again after "settled": a second round with clocks of its own; before that, it changes nothing."""
    told = events(*LIFE[:5], "rung_again")
    case = case_of(told)
    assert (case.state, case.round, case.reopened_for) == (
        CaseState.RECEIVED,
        2,
        "rung again after it was said to be settled",
    )
    assert case.done_at["completed"] == told[-1].at
    assert case_of(events("received", "completed", "forwarded", "rung_again")).round == 1


def test_a_bounced_case_goes_back_and_is_forwarded_again() -> None:
    """The handler who returned it is remembered, and the clock of forwarding ended with the first time."""
    case = case_of(events("received", "completed", "forwarded", "bounced", "forwarded"))
    assert case.state is CaseState.FORWARDED
    assert [bounce.handler for bounce in case.bounces] == ["office"]
    assert case.done_at["forwarded"] == START + timedelta(hours=2)


def test_clocks_follow_the_case() -> None:
    """Forwarding stops its clock and begins the next; a pause without end stops all that runs."""
    calendar, limits = working_days_of_china(), time_limits()
    now = START + timedelta(days=30)
    case = case_of(events("received", "completed", "forwarded"))
    assert {step: clock.state for step, clock in clocks_of(case, limits, now, calendar).items()} == {
        "forwarded": "met",
        "acted": "overdue",
    }
    paused = case_of(events("received", "completed", "forwarded", "clock.paused"))
    assert clocks_of(paused, limits, now, calendar)["acted"].state == "paused"
    assert clocks_of(case_of(events("received", "withdrawn")), limits, now, calendar) == {}
