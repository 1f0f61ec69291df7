"""What a text proposes: better than its baselines, as sure as it is right, and silent where it is not."""

import csv
import json
from collections import Counter
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
import pytest
from typer.testing import CliRunner

from jingling.cli import app
from jingling.complaints.cases import FRAUD
from jingling.complaints.classes import Example, class_words, examples, trade_words
from jingling.complaints.proposing import Proposal, classifier

FIXTURES = Path(__file__).with_name("fixtures")
ROWS = list(csv.DictReader((FIXTURES / "said.csv").read_text("utf-8").splitlines()))
TRUTH = [row["label"] for row in ROWS]


@pytest.fixture(scope="module")
def found() -> list[Proposal]:
    """Propose classes for the sentences that nothing was learnt from."""
    return classifier().propose([row["text"] for row in ROWS])


def macro_f1(told: list[str]) -> float:
    """Return the mean of the classes' F1."""

    def f1(label: str) -> float:
        right = sum(one == two == label for one, two in zip(told, TRUTH, strict=True))
        return 2 * right / (told.count(label) + TRUTH.count(label))

    return float(np.mean([f1(label) for label in class_words()]))


def test_it_beats_its_baselines(found: list[Proposal]) -> None:
    """Macro F1 on the held-out sentences is above that of words of the trade, and of one class for all."""

    def by_words(text: str) -> str:
        held = Counter({label: sum(word in text for word in words) for label, words in trade_words().items()})
        label, count = held.most_common(1)[0]
        return label if count else "other"

    ours = macro_f1([one.label for one in found])
    assert ours > macro_f1([by_words(row["text"]) for row in ROWS]) > macro_f1(["loan"] * len(ROWS))
    assert ours > 0.45


def test_it_is_as_sure_as_it_is_right(found: list[Proposal]) -> None:
    """Mean certainty and the share that is right differ by no more than chance on so few sentences allows."""
    right = [one.label == label for one, label in zip(found, TRUTH, strict=True)]
    assert np.mean([one.certainty for one in found]) == pytest.approx(np.mean(right), abs=0.14)
    sure = [ok for one, ok in zip(found, right, strict=True) if one.proposed]
    assert 0 < len(sure) < len(found)
    assert np.mean(sure) > np.mean(right)


def test_no_test_sentence_was_learnt_from() -> None:
    """The held-out sentences are in no training text."""
    learnt = {one.text for one in examples()}
    assert not learnt & {row["text"] for row in ROWS}


def test_digits_change_nothing_and_nonsense_is_left_to_people() -> None:
    """A number is no sign of a class; a text that says nothing is not proposed anything."""
    one, other, nonsense = classifier().propose(["说我有200000额度可以贷款", "说我有3额度可以贷款", "嗯"])
    assert one == other
    assert one.label == "loan"
    assert not nonsense.proposed
    assert classifier().propose([]) == []


def test_what_the_desk_decided_is_learnt() -> None:
    """Decided sentences move what is proposed for others like them."""
    text = "养蜂场的人问我要不要租蜂箱"
    decided = tuple(Example(f"{text}{mark}", "other", whole=True) for mark in "，。！～")
    before, after = (one.propose([text])[0] for one in (classifier(), classifier(decided)))
    assert after.label == "other"
    assert after.certainty > (before.certainty if before.label == "other" else 0)


def test_fraud_is_a_class_and_all_have_names_in_both_languages() -> None:
    """The class that puts a case on the police track exists; every class has its name."""
    assert FRAUD in class_words()
    assert all(words.en and words.zh for words in class_words().values())


def test_the_command_proposes_classes_for_an_import(tmp_path: Path) -> None:
    """`classify` writes one row for each report that says something, and decides nothing."""
    runner = CliRunner()
    runner.invoke(app, ["complaints", "import", str(FIXTURES / "hotline.csv"), "--out", str(tmp_path)])
    said = runner.invoke(app, ["complaints", "classify", str(tmp_path), "--json"])
    assert said.exit_code == 0, said.output
    assert json.loads(said.output)["reports"] == 3
    table = pq.read_table(tmp_path / "classes.parquet")
    assert set(table.column_names) == {"report", "label", "certainty", "proposed"}
    shown = runner.invoke(app, ["complaints", "classify", str(tmp_path), "--lang", "zh"])
    assert "类别由人决定" in shown.output
