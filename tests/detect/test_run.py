"""A whole run: one finding for every caller, counts that tie out, scores that add up."""

import json
import math
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, Protocol

import duckdb
import pyarrow.parquet as pq
import pytest

from jingling.detect.errors import DetectError
from jingling.detect.options import Options
from jingling.detect.result import PARTS
from jingling.detect.run import detect
from jingling.engines.duckdb import quoted
from jingling.errors import JinglingError


class Run(Protocol):
    """What `small_run` gives."""

    city: Path
    model: Path
    out: Path
    summary: dict[str, Any]


Row = tuple[object, ...]
KEYS = {
    *("result", "rows_read", "rows_kept", "rows_quarantined", "quarantined_by_reason", "attempts"),
    *("columns", "columns_missing", "not_judged", "coverage", "features_unknown", "zone", "options", "cards"),
    *("threshold", "line_threshold", "false_positive_rate", "base_rate", "model", "seconds", "versions"),
    *("inputs", "calls_by_hour", "callers", "flagged", "flagged_lines", "first_at", "last_at"),
    *("campaigns", "campaign_numbers"),
    *("peak_memory_bytes", "simulated", "same_callers"),
}
"""What `summary.json` says."""


def query(sql: str, **files: Path) -> list[tuple[Any, ...]]:
    """Return rows of plain DuckDB, in UTC; `{name}` in the SQL is a Parquet file or folder of them."""
    tables = {
        name: f"read_parquet({quoted(str(path / '*.parquet' if path.is_dir() else path))})"
        for name, path in files.items()
    }
    with duckdb.connect() as connection:
        connection.execute("SET TimeZone = 'UTC'")
        return connection.execute(sql.format(**tables)).fetchall()


def findings(out: Path) -> list[dict[str, Any]]:
    """Return the findings of a result."""
    rows: list[dict[str, Any]] = pq.read_table(out / "findings.parquet").to_pylist()
    return rows


def written(folder: Path, rows: Sequence[str], header: str = "caller,callee,started_at,talk_s") -> Path:
    """Write call records as CSV."""
    path = folder / "calls.csv"
    path.write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
    return path


def busy(caller: str, calls: int) -> list[str]:
    """Return rows of a caller who rings as many strangers a minute apart, unanswered."""
    return [
        f"{caller},+86139{at:08d},2026-03-10T{1 + at // 60:02d}:{at % 60:02d}:00Z,0" for at in range(calls)
    ]


def test_every_caller_has_exactly_one_finding(small_run: Run) -> None:
    """The findings' numbers are the records' callers, each once, and the summary says how many."""
    callers = query("SELECT DISTINCT caller FROM {calls} ORDER BY 1", calls=small_run.city / "calls")
    found = sorted((row["number"],) for row in findings(small_run.out))
    assert found == callers
    assert small_run.summary["callers"] == len(callers)


def test_flagged_means_at_least_the_threshold(small_run: Run) -> None:
    """A finding is flagged exactly if its score reaches the threshold; the summary counts them; some are."""
    rows = findings(small_run.out)
    assert all(row["flagged"] == (row["score"] >= small_run.summary["threshold"]) for row in rows)
    assert sum(row["flagged"] for row in rows) == small_run.summary["flagged"] > 0
    lines = pq.read_table(small_run.out / "lines.parquet").to_pylist()
    assert all(row["flagged"] == (row["score"] >= small_run.summary["line_threshold"]) for row in lines)
    assert sum(row["flagged"] for row in lines) == small_run.summary["flagged_lines"] > 0


@pytest.mark.parametrize("part", ["findings", "lines"])
def test_intercept_and_contributions_add_up(small_run: Run, part: str) -> None:
    """Where reasons are told, they and the intercept are the score's log-odds; everyone flagged has them."""
    rows = pq.read_table(small_run.out / f"{part}.parquet").to_pylist()
    reasoned = [row for row in rows if row["reasons"] is not None]
    assert all(row["reasons"] is not None for row in rows if row["flagged"])
    assert len(reasoned) >= min(len(rows), 100)
    for row in reasoned:
        total = row["intercept"] + sum(reason["contribution"] for reason in row["reasons"])
        assert math.isclose(total, math.log(row["score"] / (1 - row["score"])), rel_tol=0, abs_tol=1e-9)


def test_who_is_not_judged_scores_the_intercept(small_run: Run) -> None:
    """Callers of fewer than eight calls of their own keep the intercept for a score, without reasons."""
    few = [row for row in findings(small_run.out) if row["calls"] < 8]
    assert few
    for row in few:
        assert row["reasons"] is None
        assert math.isclose(row["score"], 1 / (1 + math.exp(-row["intercept"])), rel_tol=1e-12)


def test_counts_equal_a_recount(small_run: Run) -> None:
    """Calls, callees, active local days, first and last call of everyone are those of the records."""
    recount = query(
        """SELECT caller, count(*), count(DISTINCT callee),
          count(DISTINCT CAST(started_at AT TIME ZONE 'UTC' AT TIME ZONE 'Asia/Shanghai' AS DATE)),
          CAST(min(started_at) AS TIMESTAMP), CAST(max(started_at) AS TIMESTAMP)
        FROM (SELECT * REPLACE (CAST(started_at AS TIMESTAMP) AS started_at) FROM {calls})
        GROUP BY caller ORDER BY caller""",
        calls=small_run.city / "calls",
    )
    found = query(
        """SELECT number, calls, callees, active_days, CAST(first_at AS TIMESTAMP), CAST(last_at AS TIMESTAMP)
        FROM {findings} ORDER BY number""",
        findings=small_run.out / "findings.parquet",
    )
    assert found == recount
    assert sum(row[1] for row in found) == small_run.summary["attempts"]


def test_every_line_has_one_row(small_run: Run) -> None:
    """Lines are told once each, with the calls, numbers and callees that the records show on them."""
    recount = query(
        """SELECT line, count(*), count(DISTINCT caller), count(DISTINCT callee) FROM {calls}
        WHERE line IS NOT NULL GROUP BY line ORDER BY line""",
        calls=small_run.city / "calls",
    )
    found = query(
        "SELECT line, calls, numbers, callees FROM {lines} ORDER BY line",
        lines=small_run.out / "lines.parquet",
    )
    assert found == recount


def test_false_calls_do_not_touch_the_numbers_shown(small_run: Run, tmp_path: Path) -> None:
    """Scores are what they would be had the forged calls never been recorded; nobody is flagged for them."""
    rows = findings(small_run.out)
    shown = {row["number"] for row in rows if row["shown_falsely"]}
    assert len(shown) >= 25
    query(
        """COPY (SELECT * EXCLUDE (on_line) FROM (
            SELECT *, count(*) OVER (PARTITION BY line, caller) AS on_line FROM {calls}) c
          WHERE NOT (on_line <= 3
            AND caller IN (SELECT number FROM {findings} WHERE shown_falsely)
            AND coalesce(line, '') IN (
              SELECT line FROM {lines} WHERE list_contains(patterns, 'false_caller_numbers'))))
        TO """
        + quoted(str(tmp_path / "true.parquet")),
        calls=small_run.city / "calls",
        findings=small_run.out / "findings.parquet",
        lines=small_run.out / "lines.parquet",
    )
    detect([tmp_path / "true.parquet"], tmp_path / "out", Options(model=small_run.model, threads=1))
    without = {row["number"]: row for row in findings(tmp_path / "out")}
    assert not any(row["shown_falsely"] for row in without.values())
    for row in rows:
        if row["number"] in without:
            assert math.isclose(row["score"], without[row["number"]]["score"], abs_tol=1e-12)
        else:
            assert row["shown_falsely"]
            assert not row["flagged"]
    harmed = query(
        """SELECT count(*) FROM {findings} f JOIN {truth} t ON f.number = t.number
        WHERE f.flagged AND t.role = 'forged'""",
        findings=small_run.out / "findings.parquet",
        truth=small_run.city / "truth.parquet",
    )
    assert harmed == [(0,)]


def test_a_register_proves_more_false(small_run: Run, tmp_path: Path) -> None:
    """With the city's register, numbers that a line may not show are told too, and no finding is lost."""
    options = Options(model=small_run.model, threads=1, lines=small_run.city / "lines.csv")
    detect([small_run.city / "calls"], tmp_path / "out", options)
    before = {row["number"] for row in findings(small_run.out) if row["shown_falsely"]}
    after = {row["number"] for row in findings(tmp_path / "out") if row["shown_falsely"]}
    assert after >= before
    assert {row["number"] for row in findings(tmp_path / "out")} == {
        row["number"] for row in findings(small_run.out)
    }


def test_the_summary_says_all_it_promises(small_run: Run) -> None:
    """The summary returned is the one written, with every key; its counts tie out; its model is beside it."""
    summary = json.loads((small_run.out / "summary.json").read_text(encoding="utf-8"))
    assert summary == small_run.summary
    assert set(summary) == KEYS
    assert summary["rows_read"] == summary["rows_kept"] + summary["rows_quarantined"]
    assert sum(given["rows"] for given in summary["inputs"]) == summary["rows_read"]
    assert sum(summary["calls_by_hour"]) == summary["attempts"]
    assert summary["simulated"]
    assert sum(summary["quarantined_by_reason"].values()) == summary["rows_quarantined"]
    assert all(len(given["sha256"]) == 64 for given in summary["inputs"])
    assert (small_run.out / "model.json").read_text(encoding="utf-8") == small_run.model.read_text(
        encoding="utf-8"
    )
    assert {path.name for path in small_run.out.iterdir()} == {
        *("summary.json", "model.json"),
        *(f"{part}.parquet" for part in PARTS),
    }


def test_two_runs_and_any_order_give_the_same_findings(small_run: Run, tmp_path: Path) -> None:
    """Neither another run, nor more threads, nor rows in another order and other files, change a finding."""
    (tmp_path / "shuffled").mkdir()
    for at in range(3):
        query(
            f"""COPY (SELECT * FROM {{calls}} WHERE hash(call_id, 7) % 3 = {at} ORDER BY hash(call_id))
            TO {quoted(str(tmp_path / "shuffled" / f"{at}.parquet"))}""",
            calls=small_run.city / "calls",
        )
    detect([small_run.city / "calls"], tmp_path / "again", Options(model=small_run.model, threads=1))
    detect([tmp_path / "shuffled"], tmp_path / "mixed", Options(model=small_run.model, threads=2))
    once = pq.read_table(small_run.out / "findings.parquet")
    assert pq.read_table(tmp_path / "again" / "findings.parquet").equals(once)
    for row, other in zip(
        sorted(findings(small_run.out), key=lambda row: str(row["number"])),
        sorted(findings(tmp_path / "mixed"), key=lambda row: str(row["number"])),
        strict=True,
    ):
        # sums of logarithms may differ in their last bits with the order of their parts
        assert math.isclose(row.pop("score"), other.pop("score"), rel_tol=1e-9)
        assert [reason["feature"] for reason in row.pop("reasons") or ()] == [
            reason["feature"] for reason in other.pop("reasons") or ()
        ]
        assert row == other


def test_the_four_required_columns_are_enough(small_run: Run, tmp_path: Path) -> None:
    """With caller, callee, time and talk alone everyone still has a finding; what was not judged is named."""
    query(
        "COPY (SELECT caller, callee, started_at, talk_s FROM {calls}) TO "
        + quoted(str(tmp_path / "four.parquet")),
        calls=small_run.city / "calls",
    )
    summary = detect([tmp_path / "four.parquet"], tmp_path / "out", Options(model=small_run.model, threads=1))
    assert summary["cards"] == "required columns"
    assert summary["not_judged"]
    assert all(said["en"] and said["zh"] for said in summary["not_judged"])
    assert {"ring_s", "hangup_share", "line_suspicion", "device_others"} <= set(summary["features_unknown"])
    assert {"line", "device", "ring_s", "released_by"} <= set(summary["columns_missing"])
    assert [
        row["number"] for row in sorted(findings(tmp_path / "out"), key=lambda row: str(row["number"]))
    ] == [
        number
        for (number,) in query(
            "SELECT DISTINCT caller FROM {calls} ORDER BY 1", calls=small_run.city / "calls"
        )
    ]


def test_without_lines_no_older_lines_survive(small_run: Run, tmp_path: Path) -> None:
    """A run over records that name no line leaves no lines beside its findings, not even an earlier run's."""
    out = tmp_path / "out"
    detect([small_run.city / "calls"], out, Options(model=small_run.model, threads=1))
    (out / "report.html").write_text("the earlier report")
    assert (out / "lines.parquet").is_file()
    detect([written(tmp_path, busy("+8613700000001", 30))], out, Options(model=small_run.model, threads=1))
    assert sorted(path.name for path in out.iterdir()) == sorted(
        ["summary.json", "model.json", *(f"{part}.parquet" for part in PARTS if "line" not in part)]
    )


def test_withheld_callers_are_kept_and_never_flagged(hand_model: Path, tmp_path: Path) -> None:
    """Calls without a number are one finding, never flagged; the same habits under a number are."""
    path = written(tmp_path, busy("anonymous", 100) + busy("+8613700000001", 100))
    detect([path], tmp_path / "out", Options(model=hand_model, threads=1))
    found = {row["number"]: row for row in findings(tmp_path / "out")}
    assert {number: (row["flagged"], row["calls"]) for number, row in found.items()} == {
        "anonymous": (False, 100),
        "+8613700000001": (True, 100),
    }


def test_numbers_are_told_as_read_and_as_written(hand_model: Path, tmp_path: Path) -> None:
    """A finding tells its number in normal form and as first seen; what no plan knows stands as it was."""
    path = written(
        tmp_path, [*busy("0086 137-0000-0001", 9), *busy("+8613700000002", 2), *busy("robot 7", 3)]
    )
    detect([path], tmp_path / "out", Options(model=hand_model, threads=1))
    assert {(row["number"], row["raw"], row["calls"]) for row in findings(tmp_path / "out")} == {
        ("+8613700000001", "0086 137-0000-0001", 9),
        ("+8613700000002", "+8613700000002", 2),
        ("robot 7", "robot 7", 3),
    }


def test_quarantine_is_counted_and_kept(hand_model: Path, tmp_path: Path) -> None:
    """Rows that are no calls are counted by reason and written down; the others are judged."""
    wrong = [",+8613900000000,2026-03-10T01:00:00Z,0", "+8613700000001,+8613900000000,soon,0"]
    path = written(tmp_path, busy("+8613700000001", 10) + wrong)
    summary = detect([path], tmp_path / "out", Options(model=hand_model, threads=1))
    assert (summary["rows_read"], summary["rows_kept"], summary["rows_quarantined"]) == (12, 10, 2)
    assert sum(summary["quarantined_by_reason"].values()) == 2
    rows = pq.read_table(tmp_path / "out" / "quarantine.parquet").to_pylist()
    assert [(row["line"], row["column"]) for row in rows] == [(12, "caller"), (13, "started_at")]


def test_a_single_call_is_a_result(hand_model: Path, tmp_path: Path) -> None:
    """One call gives one finding."""
    summary = detect(
        [written(tmp_path, busy("+8613700000001", 1))], tmp_path / "out", Options(model=hand_model, threads=1)
    )
    assert (summary["callers"], summary["flagged"], summary["simulated"]) == (1, 0, False)
    assert [(row["calls"], row["callees"], row["active_days"]) for row in findings(tmp_path / "out")] == [
        (1, 1, 1)
    ]


@pytest.mark.parametrize("rows", [[], [",+8613900000000,2026-03-10T01:00:00Z,0"]], ids=["empty", "all wrong"])
def test_nothing_read_leaves_the_earlier_result(hand_model: Path, tmp_path: Path, rows: list[str]) -> None:
    """Records without one call are an error with advice, and an earlier result stays whole."""
    good = tmp_path / "good"
    good.mkdir()
    detect([written(good, busy("+8613700000001", 1))], tmp_path / "out", Options(model=hand_model, threads=1))
    before = {path.name: path.read_bytes() for path in (tmp_path / "out").iterdir()}
    with pytest.raises(JinglingError) as caught:
        detect([written(tmp_path, rows)], tmp_path / "out", Options(model=hand_model, threads=1))
    assert caught.value.hint
    assert {path.name: path.read_bytes() for path in (tmp_path / "out").iterdir()} == before


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"zone": "Mars/Olympus"}, "Mars/Olympus"),
        ({"memory": "much'; DROP TABLE calls; --"}, "much"),
        ({"model": Path("absent.json")}, "absent.json"),
        ({"lines": Path("absent.csv")}, "absent.csv"),
    ],
)
def test_wrong_options_are_named(
    hand_model: Path, tmp_path: Path, options: dict[str, Any], said: str
) -> None:
    """A zone, an amount of memory, a model or a register that does not exist is an error that names it."""
    path = written(tmp_path, busy("+8613700000001", 1))
    with pytest.raises(JinglingError, match=said) as caught:
        detect([path], tmp_path / "out", Options(**{"model": hand_model, **options}))
    assert caught.value.hint


def test_an_output_that_is_a_file_is_named(hand_model: Path, tmp_path: Path) -> None:
    """An output directory that cannot be one is an error, and the file stays."""
    path = written(tmp_path, busy("+8613700000001", 1))
    with pytest.raises(DetectError, match=r"calls\.csv"):
        detect([path], path, Options(model=hand_model))
    assert path.is_file()


def test_two_runs_at_once_do_not_meet(hand_model: Path, tmp_path: Path) -> None:
    """Runs at the same time into two directories give each its own result."""
    path = written(tmp_path, busy("+8613700000001", 100))
    with ThreadPoolExecutor(2) as both:
        made = [
            both.submit(detect, [path], tmp_path / name, Options(model=hand_model, threads=1))
            for name in ("a", "b")
        ]
        assert [run.result()["flagged"] for run in made] == [1, 1]
    assert findings(tmp_path / "a") == findings(tmp_path / "b")


def test_one_directory_holds_one_run(hand_model: Path, tmp_path: Path) -> None:
    """A second run into a directory in use is refused, and the first ends as if alone."""
    path = written(tmp_path, busy("+8613700000001", 100))
    refused: list[str] = []

    def meanwhile(step: str) -> None:
        if step == "ties":
            with pytest.raises(DetectError, match="another run") as caught:
                detect([path], tmp_path / "out", Options(model=hand_model, threads=1))
            refused.append(caught.value.message)

    summary = detect([path], tmp_path / "out", Options(model=hand_model, threads=1), watch=meanwhile)
    assert refused
    assert summary["flagged"] == 1


def test_hostile_names_pass_unharmed(hand_model: Path, tmp_path: Path) -> None:
    """Lines, devices, folders and registers named like SQL are data from the records to the result."""
    folder = tmp_path / "it's; DROP TABLE calls; --"
    folder.mkdir()
    name = "x'; DROP TABLE calls; --"
    rows = [f'{row},"{name}","{name}"' for row in busy("+8613700000001", 40)]
    path = written(folder, rows, "caller,callee,started_at,talk_s,line,device")
    register = folder / "lines.csv"
    register.write_text(f'line,kind,numbers\n"{name}",enterprise,+8613700000002\n', encoding="utf-8")
    summary = detect([path], folder / "out", Options(model=hand_model, threads=1, lines=register))
    assert summary["rows_kept"] == 40
    assert [(row["shown_falsely"], row["flagged"]) for row in findings(folder / "out")] == [(True, False)]
    lines = pq.read_table(folder / "out" / "lines.parquet").to_pylist()
    assert [(row["line"], row["calls"], row["patterns"]) for row in lines] == [
        (name, 40, ["false_caller_numbers"])
    ]
