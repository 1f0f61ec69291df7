"""One bad row costs one row, and says where it stands and why; what is merely odd is kept."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from jingling.calls.quarantine import REASONS

Reader = Callable[..., Any]
HEADER = "caller,callee,started_at,talk_s"
TIME = "2026-05-01T10:00:00Z"


@pytest.mark.parametrize(
    ("row", "column", "value", "reason"),
    [
        (f",110,{TIME},1", "caller", "", "missing-caller"),
        (f"   ,110,{TIME},1", "caller", "   ", "missing-caller"),
        (f"+8613912345678,,{TIME},1", "callee", "", "missing-callee"),
        ("+8613912345678,110,,1", "started_at", "", "missing-start"),
        (f"+8613912345678,110,{TIME},", "talk_s", "", "missing-talk"),
        (f"+8613912345678,110,{TIME},  ", "talk_s", "  ", "missing-talk"),
        (
            "+8613912345678,110,2026-02-30T10:00:00Z,1",
            "started_at",
            "2026-02-30T10:00:00Z",
            "impossible-date",
        ),
        (
            "+8613912345678,110,2026-13-01T10:00:00Z,1",
            "started_at",
            "2026-13-01T10:00:00Z",
            "impossible-date",
        ),
        (
            "+8613912345678,110,2026-05-01T25:00:00Z,1",
            "started_at",
            "2026-05-01T25:00:00Z",
            "impossible-date",
        ),
        ("+8613912345678,110,yesterday,1", "started_at", "yesterday", "impossible-date"),
        (
            "+8613912345678,110,1026-05-01T10:00:00Z,1",
            "started_at",
            "1026-05-01T10:00:00Z",
            "impossible-date",
        ),
        (f"+8613912345678,110,{TIME},-1", "talk_s", "-1", "negative-talk"),
        (f"+8613912345678,110,{TIME},-inf", "talk_s", "-inf", "negative-talk"),
        (f"+8613912345678,110,{TIME},ten", "talk_s", "ten", "talk-not-a-number"),
        (f"+8613912345678,110,{TIME},nan", "talk_s", "nan", "talk-not-a-number"),
        (f"+8613912345678,110,{TIME},inf", "talk_s", "inf", "talk-not-a-number"),
        (f"+8613912345678,110,{TIME},1_0", "talk_s", "1_0", "talk-not-a-number"),
        (f"+8613912345678,110,{TIME},9999999", "talk_s", "9999999", "talk-too-long"),
        (f"+8613912345678,110,{TIME}", "", "3 fields", "wrong-field-count"),
        (f"+8613912345678,110,{TIME},1,2", "", "5 fields", "wrong-field-count"),
        (f'"+861391"2345678,110,{TIME},1', "", "',' expected after '\"'", "broken-quotes"),
    ],
)
def test_a_bad_row_is_put_in_quarantine(
    read_text: Reader, row: str, column: str, value: str, reason: str
) -> None:
    """The row's file, line, column, value, reason and hint are kept; its neighbours are read."""
    good = f"+8613912345678,110,{TIME},1\n+8613912345678,119,{TIME},1"
    got = read_text(f"{HEADER}\n{good}\n{row}\n+8613912345678,120,{TIME},1\n")
    assert len(got.calls()) == 3
    ((file, line, *rest),) = got.rows("FROM quarantine")
    assert (Path(file).name, line) == ("calls.csv", 4)
    assert rest == [column, value, reason, REASONS[reason].hint.en]
    assert got.reading.quarantined_by_reason == {reason: 1}
    assert (got.reading.rows_read, got.reading.rows_kept, got.reading.rows_quarantined) == (4, 3, 1)


def test_bad_rows_of_parquet_are_put_in_quarantine(read: Reader, tmp_path: Path) -> None:
    """Nulls and NaN in Parquet cost their row, which is told by its number, counted from 1."""
    at = datetime(2026, 5, 1, tzinfo=UTC)
    table = {
        "caller": [
            "+8613912345678",
            None,
            "",
            "+8613912345678",
            "+8613912345678",
            "+8613912345678",
            "+8613912345678",
        ],
        "callee": ["110"] * 7,
        "started_at": [at, at, at, None, at, at, at],
        "talk_s": [1.0, 1.0, 1.0, 1.0, None, float("nan"), float("inf")],
    }
    pq.write_table(pa.table(table), tmp_path / "calls.parquet")
    got = read(tmp_path / "calls.parquet")
    assert got.reasons() == [
        (2, "missing-caller"),
        (3, "missing-caller"),
        (4, "missing-start"),
        (5, "missing-talk"),
        (6, "talk-not-a-number"),
        (7, "talk-not-a-number"),
    ]
    assert len(got.calls()) == 1


def test_what_is_only_odd_is_kept(read_text: Reader) -> None:
    """Withheld and unknown numbers, self-calls, and equal times of a pair with other values are calls."""
    rows = [
        f"anonymous,110,{TIME},1",
        f"not a number,110,{TIME},1",
        f"+8613912345678,+8613912345678,{TIME},0",
        f"+8613912345678,110,{TIME},1",
        f"+8613912345678,110,{TIME},2",
    ]
    got = read_text("\n".join([HEADER, *rows]))
    assert len(got.calls()) == 5
    assert got.reasons() == []


def test_optional_values_without_meaning_cost_only_themselves(read_text: Reader) -> None:
    """The row is kept, the value is null, and the reading says how many there were."""
    head = f"{HEADER},answered,answered_by,ring_s,cause,sip_status,released_by,attestation"
    rows = [
        f"+8613912345678,110,{TIME},1,true,person,2.5,16,200,caller,A",
        f"+8613912345678,119,{TIME},1,maybe,robot,abc,x,20,nobody,Z",
        f"+8613912345678,120,{TIME},1, FALSE ,Person,-1,16.0,200.0,CALLEE,a",
        f"+8613912345678,122,{TIME},1,,,,999,,,",
    ]
    got = read_text("\n".join([head, *rows]))
    assert got.calls(
        "callee, answered, answered_by, ring_ms, cause, sip_status, released_by, attestation"
    ) == [
        (10**15 + 110, True, "person", 2500, 16, 200, "caller", "A"),
        (10**15 + 119, True, None, None, None, None, None, None),
        (10**15 + 120, False, "person", None, 16, 200, "callee", "A"),
        (10**15 + 122, True, None, None, None, None, None, None),
    ]
    assert got.reasons() == []
    said = {words.en.split(" have ")[0] for words in got.reading.inputs[0].notes}
    assert said == {
        "1 values of answered",
        "1 values of answered_by",
        "2 values of ring_s",
        "2 values of cause",
        "1 values of sip_status",
        "1 values of released_by",
        "1 values of attestation",
    }


def test_every_reason_speaks_both_languages() -> None:
    """No reason and no hint is left in one language."""
    for reason in REASONS.values():
        for words in (reason.words, reason.hint):
            assert words.en.isascii()
            assert any("\u4e00" <= character <= "\u9fff" for character in words.zh)
