"""Fitting: from a user's own labels to a model that a run takes."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jingling.city import make_city, plain
from jingling.detect.errors import TrainingError
from jingling.detect.evaluate import evaluate
from jingling.detect.fit import Labelled, Sample, fit, read_labels
from jingling.detect.learn import fit_scorecard
from jingling.detect.model import load_model
from jingling.detect.options import Options
from jingling.detect.run import detect


def labelled(folder: Path, seed: int) -> Labelled:
    """Make a city of 2,000 people, and its truth as labels."""
    make_city(plain(seed, people=2000), folder, workers=1)
    return Labelled((folder / "calls",), folder / "truth.parquet")


def in_csv(labels: Path, path: Path) -> Path:
    """Write labels as a person would: CSV, 1 and 0, with a column that nobody asked for."""
    rows = pq.read_table(labels, columns=["number", "nuisance"]).to_pylist()
    lines = [f"{row['number']},{int(row['nuisance'])},seen" for row in rows]
    path.write_text("\n".join(["number,nuisance,remark", *lines]) + "\n", encoding="utf-8")
    return path


@pytest.mark.slow
# the learner remarks on features that are known of nobody, or not of everybody
@pytest.mark.filterwarnings("ignore")
def test_a_fitted_model_runs(tmp_path: Path) -> None:
    """A model fitted on own records and CSV labels loads, runs and finds most harassers again.

    It tells the rate allowed card by card, and the run tells that of the card it used.
    """
    train = [labelled(tmp_path / f"city-{seed}", seed) for seed in (1, 2)]
    tune = labelled(tmp_path / "city-3", 3)
    first = Labelled(train[0].calls, in_csv(train[0].labels, tmp_path / "labels.csv"))
    model = fit([first, train[1]], [tune], false_positives=1e-3, false_positives_required=1e-4)
    path = tmp_path / "model.json"
    path.write_text(model.to_json(), encoding="utf-8")
    assert load_model(path).digest == model.digest
    summary = detect(list(train[0].calls), tmp_path / "out", Options(model=path, threads=1))
    assert summary["model"]["digest"] == model.digest
    allowed = {name: card["false_positives"] for name, card in model.facts["cards"].items()}
    assert allowed == {"all columns": 1e-3, "required columns": 1e-4}
    assert summary["false_positive_rate"] == allowed[summary["cards"]]
    page = evaluate(tmp_path / "out" / "findings.parquet", train[0].labels)
    assert page["at_threshold"]["recall"] > 0.5
    assert page["at_threshold"]["false_positive_rate"] < 0.02


def test_labels_of_one_kind_are_an_error(tmp_path: Path) -> None:
    """Labels that call nobody a nuisance teach nothing, and that is said."""
    made = labelled(tmp_path / "city", 1)
    nobody = tmp_path / "nobody.csv"
    nobody.write_text("number,nuisance\n+8613700000001,0\n", encoding="utf-8")
    with pytest.raises(TrainingError, match="same") as caught:
        fit([Labelled(made.calls, nobody)], [made])
    assert caught.value.hint


def test_nothing_to_learn_from_is_an_error() -> None:
    """Without records there is no model."""
    with pytest.raises(TrainingError, match="no labelled calls"):
        fit([], [])


EXPECTED = {8613700000001: 1, 862788886666: 0}
"""Labels that both files below state."""


def test_labels_in_parquet_are_read(tmp_path: Path) -> None:
    """True and false become 1 and 0; numbers are read in any written form."""
    path = tmp_path / "labels.parquet"
    pq.write_table(pa.table({"number": ["+8613700000001", "02788886666"], "nuisance": [True, False]}), path)
    assert {row["number"]: row["nuisance"] for row in read_labels(path).to_pylist()} == EXPECTED


@pytest.mark.parametrize(
    "rows", ["+8613700000001,1\n+862788886666,0", "008613700000001,true\n02788886666,false"]
)
def test_labels_in_csv_are_read_as_texts(tmp_path: Path, rows: str) -> None:
    """A number in CSV is a text: its plus and its zeros count."""
    path = tmp_path / "labels.csv"
    path.write_text(f"number,nuisance\n{rows}\n", encoding="utf-8")
    assert {row["number"]: row["nuisance"] for row in read_labels(path).to_pylist()} == EXPECTED


def test_labels_that_contradict_each_other_are_an_error(tmp_path: Path) -> None:
    """One number both nuisance and not, however it is written, is named; the same label twice is not."""
    path = tmp_path / "labels.csv"
    path.write_text("number,nuisance\n+8613700000001,1\n008613700000001,0\n", encoding="utf-8")
    with pytest.raises(TrainingError, match=r"labels\.csv: .*13700000001"):
        read_labels(path)
    path.write_text("number,nuisance\n+8613700000001,1\n008613700000001,1\n", encoding="utf-8")
    assert read_labels(path).num_rows == 1


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=50)
@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=80))
def test_labels_of_any_text_end_in_no_traceback(tmp_path: Path, text: str) -> None:
    """Whatever a file of labels holds, it is read or refused by name."""
    path = tmp_path / "labels.csv"
    path.write_bytes(f"number,nuisance\n{text}".encode())
    try:
        read_labels(path)
    except TrainingError as caught:
        fault: TrainingError | None = caught
    else:
        fault = None
    assert fault is None or str(path) in fault.message


def test_weights_are_read_and_a_wrong_one_is_an_error(tmp_path: Path) -> None:
    """Without weights labels are certain; of two the greater counts; 0 and more than 1 are refused."""
    path = tmp_path / "labels.csv"
    path.write_text("number,nuisance\n13700000001,1\n", encoding="utf-8")
    assert read_labels(path)["weight"].to_pylist() == [1.0]
    path.write_text("number,nuisance,weight\n13700000001,1,0.2\n+8613700000001,1,0.5\n", encoding="utf-8")
    assert read_labels(path)["weight"].to_pylist() == [0.5]
    for wrong in ("0", "1.5"):
        path.write_text(f"number,nuisance,weight\n13700000001,1,{wrong}\n", encoding="utf-8")
        with pytest.raises(TrainingError, match="weight"):
            read_labels(path)


# the learner remarks on its own constants
@pytest.mark.filterwarnings("ignore")
def test_uncertain_positives_pull_less_than_certain_ones() -> None:
    """Where half of some callers is labelled by hearsay, a card follows them as far as they weigh."""
    chance = np.random.default_rng(1)
    values = chance.uniform(0, 1, (2000, 1))
    labels = (chance.uniform(size=2000) < np.where(values[:, 0] > 0.8, 0.5, 0.05)).astype(float)
    odds = []
    for weight in (1.0, 0.1):
        weights = np.where(labels == 1, weight, 1.0)
        card = fit_scorecard(["one"], values, labels, weights=weights)
        odds.append(float(card.log_odds({"one": np.array([0.9])})[0]))
    assert odds[1] < odds[0] - 1


def test_only_certain_labels_calibrate() -> None:
    """Uncertain rows are left out where scores are calibrated; if no positive is left, that is said."""
    sample = Sample(np.zeros((3, 1)), np.array([1.0, 1.0, 0.0]), 1, np.array([1.0, 0.5, 1.0]))
    assert sample.certain().labels.tolist() == [1.0, 0.0]
    with pytest.raises(TrainingError, match="uncertain"):
        replace(sample, weights=np.array([0.5, 0.5, 1.0])).certain()
