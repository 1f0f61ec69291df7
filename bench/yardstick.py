"""LightGBM as the yardstick of the shipped cards: same features, same rows to learn from, same cities.

usage: python bench/yardstick.py [MODEL] [HELDOUT]     (defaults tmp/model, tmp/heldout)

MODEL holds the cities of `fit_shipped_model.py`, HELDOUT the results of `heldout_figures.py`. LightGBM learns
from those cities on which the final cards were fitted, measured with the shipped first look, and scores the
stranger's cities; a row for each of them gives both recalls at 1e-3 and 1e-4 of false positives.
"""

import argparse
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb
import lightgbm
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from fit_shipped_model import FITTED
from jingling.detect.evaluate import evaluate
from jingling.detect.features import FEATURES
from jingling.detect.options import Options
from jingling.detect.run import detect

NAMES = [feature.name for feature in FEATURES]
REQUIRED = "SELECT caller, callee, started_at, talk_s FROM read_parquet(?)"
PARAMETERS = {
    "objective": "binary",
    "learning_rate": 0.05,
    "num_leaves": 31,
    "min_data_in_leaf": 30,
    "feature_fraction": 0.5,
    "bagging_fraction": 0.7,
    "bagging_freq": 1,
    "lambda_l2": 5,
    "num_threads": 2,
    "verbose": -1,
    "seed": 1,
}


def main() -> None:
    """Print recall of card and yardstick for each of the stranger's cities."""
    parser = argparse.ArgumentParser()
    parser.add_argument("model", nargs="?", default="tmp/model", type=Path)
    parser.add_argument("heldout", nargs="?", default="tmp/heldout", type=Path)
    asked = parser.parse_args()
    for columns in ("all", "four"):
        booster = learned(asked.model, columns)
        for city in sorted(path for path in asked.heldout.iterdir() if path.is_dir()):
            out = city / f"out-{columns}"
            card = evaluate(out / "findings.parquet", city / "truth.parquet")
            other = evaluate(rescored(out, booster), city / "truth.parquet")
            rows = zip(card["recall_at"], other["recall_at"], strict=True)
            told = [
                f"at {one['false_positive_rate']:g}: card {one['recall']:.3f}, LightGBM {two['recall']:.3f}"
                for one, two in rows
            ]
            print(columns, city.name, *told, sep=" | ", flush=True)


def learned(cities: Path, columns: str) -> lightgbm.Booster:
    """Fit LightGBM on the cities of the final cards."""
    values, labels = [], []
    for seed in FITTED[1::2]:
        city = cities / str(seed)
        with TemporaryDirectory() as folder:
            calls = city / "calls"
            if columns == "four":
                calls = Path(folder) / "required.parquet"
                select = REQUIRED.replace("?", f"'{city}/calls/*.parquet'")
                duckdb.execute(f"COPY ({select}) TO '{calls}'")
            detect([calls], Path(folder) / "out", Options())
            rows = duckdb.sql(
                f"""SELECT {", ".join(NAMES)}, coalesce(t.nuisance, FALSE) AS nuisance
                FROM read_parquet('{folder}/out/features.parquet') f
                LEFT JOIN read_parquet('{city}/truth.parquet') t ON f.number = t.number ORDER BY f.number"""
            ).to_arrow_table()
        values.append(matrix(rows))
        labels.append(rows.column("nuisance").to_numpy(zero_copy_only=False).astype(np.float64))
    data = lightgbm.Dataset(np.concatenate(values), np.concatenate(labels))
    return lightgbm.train(PARAMETERS, data, 300)


def matrix(rows: pa.Table) -> np.ndarray:
    """Return the features as a matrix, NaN where not known."""
    return np.column_stack([rows.column(name).to_numpy().astype(np.float64) for name in NAMES])


def rescored(out: Path, booster: lightgbm.Booster) -> Path:
    """Write the findings of a result again with LightGBM's scores, and return where."""
    features = pq.read_table(out / "features.parquet")
    scores = dict(
        zip(features.column("number").to_pylist(), booster.predict(matrix(features)).tolist(), strict=True)
    )
    findings = pq.read_table(out / "findings.parquet", columns=["number", "flagged", "calls"])
    score = [scores.get(number, 0.0) for number in findings.column("number").to_pylist()]
    path = out / "yardstick.parquet"
    pq.write_table(findings.append_column("score", pa.array(score)), path)
    return path


if __name__ == "__main__":
    main()
