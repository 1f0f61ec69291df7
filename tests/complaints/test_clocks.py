"""Clocks over ten years of calendars: when a step is due, and what pauses do."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jingling.complaints.clocks import (
    BEIJING,
    ClockState,
    Pause,
    TimeLimit,
    last_day,
    read_clock,
    read_time_limits,
    time_limits,
)
from jingling.complaints.errors import CalendarError
from jingling.complaints.working_days import working_days_of_china

CALENDAR = working_days_of_china()
MOMENTS = st.datetimes(datetime(2016, 1, 1), datetime(2026, 6, 30), timezones=st.just(UTC))  # noqa: DTZ001
HOURS = st.integers(0, 24 * 40).map(lambda hours: timedelta(hours=hours))
FORWARDED = time_limits()["forwarded"]


def beijing(year: int, month: int, day: int, hour: int = 12) -> datetime:
    """Say a moment as Beijing's clocks do."""
    return datetime(year, month, day, hour, tzinfo=BEIJING).astimezone(UTC)


def test_the_limits_that_ship_are_three_fifteen_and_three_by_a_draft() -> None:
    """Each limit names its source, and says that it is a draft."""
    limits = time_limits()
    assert {step: limit.working_days for step, limit in limits.items()} == {
        "forwarded": 3,
        "acted": 15,
        "answered": 3,
    }
    assert {limit.status for limit in limits.values()} == {"draft"}
    assert all(limit.source for limit in limits.values())


def test_a_report_before_the_national_day_of_2026_waits_through_it() -> None:
    """Complete on 30 September: days off to 7 October, 8 and 9 work, so does Saturday the 10th."""
    reading = read_clock(FORWARDED, beijing(2026, 9, 30), beijing(2026, 10, 9), CALENDAR)
    assert reading.due_at == beijing(2026, 10, 11, 0)
    assert reading.working_days_left == 1
    assert reading.state is ClockState.RUNNING
    assert read_clock(FORWARDED, beijing(2026, 9, 30), beijing(2026, 10, 11), CALENDAR).state == "overdue"


@given(MOMENTS, st.integers(1, 15))
def test_a_clock_never_ends_on_a_day_off_and_never_early(began: datetime, days: int) -> None:
    """The last day works, and as many working days lie after the day it began as were given."""
    last = last_day(days, began, CALENDAR)
    assert last
    assert CALENDAR.works(last)
    assert CALENDAR.between(began.astimezone(BEIJING).date(), last) == days


@given(MOMENTS, st.integers(1, 15), HOURS, HOURS)
def test_a_pause_moves_the_end_by_the_working_days_it_holds(
    began: datetime, days: int, wait: timedelta, length: timedelta
) -> None:
    """A pause never brings the end nearer, and the days between are the limit and those it held."""
    pause = Pause(began + wait, began + wait + length, "waiting for the person")
    plain = last_day(days, began, CALENDAR)
    moved = last_day(days, began, CALENDAR, pauses=[pause])
    assert plain
    assert moved
    assert moved >= plain
    held = CALENDAR.between(began.astimezone(BEIJING).date(), moved) - days
    assert 0 <= held <= length.days + 1


@given(MOMENTS, HOURS, HOURS, HOURS)
def test_a_pause_cut_in_two_is_one_pause(
    began: datetime, wait: timedelta, one: timedelta, two: timedelta
) -> None:
    """Ending a pause and beginning it again at once changes nothing."""
    first = began + wait
    whole = [Pause(first, first + one + two, "a")]
    cut = [Pause(first, first + one, "a"), Pause(first + one, first + one + two, "b")]
    assert last_day(15, began, CALENDAR, pauses=whole) == last_day(15, began, CALENDAR, pauses=cut)


def test_an_endless_pause_has_no_due_day_and_is_shown() -> None:
    """While nobody ended the pause nothing is due, and the clock says that it is paused."""
    began = beijing(2026, 3, 2)
    pauses = [Pause(beijing(2026, 3, 3), None, "the number is being traced")]
    reading = read_clock(FORWARDED, began, beijing(2026, 5, 1), CALENDAR, pauses=pauses)
    assert (reading.state, reading.due_at) == (ClockState.PAUSED, None)


def test_a_clock_that_was_stopped_tells_whether_in_time() -> None:
    """Done at the last minute is in time; a minute later is late."""
    began, end = beijing(2026, 3, 2), beijing(2026, 3, 6, 0)
    minute = timedelta(minutes=1)
    met = read_clock(FORWARDED, began, end, CALENDAR, stopped_at=end - minute)
    late = read_clock(FORWARDED, began, end, CALENDAR, stopped_at=end)
    assert (met.state, late.state) == (ClockState.MET, ClockState.LATE)


def test_a_clock_through_an_unknown_year_says_so() -> None:
    """Days of 2027 are counted by weekends, and the reading names the year."""
    reading = read_clock(time_limits()["acted"], beijing(2026, 12, 28), beijing(2026, 12, 29), CALENDAR)
    assert reading.unknown_years == (2027,)


@pytest.mark.parametrize(
    "text",
    [
        "[forwarded]\nbegins='completed'\nworking_days=0\nrule='R'\nsource='S'\nstatus='law'",
        "[forwarded]\nbegins='completed'\nworking_days=3\nrule='R'\nsource=''\nstatus='law'",
        "[forwarded]\nbegins='answered'\nworking_days=3\nrule='R'\nsource='S'\nstatus='law'",
        "[forwarded]\nworking_days=3",
        "[forwarded",
    ],
)
def test_limits_without_a_source_or_days_are_refused(text: str, tmp_path: Path) -> None:
    """A rule without a source is not a rule."""
    path = tmp_path / "limits.toml"
    path.write_text(text, "utf-8")
    with pytest.raises(CalendarError):
        read_time_limits(path)


def test_limits_can_be_given(tmp_path: Path) -> None:
    """An operator's own figures take the place of ours, with their source."""
    path = tmp_path / "limits.toml"
    path.write_text(
        "[answered]\nbegins='acted'\nworking_days=5\nrule='X'\nsource='our charter'\nstatus='practice'",
        "utf-8",
    )
    assert read_time_limits(path)["answered"] == TimeLimit(
        "answered", "acted", 5, "X", "our charter", "practice"
    )
