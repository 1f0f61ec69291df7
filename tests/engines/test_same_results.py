"""The same command gives the same results on DuckDB and on Spark; a difference is a failure, not a note."""

import hashlib
import json
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest
from spoilt_records import spoil

from jingling.calls import CallsError
from jingling.calls.quarantine import REASONS
from jingling.campaigns.memory import META
from jingling.city import hard, make_city
from jingling.detect.errors import DetectError
from jingling.detect.options import Options
from jingling.detect.result import ASKED, PARTS
from jingling.detect.run import detect
from jingling.engines.errors import EngineError
from jingling.engines.spark import SparkEngine, spell

pytestmark = pytest.mark.xdist_group("spark")

NEAR = 1e-9
"""How near scores and contributions are, absolutely, and features, relatively."""

RUN_ALONE = {"seconds", "peak_memory_bytes", "versions"}
"""What `summary.json` says of a run, rather than of the records."""

KEYS = (
    "campaign",
    "number",
    "earlier",
    "later",
    "line",
    "callee",
    "kind",
    "trait",
    "day",
    "hour",
    "file",
    "reason",
    "column",
    "value",
)

EVIDENCE = {"reasons": "feature", "evidence": "kind"}
"""Columns that list what speaks for a row, and what names each part."""

WEIGHTS = {"score", "probability", "contribution", "weight"}
"""Columns, and fields of evidence, that are compared absolutely."""


def both(paths: list[Path], out: Path, **options: Any) -> tuple[dict[str, Any], dict[str, Any]]:
    """Run on DuckDB and on Spark; return both summaries."""
    duckdb = Options(threads=2, state=out / "duckdb-days", **options)
    spark = Options(engine="spark", master="local[2]", state=out / "spark-days", **options)
    return detect(paths, out / "duckdb", duckdb), detect(paths, out / "spark", spark)


def assert_same_summary(one: dict[str, Any], other: dict[str, Any]) -> None:
    """Compare what two runs say of the same records."""
    assert one.keys() == other.keys()
    differ = [key for key in one.keys() - RUN_ALONE if one[key] != other[key]]
    assert not differ, [(key, one[key], other[key]) for key in differ]


def assert_same_tables(out: Path) -> None:
    """Compare the files of both results: scores and features within 1e-9, all else exactly."""
    for part in (*PARTS, *ASKED):
        there = [(out / engine / f"{part}.parquet").exists() for engine in ("duckdb", "spark")]
        assert there[0] == there[1], part
        if there[0]:
            tables = [pq.read_table(out / engine / f"{part}.parquet") for engine in ("duckdb", "spark")]
            assert_same_rows(part, *tables)


def assert_same_memory(out: Path) -> None:
    """Compare what both runs remember of the day's campaigns."""
    days = [sorted((out / f"{engine}-days").iterdir()) for engine in ("duckdb", "spark")]
    assert [day.name for day in days[0]] == [day.name for day in days[1]]
    for pair in zip(*days, strict=True):
        one, other = (pq.read_table(day) for day in pair)
        assert_same_rows("days", one, other)
        mine, theirs = (json.loads(table.schema.metadata[META]) for table in (one, other))
        assert mine["scores"] == pytest.approx(theirs["scores"], abs=NEAR, rel=0.0)
        assert mine["matches"] == theirs["matches"]


def assert_same_rows(part: str, one: pa.Table, other: pa.Table) -> None:
    """Compare two tables, their rows in one order."""
    assert plain_schema(one) == plain_schema(other), part
    assert one.num_rows == other.num_rows, part
    order = [(name, "ascending") for name in KEYS if name in one.column_names]
    order += [(name, "ascending") for name in ("calls",) if part == "number_lines"]
    one, other = (table.take(pc.sort_indices(table, sort_keys=order)) for table in (one, other))
    for name in one.column_names:
        left, right = one.column(name), other.column(name)
        if pa.types.is_floating(left.type):
            assert left.is_null().equals(right.is_null()), (part, name)
            values = [column.to_numpy() for column in (left, right)]
            near = {"atol": NEAR, "rtol": 0.0} if name in WEIGHTS else {"atol": 1e-7, "rtol": NEAR}
            np.testing.assert_allclose(*values, equal_nan=True, err_msg=f"{part}.{name}", **near)
        elif name in EVIDENCE:
            for mine, theirs in zip(left.to_pylist(), right.to_pylist(), strict=True):
                assert_same_evidence(mine, theirs)
        else:
            differ = [
                pair for pair in zip(left.to_pylist(), right.to_pylist(), strict=True) if pair[0] != pair[1]
            ]
            assert not differ, (part, name, differ[:5])


def assert_same_evidence(mine: list[dict[str, Any]] | None, theirs: list[dict[str, Any]] | None) -> None:
    """Compare what speaks for one score, part by part, in order."""
    assert (mine is None) == (theirs is None)
    for one, other in zip(mine or (), theirs or (), strict=True):
        for name in one:
            near = {"abs": NEAR} if name in WEIGHTS else {"rel": NEAR, "abs": 1e-7}
            same = pytest.approx(one[name], **near) if isinstance(one[name], float) else one[name]
            assert other[name] == same


def plain_schema(table: pa.Table) -> list[tuple[str, str]]:
    """Return names and types, whatever the inside of a list is called."""
    return [
        (field.name, str(field.type).replace("element: ", "").replace("item: ", "")) for field in table.schema
    ]


def test_spoilt_records_of_a_city_give_the_same_findings(spark: SparkEngine, tmp_path: Path) -> None:
    """100,000 records with forged lines, odd numbers, every fault, repeats and four layouts: all is equal."""
    assert spark.rows("SELECT 1") == [(1,)]
    made = make_city(hard(11, people=11_000), tmp_path / "city", workers=1)
    assert made.calls > 100_000
    spoil(tmp_path / "city" / "calls")
    register = tmp_path / "city" / "lines.csv"
    duckdb, other = both(
        [tmp_path / "city" / "calls"], tmp_path, lines=register, home_area="010", same_caller=True
    )
    of_text = {"wrong-field-count", "broken-quotes", "end-without-start", "not-a-call"}
    assert set(duckdb["quarantined_by_reason"]) == set(REASONS) - of_text
    assert duckdb["flagged"] > 100
    assert pq.read_metadata(tmp_path / "spark" / "campaigns.parquet").num_rows > 10
    assert_same_summary(duckdb, other)
    assert_same_tables(tmp_path)
    assert_same_memory(tmp_path)
    assert pc.any(pq.read_table(tmp_path / "spark" / "findings.parquet").column("shown_falsely")).as_py()


@pytest.mark.slow
def test_records_of_four_columns_give_the_same_findings(spark: SparkEngine, tmp_path: Path) -> None:
    """Records with the required columns alone, and a file without rows, are judged alike."""
    assert spark.rows("SELECT 1") == [(1,)]
    make_city(hard(12, people=2_000), tmp_path / "city", workers=1)
    files = sorted((tmp_path / "city" / "calls").glob("*.parquet"))
    for file in files:
        pq.write_table(pq.read_table(file, columns=["caller", "callee", "started_at", "talk_s"]), file)
    pq.write_table(pq.read_table(files[0]).slice(0, 0), tmp_path / "city" / "calls" / "none.parquet")
    duckdb, other = both([tmp_path / "city" / "calls"], tmp_path)
    assert "line" in duckdb["columns_missing"]
    assert_same_summary(duckdb, other)
    assert_same_tables(tmp_path)


def test_what_is_no_call_is_said_alike(spark: SparkEngine, tmp_path: Path) -> None:
    """Where nothing is a call, both engines say so in the same words."""
    pq.write_table(
        pa.table(
            {
                "caller": ["95588"],
                "callee": ["13912345678"],
                "started_at": pa.array([0], pa.timestamp("us", "UTC")),
                "talk_s": [-1.0],
            }
        ),
        tmp_path / "calls.parquet",
    )
    said = []
    for engine in ("duckdb", "spark"):
        with pytest.raises(DetectError) as fault:
            detect([tmp_path / "calls.parquet"], tmp_path / engine, Options(engine=engine))
        said.append(fault.value.message)
    assert said[0] == said[1]
    assert spark.rows("SELECT 1") == [(1,)]


def test_files_that_spark_cannot_read_are_refused(spark: SparkEngine, tmp_path: Path) -> None:
    """Text, times in text and hidden files are refused with what to do, in both languages."""
    assert spark.rows("SELECT 1") == [(1,)]
    text = tmp_path / "calls.csv"
    text.write_text("caller,callee,started_at,talk_s\n95588,13912345678,2026-03-10T10:00:00Z,5\n", "utf-8")
    columns = {"caller": ["1"], "callee": ["2"], "started_at": ["2026-03-10T10:00:00Z"], "talk_s": [1.0]}
    times, hidden = tmp_path / "times.parquet", tmp_path / "_calls.parquet"
    pq.write_table(pa.table(columns), times)
    pq.write_table(pa.table(columns), hidden)
    for path in (text, times, hidden):
        with pytest.raises(CallsError, match=path.name) as fault:
            detect([path], tmp_path / "out", Options(engine="spark", master="local[2]"))
        assert "Spark" in fault.value.message
        assert any("一" <= letter <= "鿿" for letter in fault.value.message + fault.value.hint)


def test_paths_may_be_uris(spark: SparkEngine, tmp_path: Path) -> None:
    """Patterns and directories are found by URI, without hidden files; files are read and hashed."""
    for name in ("a.parquet", "b.parquet", "_c.parquet", ".d.parquet"):
        (tmp_path / name).write_bytes(name.encode())
    for given in (f"file://{tmp_path}", f"file://{tmp_path}/[ab].parquet"):
        assert [file.rpartition("/")[2] for file in spark.files.find(given)] == ["a.parquet", "b.parquet"]
    with spark.files.open(f"file://{tmp_path}/a.parquet") as stream:
        stream.seek(-7, 2)
        assert stream.read() == b"parquet"
    assert spark.files.sha256(f"file://{tmp_path}/a.parquet") == hashlib.sha256(b"a.parquet").hexdigest()


def test_spelling_leaves_texts_and_names_alone() -> None:
    """Only code is spelt anew: a text keeps its brackets and slashes, its backslashes survive Spark."""
    sql = "SELECT a // 2, count(*) FILTER (b), CAST(c AS VARCHAR), '// [x] VARCHAR \\d', \"VARCHAR\", ['p']"
    assert spell(sql) == (
        "SELECT a  div  2, count(*) FILTER (WHERE b), CAST(c AS STRING), '// [x] VARCHAR \\\\d', \"VARCHAR\","
        " array('p')"
    )


def test_memory_is_an_amount(tmp_path: Path) -> None:
    """A memory limit that cannot be read is refused before Spark starts."""
    with pytest.raises(EngineError, match="no amount"):
        SparkEngine(memory="much", scratch=str(tmp_path))


@pytest.mark.slow
@pytest.mark.parametrize("people", [70_000, 1_400_000], ids=["1M", "20M"])
def test_large_cities_give_the_same_findings(spark: SparkEngine, tmp_path: Path, people: int) -> None:
    """A million records, and twenty, give the same findings, lines and features."""
    assert spark.rows("SELECT 1") == [(1,)]
    make_city(hard(11, people=people), tmp_path / "city")
    duckdb, other = both([tmp_path / "city" / "calls"], tmp_path, lines=tmp_path / "city" / "lines.csv")
    assert_same_summary(duckdb, other)
    assert_same_tables(tmp_path)
    assert json.loads((tmp_path / "spark" / "summary.json").read_text("utf-8")) == other
