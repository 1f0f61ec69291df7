"""Times as they are written: forms, day and month, zones, clocks that go forward and back."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jingling.calls.errors import TimesError
from jingling.calls.times import form_of
from jingling.calls.zones import twice_sql, utc_sql

Reader = Callable[..., Any]
HEADER = "caller,callee,started_at,talk_s"
MAY_DAY = int(datetime(2026, 5, 1, 2, 3, 4, tzinfo=UTC).timestamp() * 1000)


def text_of(*times: str) -> str:
    """Return a file of calls at these times, each with a talk time of its own."""
    rows = [f'+8613912345678,110,"{time}",{at}' for at, time in enumerate(times)]
    return "\n".join([HEADER, *rows])


def whole_ms(at: datetime) -> int:
    """Return a time in whole milliseconds."""
    return (at - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(milliseconds=1)


def utc_ms(*at: int) -> int:
    """Return a UTC time in milliseconds."""
    return int(datetime(*at, tzinfo=UTC).timestamp() * 1000)  # type: ignore[misc,arg-type]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-05-01T02:03:04Z", MAY_DAY),
        ("2026-05-01 02:03:04 UTC", MAY_DAY),
        ("2026-05-01T10:03:04+08:00", MAY_DAY),
        ("2026-05-01 10:03:04+0800", MAY_DAY),
        ("2026-05-01 10:03:04+08", MAY_DAY),
        ("2026-05-01 07:33:04.250+05:30", MAY_DAY + 250),
        ("2026-04-30T21:03:04-05:00", MAY_DAY),
        ("2026-05-01T02:03:04.123456789Z", MAY_DAY + 123),
        ("1777600984", MAY_DAY),
        ("1777600984.5", MAY_DAY + 500),
        ("1777600984000", MAY_DAY),
        ("1777600984000000", MAY_DAY),
        ("20260501T020304Z", MAY_DAY),
    ],
)
def test_times_with_a_zone_need_no_timezone(read_text: Reader, text: str, expected: int) -> None:
    """ISO times with an offset and epochs in seconds, milliseconds and microseconds are read as they are."""
    assert read_text(text_of(text)).calls("start_ms") == [(expected,)]


@pytest.mark.parametrize(
    "text",
    [
        "2026-05-01 10:03:04",
        "2026-05-01T10:03:04",
        "2026/5/1 10:03:04",
        "2026.05.01 10:03:04",
        "2026年5月1日 10:03:04",
        "20260501100304",
        "20260501 100304",
        "2026-05-01 10:03:04 AM",
        " 2026-05-01 10:03:04 ",
    ],
)
def test_times_without_a_zone_need_a_timezone(read_text: Reader, text: str) -> None:
    """Local times are read in the zone given; without one the error says so and shows a time."""
    assert read_text(text_of(text), timezone="Asia/Shanghai").calls("start_ms") == [(MAY_DAY,)]
    with pytest.raises(TimesError, match=r"no zone, such as .*(10:03|1003)") as caught:
        read_text(text_of(text))
    assert "--timezone Asia/Shanghai" in caught.value.hint


def test_an_unknown_zone_is_an_error_with_near_names(read_text: Reader) -> None:
    """A wrong name is not taken for UTC."""
    with pytest.raises(TimesError, match="no zone 'Asia/Shanghia'") as caught:
        read_text(text_of("2026-05-01 10:03:04"), timezone="Asia/Shanghia")
    assert "Asia/Shanghai" in caught.value.hint


def test_forms_may_be_mixed_in_one_file(read_text: Reader) -> None:
    """Every time is read in its own form; one with a zone keeps it."""
    got = read_text(
        text_of(
            "2026-05-01 10:03:04",
            "2026-05-01T02:03:04Z",
            "1777600984",
            "2026/05/01 10:03",
            "2026-05-01 10:03:04.5",
        ),
        timezone="Asia/Shanghai",
    )
    assert got.rows("SELECT start_ms FROM calls ORDER BY talk_ms") == [
        (MAY_DAY,),
        (MAY_DAY,),
        (MAY_DAY,),
        (MAY_DAY - 4000,),
        (MAY_DAY + 500,),
    ]


def test_a_value_above_twelve_settles_day_and_month(read_text: Reader) -> None:
    """One unmistakable date decides for the whole file, and the note says so."""
    got = read_text(text_of("1/6/2026 10:00", "13/6/2026 10:00", "2/6/2026 10:00"), timezone="UTC")
    assert got.calls("start_ms") == [(utc_ms(2026, 6, day, 10),) for day in (1, 2, 13)]
    assert (
        "day first (6/1 is 6 January), because a value above 12 stands first"
        in got.reading.inputs[0].notes[0].en
    )
    got = read_text(text_of("1/6/2026 10:00", "1/13/2026 10:00"), timezone="UTC")
    assert got.calls("start_ms") == [(utc_ms(2026, 1, day, 10),) for day in (6, 13)]
    assert "month first" in got.reading.inputs[0].notes[0].en


def test_time_order_settles_day_and_month(read_text: Reader) -> None:
    """Without a value above 12, the reading that keeps the file in time order is right."""
    times = [f"{day}/{month}/2026 10:00" for month in (3, 4, 5) for day in range(1, 13)]
    got = read_text(text_of(*times), timezone="UTC")
    assert got.calls("start_ms") == [
        (utc_ms(2026, month, day, 10),) for month in (3, 4, 5) for day in range(1, 13)
    ]
    assert "keeps the file in time order" in got.reading.inputs[0].notes[0].en


def test_the_shorter_span_settles_day_and_month(read_text: Reader) -> None:
    """Where order does not tell, ten days are likelier than ten months."""
    got = read_text(text_of(*(f"6/{day}/2006 0:08" for day in (3, 1, 10, 2))), timezone="UTC")
    assert got.calls("start_ms") == [(utc_ms(2006, 6, day, 0, 8),) for day in (1, 2, 3, 10)]
    assert "span fewer days" in got.reading.inputs[0].notes[0].en


def test_what_nothing_settles_is_said(read_text: Reader) -> None:
    """One ambiguous day is read month first, and the note names the option that decides."""
    got = read_text(text_of("6/1/2006 0:08"), timezone="UTC")
    assert got.calls("start_ms") == [(utc_ms(2006, 6, 1, 0, 8),)]
    assert "--time-format" in got.reading.inputs[0].notes[0].en


def test_files_of_one_layout_settle_it_together(read: Reader, tmp_path: Path) -> None:
    """What one file cannot tell, its neighbour of the same export does."""
    (tmp_path / "a.csv").write_text(text_of("6/1/2026 10:00"))
    (tmp_path / "b.csv").write_text(text_of("13/1/2026 10:00"))
    assert read(tmp_path, timezone="UTC").calls("start_ms") == [
        (utc_ms(2026, 1, day, 10),) for day in (6, 13)
    ]


def test_time_format_overrides(read_text: Reader) -> None:
    """What the user says beats what the file shows; times that do not fit it are impossible."""
    text = text_of("6/1/2006 0:08", "6/13/2006 0:08")
    got = read_text(text, timezone="UTC", time_format="%d/%m/%Y %H:%M")
    assert got.calls("start_ms") == [(utc_ms(2006, 1, 6, 0, 8),)]
    assert got.reasons() == [(3, "impossible-date")]
    zoned = read_text(text_of("01.05.2026 10h03+0800"), time_format="%d.%m.%Y %Hh%M%z")
    assert zoned.calls("start_ms") == [(MAY_DAY - 4000,)]
    with pytest.raises(TimesError, match="no time format"):
        read_text(text, time_format="%Q")


def test_an_hour_lived_twice_is_read_as_its_first_pass(read_text: Reader) -> None:
    """When clocks went back, the earlier of two hours is taken and the note counts the times."""
    got = read_text(
        text_of("2025-11-02 00:30:00", "2025-11-02 01:30:00", "2025-11-02 02:30:00"),
        timezone="America/New_York",
    )
    assert got.calls("start_ms") == [(utc_ms(2025, 11, 2, hour, 30),) for hour in (4, 5, 7)]
    assert got.reading.inputs[0].notes[0].en.startswith("1 times fall in an hour that was lived twice")


def test_an_hour_that_was_skipped_is_impossible(read_text: Reader) -> None:
    """When clocks went forward, a time that no clock showed costs its row."""
    got = read_text(
        text_of("2026-03-08 01:30:00", "2026-03-08 02:30:00", "2026-03-08 03:30:00"),
        timezone="America/New_York",
    )
    assert got.calls("start_ms") == [(utc_ms(2026, 3, 8, hour, 30),) for hour in (6, 7)]
    assert got.reasons() == [(3, "impossible-date")]


ZONES = [
    "America/New_York",
    "Asia/Shanghai",
    "Europe/Berlin",
    "Australia/Lord_Howe",
    "Asia/Kolkata",
    "UTC",
    "Pacific/Apia",
]


@settings(max_examples=30, deadline=None)
@given(
    st.sampled_from(ZONES),
    st.lists(st.datetimes(datetime(1975, 1, 1), datetime(2035, 1, 1)), min_size=1, max_size=20),  # noqa: DTZ001
)
def test_zones_agree_with_their_library(name: str, times: list[datetime]) -> None:
    """The SQL of a zone gives what zoneinfo gives, on both sides of every change."""
    zone = ZoneInfo(name)
    local_ms = [whole_ms(time.replace(tzinfo=UTC)) for time in times]
    near = [ms + shift * 1_800_000 for ms in local_ms for shift in range(-3, 4)]
    sql, twice = utc_sql("t", zone), twice_sql("t", zone)
    got = duckdb.execute(
        f"SELECT t, {sql}, {twice} FROM (SELECT unnest($1) AS t) ORDER BY t", [near]
    ).fetchall()
    for ms, utc, is_twice in got:
        wall = datetime(1970, 1, 1) + timedelta(milliseconds=ms)  # noqa: DTZ001 (what a clock showed)
        first = wall.replace(tzinfo=zone).astimezone(UTC)
        second = wall.replace(tzinfo=zone, fold=1).astimezone(UTC)
        skipped = first.astimezone(zone).replace(tzinfo=None) != wall
        assert utc == (None if skipped else whole_ms(first))
        assert is_twice == (not skipped and first != second)


def test_changes_within_the_data_are_all_found() -> None:
    """Shanghai's summer time of 1986 to 1991 is known."""
    zone = ZoneInfo("Asia/Shanghai")
    first, last = utc_ms(1985, 1, 1), utc_ms(1992, 1, 1)
    days = [first + day * 86_400_000 for day in range((last - first) // 86_400_000)]
    sql = utc_sql("t", zone)
    got = dict(duckdb.execute(f"SELECT t, {sql} FROM (SELECT unnest($1) AS t)", [days]).fetchall())
    for ms, utc in got.items():
        wall = datetime.fromtimestamp(ms / 1000, UTC).replace(tzinfo=zone)
        assert utc == int(wall.timestamp() * 1000), wall + timedelta()


@pytest.mark.parametrize(
    "shape", ["9", "99:99", "9999-99-99", "9/9/9", "999999", "a9", "99.99", "-9", "9999-99-99 99"]
)
def test_other_shapes_are_no_times(shape: str) -> None:
    """A bare date, a bare clock or any other number is not taken for a time."""
    assert form_of(shape) is None
