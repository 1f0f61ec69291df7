"""Reading the contract: columns, types, counts, and what the tables hold."""

import gzip
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from jingling.calls import CallsError

Reader = Callable[..., Any]
HEADER = "caller,callee,started_at,talk_s"
CALL = "+8613912345678,+8613800000000,2026-05-01T10:00:00+08:00,12.5"
MAY_DAY_MS = int(datetime(2026, 5, 1, 2, tzinfo=UTC).timestamp() * 1000)
ALL = {
    "caller": ["+8613912345678", "anonymous", "95588"],
    "callee": ["+8613800000000", "+8613800000001", "110"],
    "started_at": [datetime(2026, 5, 1, 2, 0, second, tzinfo=UTC) for second in (0, 1, 2)],
    "talk_s": [12.5, 0.0, 0.0],
    "answered": [True, None, True],
    "answered_by": ["person", None, "machine"],
    "ring_s": [3.25, None, 0.0],
    "cause": [16, None, 31],
    "sip_status": [200, 486, None],
    "released_by": ["callee", "network", None],
    "asserted": ["+861062345678", None, ""],
    "diverted_by": [None, "+8613700000000", None],
    "line": ["gw-1", "", None],
    "subscriber": ["s1", "s2", None],
    "device": ["d1", None, None],
    "cell": ["c1", "c2", None],
    "carrier": ["移动", None, None],
    "attestation": ["A", "B", None],
    "call_id": ["a", "b", None],
}
EXPECTED = [
    (
        *(8613912345678, 8613800000000, MAY_DAY_MS, 12500, True, "person", 3250, 16, 200, "callee"),
        *(861062345678, None, "gw-1", "s1", "d1", "c1", "移动", "A", "a"),
    ),
    (
        *(0, 8613800000001, MAY_DAY_MS + 1000, 0, False, None, None, None, 486, "network"),
        *(None, 8613700000000, None, "s2", None, "c2", None, "B", "b"),
    ),
    (
        *(10**15 + 95588, 10**15 + 110, MAY_DAY_MS + 2000, 0, True, "machine", 0, 31, None, None),
        *(None,) * 9,
    ),
]


def test_every_column_of_a_parquet_file_is_read(read: Reader, tmp_path: Path) -> None:
    """All nineteen columns come out in the contract's order, in the table's units."""
    pq.write_table(pa.table(ALL), tmp_path / "calls.parquet")
    got = read(tmp_path / "calls.parquet")
    assert got.rows("SELECT * FROM calls ORDER BY start_ms") == EXPECTED
    assert got.reading.columns_missing == ()
    assert got.reading.not_judged == ()
    assert (got.reading.rows_read, got.reading.rows_kept, got.reading.attempts) == (3, 3, 3)


def test_the_same_records_as_csv_are_the_same_calls(read: Reader, tmp_path: Path) -> None:
    """Text and Parquet of one table differ in nothing."""
    path = tmp_path / "calls.csv"
    source = pa.table(ALL)
    assert source.num_rows == 3
    duckdb.sql("SET TimeZone = 'UTC'; FROM source").write_csv(str(path))
    assert read(path).rows("SELECT * FROM calls ORDER BY start_ms") == EXPECTED


@pytest.mark.parametrize(
    ("written", "talk_ms"),
    [
        ("00:01:05", 65_000),
        ("1:02:03", 3_723_000),
        ("1分5秒", 65_000),
        ("1小时2分钟", 3_720_000),
        ("65秒", 65_000),
        ("01:05", None),
        ("00:61:00", None),
        ("5分1时", None),
        ("秒", None),
    ],
)
def test_durations_are_read_as_bills_write_them(read_text: Reader, written: str, talk_ms: int | None) -> None:
    """Hours, minutes and seconds are seconds; what may be minutes or hours goes to quarantine."""
    got = read_text(f"{HEADER}\n{CALL}\n+8613912345678,110,2026-05-01T12:00:00Z,{written}\n")
    assert [call[3] for call in got.calls()[1:]] == ([] if talk_ms is None else [talk_ms])
    assert got.reading.rows_quarantined == (talk_ms is None)


def test_four_columns_are_enough(read_text: Reader) -> None:
    """With the required columns alone the table has five columns, and the reading says what is not judged."""
    got = read_text(f"{HEADER}\n{CALL}\n")
    assert got.calls() == [(8613912345678, 8613800000000, MAY_DAY_MS, 12500, True)]
    assert got.reading.columns == ("caller", "callee", "started_at", "talk_s")
    assert "line" in got.reading.columns_missing
    assert any("No line findings" in words.en for words in got.reading.not_judged)
    assert len(got.reading.not_judged) == len(got.reading.columns_missing) == 15


def test_a_column_without_any_value_counts_as_missing(read_text: Reader) -> None:
    """An empty column says nothing, so it is left out like an absent one."""
    got = read_text(f"{HEADER},line,cell\n{CALL},,c1\n")
    assert "line" in got.reading.columns_missing
    assert "cell" in got.reading.columns
    assert {row[0] for row in got.rows("DESCRIBE calls")} == {
        "caller",
        "callee",
        "start_ms",
        "talk_ms",
        "answered",
        "cell",
    }


def test_trunk_is_line(read_text: Reader) -> None:
    """`trunk` is another name of `line`."""
    assert read_text(f"{HEADER},trunk\n{CALL},gw-7\n").calls("line") == [("gw-7",)]


def test_only_columns_asked_for_are_kept(read_text: Reader) -> None:
    """`columns` spares the table what nobody needs; repeats are found all the same."""
    text = f"{HEADER},line,call_id\n{CALL},gw,1\n{CALL},gw,1\n"
    got = read_text(text, columns={"line"})
    assert {row[0] for row in got.rows("DESCRIBE calls")} == {
        "caller",
        "callee",
        "start_ms",
        "talk_ms",
        "answered",
        "line",
    }
    assert got.reasons() == [(3, "repeated-row")]
    assert "call_id" in got.reading.columns


def test_odd_numbers_give_raw_and_normal_forms(read_text: Reader) -> None:
    """Texts that are not their number's normal form can be looked up; normal ones are not listed."""
    rows = [
        "13912345678,+8613800000000,2026-05-01T10:00:00Z,1",
        "0086 139 1234 5678,abc,2026-05-01T10:00:01Z,1",
        "+8613912345678, abc ,2026-05-01T10:00:02Z,1",
        "95588,anonymous,2026-05-01T10:00:03Z,1",
    ]
    got = read_text("\n".join([HEADER, *rows]))
    assert (
        got.calls("caller")[1:] == [(8613912345678,)] * 3 or got.calls("caller").count((8613912345678,)) == 3
    )
    odd = got.rows("SELECT key > 0, raw, normal FROM odd_numbers ORDER BY ALL")
    assert odd == [
        (False, " abc ", "abc"),
        (False, "abc", "abc"),
        (True, "0086 139 1234 5678", "+8613912345678"),
        (True, "13912345678", "+8613912345678"),
    ]
    assert got.rows("SELECT count(DISTINCT callee) FROM calls WHERE callee < 0") == [(1,)]


def test_odd_numbers_is_empty_when_all_are_normal(read_text: Reader) -> None:
    """Nothing is listed that needs no looking up."""
    assert read_text(f"{HEADER}\n{CALL}\n").rows("FROM odd_numbers") == []


def test_home_area_places_local_numbers(read_text: Reader) -> None:
    """A bare local number is one of the home area."""
    got = read_text(f"{HEADER}\n62345678,+8613800000000,2026-05-01T10:00:00Z,1\n", home_area="010")
    assert got.calls("caller") == [(861062345678,)]


def test_inputs_are_described(read_text: Reader) -> None:
    """Every file is listed with its format, digest and rows."""
    got = read_text(f"{HEADER}\n{CALL}\n")
    (one,) = got.reading.inputs
    assert (one.format, one.rows, one.encoding, one.delimiter) == ("call records", 1, "utf-8", ",")
    assert len(one.sha256) == 64
    assert one.columns["caller"] == "caller"


@pytest.mark.parametrize("text", ["", HEADER, f"{HEADER}\n", f"{HEADER}\r\n\r\n", "\n\n"])
def test_no_rows_are_no_error(read_text: Reader, text: str) -> None:
    """An empty file and a header alone are read as nothing, and said."""
    got = read_text(text)
    assert (got.reading.rows_read, got.calls()) == (0, [])
    assert [words.en for words in got.reading.inputs[0].notes] == ["It has no rows."]


def test_an_empty_parquet_is_read_as_nothing(read: Reader, tmp_path: Path) -> None:
    """Parquet with columns and no rows is whole."""
    pq.write_table(pa.table(ALL).slice(0, 0), tmp_path / "calls.parquet")
    assert read(tmp_path / "calls.parquet").reading.rows_read == 0


def test_files_of_several_formats_are_read_together(read: Reader, tmp_path: Path) -> None:
    """Parquet, CSV and compressed CSV make one table; the counts are of all."""
    pq.write_table(pa.table(ALL), tmp_path / "a.parquet")
    (tmp_path / "b.csv").write_text(f"{HEADER}\n{CALL}\n")
    with gzip.open(tmp_path / "c.csv.gz", "wt") as stream:
        stream.write(f"{HEADER},line\n{CALL},gw-9\n")
    got = read(tmp_path)
    assert (got.reading.rows_read, got.reading.attempts) == (5, 5)
    assert got.rows("SELECT count(*), count(line), count(device) FROM calls") == [(5, 2, 1)]
    assert [Path(one.path).name for one in got.reading.inputs] == ["a.parquet", "b.csv", "c.csv.gz"]


@pytest.mark.parametrize(
    ("kind", "values", "expected"),
    [
        (pa.timestamp("us"), [datetime(2026, 5, 1, 2)], MAY_DAY_MS),  # noqa: DTZ001 (naive is what is tested)
        (pa.timestamp("ns", "Asia/Shanghai"), [datetime(2026, 5, 1, 2, tzinfo=UTC)], MAY_DAY_MS),
        (pa.timestamp("s"), [datetime(2026, 5, 1, 2)], MAY_DAY_MS),  # noqa: DTZ001
        (pa.int64(), [MAY_DAY_MS // 1000], MAY_DAY_MS),
        (pa.int64(), [MAY_DAY_MS], MAY_DAY_MS),
        (pa.int64(), [MAY_DAY_MS * 1000], MAY_DAY_MS),
        (pa.float64(), [MAY_DAY_MS / 1000 + 0.25], MAY_DAY_MS + 250),
        (pa.string(), ["2026-05-01T10:00:00+08:00"], MAY_DAY_MS),
    ],
)
def test_times_of_parquet(
    read: Reader, tmp_path: Path, kind: pa.DataType, values: list[object], expected: int
) -> None:
    """Timestamps without a zone are UTC, whole numbers are epochs by their size, texts are read as in CSV."""
    columns = {"caller": ["+8613912345678"], "callee": ["110"], "talk_s": [1]}
    pq.write_table(pa.table({**columns, "started_at": pa.array(values, kind)}), tmp_path / "calls.parquet")
    assert read(tmp_path / "calls.parquet").calls("start_ms") == [(expected,)]


def test_numbers_that_a_data_frame_made_floats_are_numbers(read: Reader, tmp_path: Path) -> None:
    """Integers and floats hold numbers as well as text does; NaN holds none."""
    table = {
        "caller": pa.array([13912345678.0, float("nan"), 13912345679.0]),
        "callee": pa.array([8613800000000, 95588, 110]),
        "started_at": [datetime(2026, 5, 1, 2, tzinfo=UTC)] * 3,
        "talk_s": [1, 1, 1],
        "cause": [16.0, float("nan"), float("nan")],
        "ring_s": [float("nan"), 2.0, 2.5],
    }
    pq.write_table(pa.table(table), tmp_path / "calls.parquet")
    got = read(tmp_path / "calls.parquet")
    assert got.calls("caller, callee, cause, ring_ms") == [
        (8613912345678, 8613800000000, 16, None),
        (8613912345679, 10**15 + 110, None, 2500),
    ]
    assert got.reasons() == [(2, "missing-caller")]
    assert got.reading.inputs[0].notes == ()


def test_a_column_of_a_wrong_type_is_refused(read: Reader, tmp_path: Path) -> None:
    """A type that cannot hold the column is an error that names both."""
    table = pa.table({"caller": ["1"], "callee": ["2"], "started_at": [True], "talk_s": [1]})
    pq.write_table(table, tmp_path / "calls.parquet")
    with pytest.raises(CallsError, match="started_at is of type bool"):
        read(tmp_path / "calls.parquet")


def test_tables_of_an_earlier_reading_are_replaced(read_text: Reader) -> None:
    """Reading twice into one connection leaves the second reading alone."""
    read_text(f"{HEADER},line\n{CALL},gw\nx,,,\n")
    got = read_text(f"{HEADER}\n{CALL}\n")
    assert len(got.calls()) == 1
    assert got.reasons() == []


def test_a_failed_reading_leaves_no_table(read_text: Reader, connection: duckdb.DuckDBPyConnection) -> None:
    """Nothing half-read stays behind an error, not even what was read before."""
    read_text(f"{HEADER}\n{CALL}\n")
    with pytest.raises(CallsError):
        read_text(f'{HEADER}\n{CALL}\n"+86139\n')
    assert connection.execute("SHOW TABLES").fetchall() == []


def test_engine_settings_are_left_as_they_were(
    read_text: Reader, connection: duckdb.DuckDBPyConnection
) -> None:
    """The connection is the caller's."""
    connection.execute("SET disabled_optimizers = 'unnest_rewriter'")
    read_text(f"{HEADER}\n{CALL}\n")
    assert connection.execute("SELECT current_setting('disabled_optimizers')").fetchall() == [
        ("unnest_rewriter",)
    ]
