"""Surges that no records explain: asked about where people say far more than before, and by many people."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from jingling.complaints.questions import BEFORE, WEEK, Question, questions
from jingling.complaints.report import Report

NOW = datetime(2026, 7, 31, 4, tzinfo=UTC)
KEY = 8617000001234


def said(at: int, key: int = KEY, *, days: float = 1, person: str = "", proven: bool = True) -> Report:
    """One report about a number so many days ago, by a person of its own."""
    return Report(
        f"R{at}",
        "app",
        NOW - timedelta(days=days),
        "",
        f"+{key}",
        key,
        called=8613900000000 + at,
        called_proven=proven,
        about="x",
        reporter=person or f"p{at}",
    )


def asked(reports: Sequence[Report], flagged: Sequence[int] = ()) -> list[tuple[str, int, int, int]]:
    """Return what is asked: what, key, people, before."""
    return [(one.what, one.key, one.people, one.before) for one in questions(reports, flagged, NOW)]


def test_a_number_that_many_people_name_at_once_is_asked_about() -> None:
    """Nine people in a week and nobody before: a question; the same people over five weeks: none."""
    at_once = [said(at) for at in range(9)]
    assert asked(at_once) == [("number", KEY, 9, 0)]
    spread = [said(at, days=0.5 + at * 35 / 45) for at in range(45)]
    assert asked(spread) == []


def test_what_records_flag_is_no_question() -> None:
    """A flagged number explains itself, and its block with it."""
    assert asked([said(at) for at in range(9)], [KEY]) == []
    others = [said(at, KEY + at) for at in range(9)]
    assert asked(others, [KEY + 500]) == []


def test_one_caller_with_many_numbers_is_asked_about_by_the_block() -> None:
    """Twelve people name twelve numbers of one block: no number stands out, the block does."""
    assert asked([said(at, KEY + at) for at in range(12)]) == [("block", KEY // 10_000, 12, 0)]


def test_nobody_makes_a_surge_alone() -> None:
    """A person's hundred reports, and a hundred people without proof, are one voice each: no question."""
    assert asked([said(at, person="p") for at in range(100)]) == []
    assert asked([said(at, proven=False) for at in range(100)]) == []


def test_usual_numbers_are_seldom_asked_about() -> None:
    """Of 300 numbers that people name at an even rate for five weeks, none is asked about."""
    even = [
        said(1000 * number + at, 8617000000000 + 70_000 * number, days=0.2 + at * 35 / 10)
        for number in range(300)
        for at in range(10)
    ]
    assert asked(even) == []


@given(st.lists(st.tuples(st.integers(0, 40), st.integers(0, 3), st.booleans()), max_size=60), st.randoms())
def test_order_and_old_reports_change_nothing(drawn: list[tuple[int, int, bool]], chance: object) -> None:
    """The questions follow from the set of reports of five weeks: order, and older reports, do not matter."""
    told = [
        said(at, KEY + near, days=days + 0.5, proven=proven) for at, (days, near, proven) in enumerate(drawn)
    ]
    shuffled = told.copy()
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    found = questions(told, [], NOW)
    assert found == questions(shuffled, [], NOW)
    assert found == questions([one for one in told if one.received_at > NOW - WEEK - BEFORE], [], NOW)
    for one in found:
        assert isinstance(one, Question)
        assert one.people >= 3
        assert set(one.reports) <= {report.report for report in told}


@given(st.integers(0, 8), st.integers(9, 30))
def test_more_people_never_unask(few: int, many: int) -> None:
    """A number that is asked about with some people is asked about with more."""
    if asked([said(at) for at in range(few)]):
        assert asked([said(at) for at in range(many)])
