"""An explanation says what the result says, for anyone, and hides numbers unless asked."""

import json
import math
import shutil
from pathlib import Path
from typing import Any, Protocol

import pyarrow.parquet as pq
import pytest

from jingling.detect.errors import ResultError
from jingling.detect.explain import CHANGED, GONE, TOO_FEW, explain_number
from jingling.detect.options import Options
from jingling.detect.report.explanation import Explanation, explanation_json, explanation_text
from jingling.detect.run import detect


class Run(Protocol):
    """What `small_run` gives."""

    city: Path
    model: Path
    out: Path
    summary: dict[str, Any]


def rows(run: Run) -> list[dict[str, Any]]:
    """Return the findings, the highest score first."""
    found: list[dict[str, Any]] = pq.read_table(run.out / "findings.parquet").to_pylist()
    return found


def told(explanation: Explanation) -> list[tuple[str, float | None, float]]:
    """Return the contributions as plain values."""
    return [(part.feature, part.value, part.contribution) for part in explanation.contributions]


def test_an_explanation_equals_the_stored_reasons(small_run: Run) -> None:
    """For numbers flagged and not, contributions are those stored; with the intercept they are the score."""
    reasoned = [row for row in rows(small_run) if row["reasons"] is not None]
    flagged = [row for row in reasoned if row["flagged"]]
    for row in [flagged[0], flagged[-1], reasoned[len(flagged)], reasoned[-1]]:
        made = explain_number(row["number"], small_run.out)
        assert told(made) == [
            (part["feature"], part["value"], part["contribution"]) for part in row["reasons"]
        ]
        total = made.intercept + sum(part.contribution for part in made.contributions)
        assert math.isclose(total, math.log(row["score"] / (1 - row["score"])), abs_tol=1e-9)
        assert (made.score, made.flagged, made.calls, made.callees) == (
            *(row["score"], row["flagged"]),
            *(row["calls"], row["callees"]),
        )
        assert list(made.patterns) == row["patterns"]
        assert made.threshold == small_run.summary["threshold"]
        assert sum(made.hours) == row["calls"]
        assert sum(calls for _, calls in made.lines) <= row["calls"]
        assert len(made.rung) == min(10, row["callees"])


def test_numbers_are_masked_unless_asked(small_run: Run) -> None:
    """Neither the number nor the people it rang are shown whole, in values, text or JSON, unless asked."""
    number = rows(small_run)[0]["number"]
    hidden, shown = explain_number(number, small_run.out), explain_number(number, small_run.out, unmask=True)
    assert shown.number == number
    assert "*" in hidden.number
    whole = [number, *(each.name for each in shown.rung)]
    assert not any("*" in name for name in whole)
    said = f"{json.dumps(explanation_json(hidden))} {hidden}"
    assert not any(name in said for name in whole)
    assert explanation_text(hidden, "zh") is not None


def test_who_was_not_judged_is_told_so(small_run: Run) -> None:
    """A caller of fewer than eight calls is explained without contributions, and the reason is said."""
    few = next(row for row in rows(small_run) if row["calls"] < 8 and not row["shown_falsely"])
    made = explain_number(few["number"], small_run.out)
    assert (made.contributions, made.patterns, made.flagged, made.judged) == ((), (), False, False)
    assert TOO_FEW in made.not_judged
    assert math.isclose(made.score, 1 / (1 + math.exp(-made.intercept)), rel_tol=1e-12)


def test_a_number_shown_falsely_is_told_so(small_run: Run) -> None:
    """A number that a gateway showed is explained as shown falsely, and nothing is held against it."""
    shown = next(row for row in rows(small_run) if row["shown_falsely"])
    made = explain_number(shown["number"], small_run.out)
    assert made.shown_falsely
    assert not made.flagged


def test_a_number_that_made_no_call_is_an_error(small_run: Run, tmp_path: Path) -> None:
    """An unknown number, and a folder without a result, are errors that say what to do."""
    with pytest.raises(ResultError, match="made no call") as caught:
        explain_number("+8613999999999", small_run.out)
    assert caught.value.hint
    with pytest.raises(ResultError, match="no result") as caught:
        explain_number("+8613999999999", tmp_path)
    assert caught.value.hint


def test_any_written_form_of_a_number_is_understood(small_run: Run) -> None:
    """A number is found however it is written."""
    number = next(row["number"] for row in rows(small_run) if row["number"].startswith("+861"))
    plain = explain_number(number, small_run.out)
    assert explain_number("00" + number[1:], small_run.out) == plain


def test_without_the_records_the_score_is_still_explained(small_run: Run, tmp_path: Path) -> None:
    """When the call records are gone, contributions stay, and what cannot be shown is said."""
    shutil.copytree(small_run.city / "calls", tmp_path / "calls")
    detect([tmp_path / "calls"], tmp_path / "out", Options(model=small_run.model, threads=1))
    number = rows(small_run)[0]["number"]
    before = explain_number(number, tmp_path / "out")
    shutil.rmtree(tmp_path / "calls")
    after = explain_number(number, tmp_path / "out")
    assert told(after) == told(before)
    assert (after.hours, after.rung, after.lines) == ((), (), ())
    assert GONE in after.not_judged
    assert GONE not in before.not_judged


def test_changed_records_are_not_passed_off_as_those_scored(small_run: Run, tmp_path: Path) -> None:
    """When a file holds other calls than it did, contributions stay, and nothing new is shown."""
    shutil.copytree(small_run.city / "calls", tmp_path / "calls")
    detect([tmp_path / "calls"], tmp_path / "out", Options(model=small_run.model, threads=1))
    number = rows(small_run)[0]["number"]
    before = explain_number(number, tmp_path / "out")
    one = min((tmp_path / "calls").iterdir())
    calls = pq.read_table(one)
    pq.write_table(calls.slice(1), one)
    after = explain_number(number, tmp_path / "out")
    assert told(after) == told(before)
    assert (after.score, after.calls) == (before.score, before.calls)
    assert (after.hours, after.rung, after.lines) == ((), (), ())
    assert CHANGED in after.not_judged
    assert CHANGED not in before.not_judged
