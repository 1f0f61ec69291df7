"""Exact repeats of a row or of a call_id: the first in file order stays, whatever a hash says."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from jingling.calls import relation

Reader = Callable[..., Any]
HEADER = "caller,callee,started_at,talk_s"
CALL = "+8613912345678,110,2026-05-01T10:00:00Z,1"


def test_the_first_of_equal_rows_stays(read_text: Reader) -> None:
    """Later rows that are written the same go to quarantine and name the first one's place."""
    got = read_text(f"{HEADER}\n{CALL}\n{CALL[:-1]}2\n{CALL}\n{CALL}\n")
    assert len(got.calls()) == 2
    assert got.reasons() == [(4, "repeated-row"), (5, "repeated-row")]
    assert "calls.csv, line 2." in got.rows("SELECT hint FROM quarantine")[0][0]
    assert (got.reading.rows_read, got.reading.rows_kept, got.reading.rows_quarantined) == (4, 2, 2)


def test_the_first_of_a_call_id_stays(read_text: Reader) -> None:
    """A call_id seen before costs the later row, with other values too; no call_id is no repeat."""
    rows = [
        f"{CALL},a",
        f"{CALL[:-1]}2,a",
        f"{CALL[:-1]}3,b",
        f"{CALL[:-1]}4,",
        f"{CALL[:-1]}5,",
        f"{CALL},a",
    ]
    got = read_text("\n".join([f"{HEADER},call_id", *rows]))
    assert got.calls("talk_ms, call_id") == [(1000, "a"), (3000, "b"), (4000, None), (5000, None)]
    assert got.rows('SELECT line, "column", value, reason FROM quarantine ORDER BY line') == [
        (3, "call_id", "a", "repeated-call-id"),
        (7, "", None, "repeated-row"),
    ]


def test_a_bad_row_is_not_the_first(read_text: Reader) -> None:
    """A call_id whose first row cannot be read is kept with the row that can."""
    got = read_text(f"{HEADER},call_id\n{CALL[:-1]}x,a\n{CALL},a\n{CALL},a\n")
    assert got.calls("talk_ms, call_id") == [(1000, "a")]
    assert got.reasons() == [(2, "talk-not-a-number"), (4, "repeated-row")]


def test_columns_outside_the_contract_make_rows_differ(read_text: Reader) -> None:
    """A whole row is all of its fields, those too that nobody maps."""
    got = read_text(f"number,{HEADER}\n1,{CALL}\n2,{CALL}\n2,{CALL}\n")
    assert got.reasons() == [(4, "repeated-row")]


def test_repeats_are_found_across_files_in_their_order(read: Reader, tmp_path: Path) -> None:
    """Two exports that overlap count each call once; the file named first is the first."""
    (tmp_path / "late.csv").write_text(f"{HEADER}\n{CALL}\n{CALL[:-1]}9\n")
    (tmp_path / "early.csv").write_text(f"{HEADER}\n{CALL}\n")
    got = read(tmp_path / "late.csv", tmp_path / "early.csv")
    assert [(Path(file).name, line) for file, line in got.rows("SELECT file, line FROM quarantine")] == [
        ("early.csv", 2)
    ]


def test_call_ids_are_compared_across_formats(read: Reader, tmp_path: Path) -> None:
    """A call_id is one call, in Parquet and in text."""
    table = {
        "caller": ["13912345678"],
        "callee": ["110"],
        "started_at": [datetime(2026, 5, 1, tzinfo=UTC)],
        "talk_s": [1],
    }
    pq.write_table(pa.table({**table, "call_id": ["a"]}), tmp_path / "a.parquet")
    (tmp_path / "b.csv").write_text(f"{HEADER},call_id\n{CALL},a\n")
    got = read(tmp_path)
    assert [
        (Path(file).name, reason) for file, reason in got.rows("SELECT file, reason FROM quarantine")
    ] == [("b.csv", "repeated-call-id")]


@pytest.mark.parametrize("kind", ["parquet", "csv"])
def test_rows_with_one_hash_are_told_apart(
    read: Reader, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    """With a hash so bad that all rows share it, only true repeats go."""
    monkeypatch.setattr(relation, "identity_sql", lambda _layout: "CAST(7 AS UBIGINT)")
    rows = duckdb.sql(
        """SELECT '+86139' || (10000000 + i % 300) AS caller, '110' AS callee,
        TIMESTAMPTZ '2026-05-01 00:00:00+00' + to_seconds(i % 300) AS started_at, i % 300 AS talk_s
        FROM range(310) t(i)"""
    )
    (rows.write_parquet if kind == "parquet" else rows.write_csv)(str(tmp_path / f"calls.{kind}"))
    got = read(tmp_path / f"calls.{kind}")
    assert (got.reading.rows_kept, got.reading.quarantined_by_reason) == (300, {"repeated-row": 10})
    first = 301 if kind == "parquet" else 302
    assert got.reasons() == [(line, "repeated-row") for line in range(first, first + 10)]


def test_odd_rows_are_compared_too(read_text: Reader) -> None:
    """Rows that needed a second look repeat like others."""
    odd = "0086 139 1234 5678,110,2026-05-01T10:00:00Z,1"
    got = read_text(f"{HEADER}\n{odd}\n{CALL}\n{odd}\n")
    assert got.reasons() == [(4, "repeated-row")]
    assert len(got.calls()) == 2
