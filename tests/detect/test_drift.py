"""Drift: records that go beyond what a line was given, and those that do not."""

import csv
from pathlib import Path

import pytest

from jingling.detect.drift import Given, find_drift
from jingling.detect.options import Options
from jingling.detect.run import detect
from jingling.numbers import read_number

INSIDE, OUTSIDE = "+861051000005", "+861051000200"


def key(number: str) -> int:
    """Return a number's key."""
    return read_number(number).key


def given(line: str, hours: str = "", calls_per_day: int | None = None) -> Given:
    """Give a line a block of a hundred numbers."""
    return Given(line, "enterprise", ((key("+861051000000"), key("+861051000099")),), hours, calls_per_day)


@pytest.fixture
def result(tmp_path: Path) -> Path:
    """One line calls at 10:00 with its own number; another at 21:30, half of it with somebody else's."""
    with (tmp_path / "calls.csv").open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["caller", "callee", "started_at", "talk_s", "line"])
        for at in range(20):
            callee = f"+8613800{at:06d}"
            writer.writerow([INSIDE, callee, f"2026-03-10 10:{at:02d}:00+08:00", 30, "L1"])
            caller = OUTSIDE if at % 2 else INSIDE
            writer.writerow([caller, callee, f"2026-03-10 21:{30 + at}:00+08:00", 0, "L2"])
    detect([tmp_path / "calls.csv"], tmp_path / "out", Options())
    return tmp_path / "out"


def test_a_line_within_what_it_was_given_has_no_drift(result: Path) -> None:
    """Own numbers, own hours and fewer calls than given are no drift; hours count from the first minute."""
    drift = find_drift(result, [given("L1", "10:00-10:20", 20), given("L2", "21:30-03:00")])
    assert [(one.line, one.kind) for one in drift] == [("L2", "number-not-given")]


def test_numbers_hours_and_volumes_beyond_it_are_told(result: Path) -> None:
    """Each way of going beyond is told once for a line, with its calls, its numbers and masked examples."""
    drift = {(one.line, one.kind): one for one in find_drift(result, [given("L2", "09:00-18:00", 15)])}
    assert drift.keys() == {
        ("L2", "number-not-given"),
        ("L2", "outside-hours"),
        ("L2", "over-volume"),
        ("L1", "unregistered-line"),
    }
    shown = drift["L2", "number-not-given"]
    assert (shown.calls, shown.numbers, shown.examples) == (10, 1, ("010-****0200",))
    assert drift["L2", "outside-hours"].calls == 20
    assert drift["L2", "over-volume"].calls == 5
    assert drift["L1", "unregistered-line"].numbers == 1


def test_a_line_of_another_kind_may_show_any_number(result: Path) -> None:
    """A line between networks carries everybody's numbers; the list of numbers binds enterprises alone."""
    between = Given("L2", "interconnect", ())
    assert [one.line for one in find_drift(result, [between, given("L1")])] == []


def test_hours_past_midnight_run_on(result: Path) -> None:
    """Hours from evening to morning hold both sides of midnight, and nothing of the day."""
    drift = find_drift(result, [given("L1", "22:00-06:00"), Given("L2", "interconnect", (), "22:00-06:00")])
    assert [(one.line, one.kind, one.calls) for one in drift] == [
        ("L1", "outside-hours", 20),
        ("L2", "outside-hours", 20),
    ]
