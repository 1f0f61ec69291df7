"""Reports are tied to calls by number, proven called number and time; every other end is stated."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from typer.testing import CliRunner

from jingling.calls import read_calls
from jingling.cli import app
from jingling.complaints.intake import report_table
from jingling.complaints.matching import STATES, match_reports, rung_again
from jingling.complaints.report import Report

AT = datetime(2026, 7, 2, 7, 21, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
BASE = Report("R", "app", None, "", "", 8617000001234, AT, "minute", 8613912345678, called_proven=True)


@pytest.fixture(scope="module")
def records(tmp_path_factory: pytest.TempPathFactory) -> Iterator[duckdb.DuckDBPyConnection]:
    """Call records as Parquet, read by the contract: numbers written in several ways."""
    path = tmp_path_factory.mktemp("calls") / "calls.parquet"
    rows = [
        ("17000001234", "+8613912345678", AT + 3 * MINUTE, 9.0),
        ("17000001234", "13912345678", AT + 300 * MINUTE, 20.0),
        ("0086 17000001234", "13912345678", AT + 310 * MINUTE, 0.0),
        ("17000001234", "13900000000", AT + 700 * MINUTE, 5.0),
        ("02558880000", "13911111111", AT - 2000 * MINUTE, 5.0),
        ("02558880000", "13911111111", AT + 4000 * MINUTE, 5.0),
    ]
    columns = dict(zip(("caller", "callee", "started_at", "talk_s"), zip(*rows, strict=True), strict=True))
    pq.write_table(pa.table({name: list(values) for name, values in columns.items()}), path)
    with duckdb.connect() as connection:
        read_calls(connection, [path])
        yield connection


@pytest.mark.parametrize(
    ("report", "state", "calls"),
    [
        (BASE, "one-call", 1),
        (replace(BASE, called_at=AT + 305 * MINUTE), "several-calls", 2),
        (replace(BASE, called_at=AT + 18 * MINUTE), "one-call", 1),
        (replace(BASE, called_at=AT + 19 * MINUTE), "another-time", 0),
        (replace(BASE, called_at=AT + 700 * MINUTE), "another-time", 0),
        (replace(BASE, called=8613977777777, called_at=AT + 700 * MINUTE), "another-person", 0),
        (replace(BASE, key=8617000009999), "no-call", 0),
        (replace(BASE, called_at=AT + 9000 * MINUTE, key=8617000009999), "outside-records", 0),
        (replace(BASE, called_proven=False), "called-not-proven", 0),
        (replace(BASE, called_at=None), "not-enough", 0),
        (replace(BASE, key=None), "not-enough", 0),
        (replace(BASE, called_at=AT.replace(hour=0, minute=0), precision="day"), "several-calls", 3),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_each_report_ends_in_a_stated_result(
    records: duckdb.DuckDBPyConnection, report: Report, state: str, calls: int
) -> None:
    """Within fifteen minutes it fits, a minute later not; what is not proved is not looked up."""
    row = match_reports(records, report_table([report])).to_pylist()[0]
    assert (row["state"], row["calls"]) == (state, calls)
    assert (row["start_ms"] is None) == (calls == 0)
    assert state in STATES


def test_the_nearest_call_is_told(records: duckdb.DuckDBPyConnection) -> None:
    """Of several calls that fit, the one nearest in time is named with its talk."""
    told = replace(BASE, called_at=AT + 302 * MINUTE)
    row = match_reports(records, report_table([told])).to_pylist()[0]
    assert row["start_ms"] == int((AT + 300 * MINUTE).timestamp() * 1000)
    assert row["talk_ms"] == 20_000


def test_every_report_has_exactly_one_row(records: duckdb.DuckDBPyConnection) -> None:
    """However many calls fit, there is one row for each report, and none without reports."""
    told = [replace(BASE, report=f"R{at}", called_at=AT + at * 50 * MINUTE) for at in range(20)]
    assert match_reports(records, report_table(told)).num_rows == 20
    assert match_reports(records, report_table([])).num_rows == 0


def test_a_call_after_the_answer_contradicts_it(records: duckdb.DuckDBPyConnection) -> None:
    """Acted on after the first call: two more follow. After the last one: nothing contradicts."""
    acted = [
        {"report": "A", "key": BASE.key, "called": BASE.called, "acted_at": AT + 60 * MINUTE},
        {"report": "B", "key": BASE.key, "called": BASE.called, "acted_at": AT + 400 * MINUTE},
        {"report": "C", "key": BASE.key, "called": 8613911111111, "acted_at": AT},
    ]
    found = rung_again(records, pa.Table.from_pylist(acted)).to_pylist()
    assert found == [{"report": "A", "start_ms": int((AT + 300 * MINUTE).timestamp() * 1000), "calls": 2}]


def test_the_command_matches_an_import(tmp_path: Path) -> None:
    """`match` reads records as any command does, and writes one row for each report."""
    hotline = Path(__file__).with_name("fixtures") / "hotline.csv"
    calls = tmp_path / "calls.csv"
    calls.write_text(
        "caller,callee,started_at,talk_s\n17000001234,13912345678,2026-07-02 15:20:10,9\n", "utf-8"
    )
    runner = CliRunner()
    runner.invoke(app, ["complaints", "import", str(hotline), "--out", str(tmp_path / "in")])
    given = [
        "complaints",
        "match",
        str(tmp_path / "in"),
        "--calls",
        str(calls),
        "--timezone",
        "Asia/Shanghai",
    ]
    said = runner.invoke(app, [*given, "--json"])
    assert said.exit_code == 0, said.output
    assert json.loads(said.output) == {"one-call": 1, "called-not-proven": 1, "not-enough": 1}
    assert pq.read_table(tmp_path / "in" / "matches.parquet").num_rows == 3
    assert STATES["one-call"].zh in runner.invoke(app, [*given, "--lang", "zh"]).output
