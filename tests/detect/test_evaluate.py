"""An evaluation counts what a hand would count, and bounds what it cannot know."""

import math
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jingling.detect.errors import ResultError
from jingling.detect.evaluate import evaluate, upper_bound

PEOPLE: list[tuple[str, str, bool, float, bool, int]] = [
    # number, role, nuisance, score, flagged, calls
    ("+8613700000001", "loan_agent", True, 0.99, True, 300),
    ("+8613700000002", "loan_agent", True, 0.60, False, 200),
    ("+8613700000003", "sim_pool", True, 0.97, True, 8),
    ("+8613700000004", "sim_pool", True, 0.10, False, 7),
    ("+8613700000005", "courier", False, 0.96, True, 90),
    ("+8613700000006", "courier", False, 0.20, False, 80),
    *((f"+86137000001{at:02d}", "person", False, 0.05, False, 5) for at in range(14)),
]


def laid(folder: Path, people: list[tuple[str, str, bool, float, bool, int]]) -> tuple[Path, Path]:
    """Write findings and truth, and one caller of whom nothing is known."""
    number, role, nuisance, score, flagged, calls = (list(column) for column in zip(*people, strict=True))
    found = {
        "number": [*number, "+8613999999999"],
        "score": [*score, 0.5],
        "flagged": [*flagged, False],
        "calls": [*calls, 10],
    }
    pq.write_table(pa.table(found), folder / "findings.parquet")
    # the truth has its own order, and names people who never called
    truth = {
        "number": [*reversed(number), "+8613800000000"],
        "role": [*reversed(role), "person"],
        "nuisance": [*reversed(nuisance), False],
        "campaign": pa.nulls(len(number) + 1, pa.string()),
    }
    pq.write_table(pa.table(truth), folder / "truth.parquet")
    return folder / "findings.parquet", folder / "truth.parquet"


def test_an_evaluation_equals_a_count_by_hand(tmp_path: Path) -> None:
    """Recall over those of eight calls or more, false positives over all innocents, both by role."""
    page: dict[str, Any] = dict(evaluate(*laid(tmp_path, PEOPLE)))
    assert (page["callers"], page["callers_without_truth"]) == (21, 1)
    assert (page["nuisance"], page["nuisance_counted"]) == (4, 3)
    assert page["at_threshold"] == {
        "recall": 2 / 3,
        "false_positives": 1,
        "innocents": 16,
        "false_positive_rate": 1 / 16,
    }
    # no innocent caller may be above: the courier at 0.96 is, so 0.99 and 0.97 count
    assert [(at["false_positive_rate"], at["recall"]) for at in page["recall_at"]] == [
        (1e-3, 2 / 3),
        (1e-4, 2 / 3),
    ]
    assert page["recall_by_role"] == [
        {"role": "loan_agent", "numbers": 2, "recall": 0.5},
        {"role": "sim_pool", "numbers": 1, "recall": 1.0},
    ]
    roles = {row["role"]: row for row in page["innocents_by_role"]}
    assert {role: (row["numbers"], row["flagged"]) for role, row in roles.items()} == {
        "courier": (2, 1),
        "person": (14, 0),
    }
    assert roles["courier"]["per_10000"] == 5000
    assert math.isclose(roles["person"]["upper_95_per_10000"], 1e4 * (1 - 0.05 ** (1 / 14)), rel_tol=1e-9)
    assert sum(row["callers"] for row in page["calibration"]) == 20
    assert page["precision_recall"][0] == {"threshold": 0.99, "precision": 1.0, "recall": 0.25}
    assert page["precision_recall"][-1] == {"threshold": 0.05, "precision": 0.2, "recall": 1.0}


def test_nuisance_callers_of_few_calls_alone_are_said(tmp_path: Path) -> None:
    """Where no nuisance caller made eight calls there is no recall to quote: an error that says so."""
    few = [
        (number, role, nuisance, score, flagged, 3) for number, role, nuisance, score, flagged, _ in PEOPLE
    ]
    with pytest.raises(ResultError, match="8 calls"):
        evaluate(*laid(tmp_path, few))


def test_a_truth_of_one_kind_is_an_error(tmp_path: Path) -> None:
    """Nothing can be told apart where all are nuisance, or none is."""
    for kind in (True, False):
        with pytest.raises(ResultError) as caught:
            evaluate(*laid(tmp_path, [person for person in PEOPLE if person[2] is kind]))
        assert caught.value.hint


def test_wrong_files_are_named(tmp_path: Path) -> None:
    """A file that is absent, no Parquet, or lacks a column is an error that names it and what it needs."""
    findings, truth = laid(tmp_path, PEOPLE)
    other, text = tmp_path / "other.parquet", tmp_path / "text.parquet"
    pq.write_table(pa.table({"number": ["1"]}), other)
    text.write_text("number,role,nuisance\n")
    for path in (tmp_path / "absent.parquet", other, text):
        for pair in ((path, truth), (findings, path)):
            with pytest.raises(ResultError, match=path.name) as caught:
                evaluate(*pair)
            assert "number" in caught.value.hint


@pytest.mark.parametrize("trials", [1, 2, 30, 1000, 30_000])
def test_no_event_is_bounded_exactly(trials: int) -> None:
    """Of n without an event the upper 95 % bound is 1 - 0.05^(1/n): 'rule of three'."""
    assert math.isclose(upper_bound(0, trials), 1 - 0.05 ** (1 / trials), rel_tol=1e-9)


@pytest.mark.parametrize(
    ("events", "trials", "bound"), [(1, 10, 0.394163), (5, 50, 0.198833), (10, 100, 0.163718), (10, 10, 1.0)]
)
def test_events_are_bounded_as_in_the_tables(events: int, trials: int, bound: float) -> None:
    """Bounds equal those of the beta distribution's 95 % point."""
    assert math.isclose(upper_bound(events, trials), bound, abs_tol=1e-6)


@given(st.integers(1, 400), st.data())
def test_a_bound_lies_above_the_share_and_rises(trials: int, data: st.DataObject) -> None:
    """A bound is above the share seen, at most 1, higher for more events and lower for more trials."""
    events = data.draw(st.integers(0, trials - 1))
    bound = upper_bound(events, trials)
    assert events / trials < bound <= 1
    assert bound < upper_bound(events + 1, trials)
    assert upper_bound(events, trials + 1) < bound
