"""Reports become uncertain positives: as heavy as people can be trusted, and read by `jingling fit`."""

import json
from dataclasses import replace
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from hypothesis import given
from tests.complaints.months_of_reports import reports, written
from tests.complaints.strategies import report_lists
from typer.testing import CliRunner

from jingling.cli import app
from jingling.complaints.labels import labels
from jingling.complaints.report import Report
from jingling.complaints.trust import HELD_BACK, Record
from jingling.detect.fit import read_labels
from jingling.numbers import read_number

ONE = Report(
    "R", "app", None, "17000001234", "+8617000001234", 8617000001234, called_proven=True, reporter="p1"
)


def test_two_people_weigh_more_than_one_and_a_flood_weighs_nothing() -> None:
    """One person two in three, two people eight in nine; a thousand numbers of one person give no label."""
    two = [ONE, replace(ONE, report="S", reporter="p2")]
    assert labels([ONE])["weight"].to_pylist() == pytest.approx([2 / 3])
    assert labels(two)["weight"].to_pylist() == pytest.approx([8 / 9])
    flood = [
        replace(ONE, report=f"F{at}", number=f"+86170000{at:05}", key=8617000000000 + at)
        for at in range(1000)
    ]
    assert labels(flood).num_rows == 0


def test_a_person_who_was_wrong_before_weighs_less() -> None:
    """What came of earlier reports lowers a label, until it is held back."""
    weights = [labels([ONE], {"p1": Record(refuted=wrong)})["weight"].to_pylist() for wrong in (0, 5, 50)]
    assert weights[0] > weights[1]
    assert weights[2] == []


@given(report_lists())
def test_a_label_is_a_positive_with_a_weight(told: list[Report]) -> None:
    """Every label says nuisance, weighs between held back and 1, and stands once."""
    made = labels(told)
    assert all(made["nuisance"].to_pylist())
    assert all(HELD_BACK <= weight <= 1 for weight in made["weight"].to_pylist())
    assert len(set(made["number"].to_pylist())) == made.num_rows


def test_numbers_without_a_reporter_give_no_label() -> None:
    """A bare list of numbers is as one person's flood: counted, and no word against anybody."""
    bare = [replace(one, reporter="", called_proven=False) for one in reports()]
    assert labels(bare).num_rows == 0


def test_the_command_writes_what_fit_reads(tmp_path: Path) -> None:
    """`labels` writes a file that the fitting reads, number by number, with its weights."""
    data, out = written(tmp_path / "data", reports()), tmp_path / "labels.parquet"
    said = CliRunner().invoke(app, ["complaints", "labels", str(data), "--out", str(out), "--json"])
    assert said.exit_code == 0, said.output
    made, read = pq.read_table(out), read_labels(out)
    assert made.num_rows == json.loads(said.output)["labels"] == read.num_rows > 0
    weights = dict(zip(read["number"].to_pylist(), read["weight"].to_pylist(), strict=True))
    for number, weight in zip(made["number"].to_pylist(), made["weight"].to_pylist(), strict=True):
        assert weights[read_number(number).key] == weight
