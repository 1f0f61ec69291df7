"""Figures as people read them."""

from datetime import UTC

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jingling.detect.report.figures import busy_hours, count, score, seconds, share, time_of, value_of
from jingling.words import Words


@given(st.floats(0, 1))
def test_share_reads_as_none_or_all_only_where_it_is(value: float) -> None:
    """0% and 100% are said of nothing and of everything alone."""
    said = share(value).en
    assert (said == "0%") == (value == 0)
    assert (said == "100%") == (value == 1)


@given(st.floats(0, 1, exclude_min=True, exclude_max=True))
def test_score_never_reads_as_certain(value: float) -> None:
    """A score short of certainty does not read as 0 or 1."""
    assert score(value) not in {"0.000", "1.000"}


@pytest.mark.parametrize(
    ("number", "said"),
    [
        (9834, Words("9,834", "9,834")),
        (41203, Words("41,203", "4.12万")),
        (120_000, Words("120,000", "12万")),
        (1_234_567, Words("1,234,567", "123万")),
        (12_345_678, Words("12,345,678", "1,235万")),
        (100_000_000, Words("100,000,000", "1亿")),
        (12.5, Words("12.5", "12.5")),
    ],
)
def test_counts_are_told_as_people_count(number: float, said: Words) -> None:
    """Chinese counts use 万 and 亿 to three digits; English ones are exact."""
    assert count(number) == said


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (0, Words("0 seconds", "0 秒")),
        (1, Words("1 second", "1 秒")),
        (3.7, Words("3.7 seconds", "3.7 秒")),
        (125, Words("2 minutes 5 seconds", "2 分 5 秒")),
        (3600, Words("1 hour", "1 小时")),
        (90061, Words("1 day 1 hour", "1 天 1 小时")),
    ],
)
def test_durations_are_words(value: float, said: Words) -> None:
    """A duration is told in its two largest units."""
    assert seconds(value) == said


def test_missing_value_is_said_to_be_unknown() -> None:
    """NULL and NaN are told as not known, whatever the unit."""
    assert value_of(None, "share").en == "not known"
    assert value_of(float("nan"), "count").zh == "无从得知"


def test_unknown_moment_is_empty_and_a_known_one_is_local() -> None:
    """A moment is told in the given zone, to the minute."""
    assert time_of(None, UTC) == ""
    assert time_of(1_772_409_600_000, UTC) == "2026-03-02 00:00"


@given(st.lists(st.integers(0, 1000), min_size=24, max_size=24))
def test_busy_hours_hold_nine_tenths_and_no_shorter_run_does(hours: list[int]) -> None:
    """The run of hours, over midnight too, holds nine tenths of the calls, and none shorter does."""
    found = busy_hours(hours)
    if not sum(hours):
        assert found is None
        return
    assert found is not None
    first, end = found
    length = (end - first - 1) % 24 + 1

    def held(start: int, run: int) -> int:
        return sum(hours[(start + step) % 24] for step in range(run))

    assert held(first, length) >= 0.9 * sum(hours)
    assert all(held(start, length - 1) < 0.9 * sum(hours) for start in range(24))
