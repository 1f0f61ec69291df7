"""`jingling evaluate`: how well findings agree with the truth, and at whose cost.

Quotes recall at stated false-positive rates and at the shipped threshold, recall by kind of harasser,
and innocents wrongly flagged by role with the upper 95 % bound; never accuracy.
"""

import math
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow.parquet as pq

from jingling.detect.errors import ResultError
from jingling.detect.measure import LEAST_CALLS
from jingling.detect.report.evaluation import Calibration, CurvePoint, EvaluationPage, InnocentsByRole
from jingling.detect.scorecard import Floats

RATES = (1e-3, 1e-4)


def evaluate(findings: Path, truth: Path) -> EvaluationPage:
    """Compare `findings.parquet` with a truth file (`number, role, nuisance, campaign`).

    Returns:
        Plain values: `recall_at`, `at_threshold`, `recall_by_role`, `innocents_by_role`,
        `precision_recall` and `calibration`, each explained in `docs/evaluation.md`.

    Raises:
        ResultError: a file is missing, or has other columns.
    """
    found = _columns(findings, ("number", "score", "flagged", "calls"))
    known = _columns(truth, ("number", "role", "nuisance"))
    roles = dict(zip(known["number"], zip(known["role"], known["nuisance"], strict=True), strict=True))
    told = [roles.get(number, ("unknown", None)) for number in found["number"]]
    judged = np.array([nuisance is not None for _, nuisance in told])
    score = np.asarray(found["score"], dtype=np.float64)[judged]
    flagged = np.asarray(found["flagged"], dtype=bool)[judged]
    calls = np.asarray(found["calls"], dtype=np.int64)[judged]
    nuisance = np.array([bool(nuisance) for _, nuisance in told])[judged]
    role = np.array([role for role, _ in told])[judged]
    if not nuisance.any() or nuisance.all():
        raise ResultError(
            "The truth names no nuisance caller among the findings, or nobody else.",
            "Give the truth of the same records.",
        )
    counted = nuisance & (calls >= LEAST_CALLS)
    if not counted.any():
        raise ResultError(
            f"No nuisance caller made {LEAST_CALLS} calls: there is no recall to quote.",
            "Evaluate on more days, or on more callers.",
        )
    innocent = np.sort(score[~nuisance])[::-1]
    return {
        "callers": len(found["number"]),
        "callers_without_truth": int((~judged).sum()),
        "nuisance": int(nuisance.sum()),
        "nuisance_counted": int(counted.sum()),
        "least_calls": LEAST_CALLS,
        "recall_at": [
            {
                "false_positive_rate": rate,
                "recall": float((score[counted] > innocent[int(rate * len(innocent))]).mean()),
            }
            for rate in RATES
        ],
        "at_threshold": {
            "recall": float(flagged[counted].mean()),
            "false_positives": int((flagged & ~nuisance).sum()),
            "innocents": int((~nuisance).sum()),
            "false_positive_rate": float((flagged & ~nuisance).sum() / (~nuisance).sum()),
        },
        "recall_by_role": [
            {
                "role": str(name),
                "numbers": int((counted & (role == name)).sum()),
                "recall": float(flagged[counted & (role == name)].mean()),
            }
            for name in np.unique(role[counted])
        ],
        "innocents_by_role": [
            _innocents(str(name), flagged[~nuisance & (role == name)]) for name in np.unique(role[~nuisance])
        ],
        "precision_recall": _precision_recall(score, nuisance),
        "calibration": _calibration(score, nuisance),
    }


def _columns(path: Path, names: tuple[str, ...]) -> dict[str, list[Any]]:
    needs = f"Expected a Parquet file with the columns {', '.join(names)}."
    if not path.is_file():
        raise ResultError(f"{path}: no such file.", needs)
    try:
        table = pq.read_table(path, columns=list(names))
    except (OSError, ValueError) as fault:
        raise ResultError(f"{path}: {fault}", needs) from fault
    if missing := [name for name in names if name not in table.column_names]:
        raise ResultError(f"{path}: column {missing[0]} is missing.", needs)
    return {name: table.column(name).to_pylist() for name in names}


def _innocents(role: str, flagged: np.ndarray[Any, np.dtype[np.bool_]]) -> InnocentsByRole:
    wrongly, numbers = int(flagged.sum()), len(flagged)
    return {
        "role": role,
        "numbers": numbers,
        "flagged": wrongly,
        "per_10000": 1e4 * wrongly / numbers,
        "upper_95_per_10000": 1e4 * upper_bound(wrongly, numbers),
    }


def upper_bound(events: int, trials: int) -> float:
    """Return the exact upper 95 % bound of a proportion (Clopper & Pearson 1934, one-sided), by bisection."""
    if events >= trials:
        return 1.0

    def at_most(proportion: float) -> float:
        logs = [
            math.lgamma(trials + 1)
            - math.lgamma(k + 1)
            - math.lgamma(trials - k + 1)
            + k * math.log(proportion)
            + (trials - k) * math.log1p(-proportion)
            for k in range(events + 1)
        ]
        return sum(math.exp(log) for log in logs)

    low, high = events / trials, 1.0
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if at_most(middle) > 0.05 else (low, middle)
    return high


def _precision_recall(score: Floats, nuisance: np.ndarray[Any, np.dtype[np.bool_]]) -> list[CurvePoint]:
    """Return about 200 points of the curve, from the highest threshold to the lowest."""
    order = np.argsort(-score, kind="stable")
    hits = np.cumsum(nuisance[order])
    last_of_score = np.append(np.diff(score[order]) != 0, True)
    places = np.flatnonzero(last_of_score)
    places = places[np.unique(np.linspace(0, len(places) - 1, 200).astype(int))]
    return [
        {
            "threshold": float(score[order][at]),
            "precision": float(hits[at] / (at + 1)),
            "recall": float(hits[at] / nuisance.sum()),
        }
        for at in places
    ]


def _calibration(score: Floats, nuisance: np.ndarray[Any, np.dtype[np.bool_]]) -> list[Calibration]:
    """Return, for ten equal ranges of the score, its mean, the observed share and the count."""
    bins = np.minimum((score * 10).astype(int), 9)
    return [
        {
            "score": float(score[bins == at].mean()),
            "observed": float(nuisance[bins == at].mean()),
            "callers": int((bins == at).sum()),
        }
        for at in range(10)
        if (bins == at).any()
    ]
