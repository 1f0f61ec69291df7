"""Working days are those of the State Council's notices, and counting them is arithmetic."""

import re
import tomllib
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jingling.complaints.errors import CalendarError
from jingling.complaints.working_days import read_calendar, unknown_years_words, working_days_of_china

CALENDAR = working_days_of_china()
NOTICES = tomllib.loads(Path(__file__).with_name("notices.toml").read_text("utf-8"))
TEN_YEARS = st.dates(date(2016, 1, 1), date(2026, 12, 31))
DAY = re.compile(r"(\d+)月(\d+)日")
SPAN = re.compile(r"(\d+)月(\d+)日(?:（[^）]*）)?至(?:(\d+)月)?(\d+)日")


def days_of(year: int) -> Iterator[date]:
    """Walk a year."""
    day = date(year, 1, 1)
    while day.year == year:
        yield day
        day += timedelta(days=1)


def told(year: int, text: str) -> tuple[set[date], set[date]]:
    """Read a notice: days off, and days worked instead."""
    off, on = set(), set()
    for sentence in re.split("[。\n]", text):
        if "上班" in sentence:
            on |= {date(year, int(month), int(day)) for month, day in DAY.findall(sentence)}
        elif found := SPAN.search(sentence):
            first = date(year, int(found[1]), int(found[2]))
            last = date(year, int(found[3] or found[1]), int(found[4]))
            off |= {first + timedelta(days=step) for step in range((last - first).days + 1)}
        else:
            off |= {date(year, int(month), int(day)) for month, day in DAY.findall(sentence)}
    return off, on


@pytest.mark.parametrize("year", [int(year) for year in NOTICES])
def test_the_days_that_ship_are_those_the_notice_names(year: int) -> None:
    """For each notice at hand in its own words, every day of the year works exactly as it says."""
    off, on = told(year, NOTICES[str(year)]["text"].strip())
    for day in days_of(year):
        assert CALENDAR.works(day) == (day in on or (day.weekday() < 5 and day not in off)), day


@pytest.mark.parametrize("year", range(2016, 2027))
def test_exchanged_days_leave_as_many_days_off_as_the_law_gives(year: int) -> None:
    """Exchanges only move days: a year lacks the statutory 11 days off, 13 from 2025.

    2020 had two more, when the Spring Festival was made longer. 2018 and 2019 share a New Year's holiday.
    """
    weekdays = sum(day.weekday() < 5 for day in days_of(year))
    working = sum(CALENDAR.works(day) for day in days_of(year))
    statutory = 13 if year >= 2025 or year == 2020 else 11
    assert weekdays - working == statutory


@given(TEN_YEARS, st.integers(1, 60))
def test_counting_forward_and_back_agree(day: date, count: int) -> None:
    """The n-th working day after a day works, is n working days away, and no earlier one is."""
    there = CALENDAR.after(day, count)
    assert CALENDAR.works(there)
    assert CALENDAR.between(day, there) == count
    assert CALENDAR.between(day, there - timedelta(days=1)) == count - 1
    assert CALENDAR.between(there, day) == -count


@given(TEN_YEARS, st.integers(1, 30), st.integers(1, 30))
def test_counting_in_two_steps_is_counting_in_one(day: date, one: int, two: int) -> None:
    """Three working days and then fifteen are eighteen."""
    assert CALENDAR.after(CALENDAR.after(day, one), two) == CALENDAR.after(day, one + two)


def test_a_year_without_a_notice_is_counted_by_weekends_and_says_so() -> None:
    """No day off is guessed: 1 October 2027, a Friday, works, and the year is named."""
    assert CALENDAR.works(date(2027, 10, 1))
    assert CALENDAR.unknown_years(date(2026, 12, 30), date(2027, 1, 5)) == (2027,)
    assert "2027" in unknown_years_words((2027,)).zh


@pytest.mark.parametrize(
    "row",
    ["2026-10-01,1,x,N1", "2026-10-01,0,x,N2", "2026-10-03,0,x,N1", "2026-13-01,0,x,N1", "2026-10-01,?,x,N1"],
)
def test_a_calendar_that_cannot_be_true_is_refused(row: str, tmp_path: Path) -> None:
    """A day that follows the week, an unknown notice, a day that is none: each is an error, with a hint."""
    days, known = tmp_path / "days.csv", tmp_path / "notices.csv"
    days.write_text(f"day,works,occasion,notice\n{row}\n", "utf-8")
    known.write_text("year,notice,signed,address\n2026,N1,2025-11-04,https://example.org\n", "utf-8")
    with pytest.raises(CalendarError) as fault:
        read_calendar(days, known)
    assert fault.value.hint
