"""Calibration and threshold, on records that the card was not fitted on."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from jingling.detect.scorecard import Floats, Scorecard

if TYPE_CHECKING:
    from jingling.detect.fit import Sample


def calibrated(card: Scorecard, names: Sequence[str], tuning: Sequence["Sample"]) -> tuple[Scorecard, float]:
    """Return the card under the linear map of log-odds that fits `tuning` best, and the base rate there.

    Platt scaling (Platt 1999) without his prior counts: slope and shift by logistic regression.
    """
    from sklearn.linear_model import LogisticRegression

    odds = np.concatenate([_log_odds(card, names, sample) for sample in tuning])
    labels = np.concatenate([sample.labels for sample in tuning])
    line = LogisticRegression(C=1e6).fit(odds.reshape(-1, 1), labels.astype(int))
    return card.mapped(float(line.coef_[0, 0]), float(line.intercept_[0])), float(labels.mean())


def choose_threshold(
    card: Scorecard, names: Sequence[str], tuning: Sequence["Sample"], false_positives: float
) -> tuple[Scorecard, dict[str, object]]:
    """Return the card with its threshold: the median of what each record set needs for that rate.

    The rate is of all innocent callers of a set, judged or not. One set whose lawful callers behave as
    harassers do would drive a pooled threshold beyond use; the median says what usual records need, and
    the thresholds of all sets, returned beside it, say how far they drift.
    """
    alone = []
    for sample in tuning:
        innocent = np.sort(_log_odds(card, names, sample)[sample.labels == 0])[::-1]
        alone.append(float(innocent[min(int(false_positives * sample.innocent), len(innocent) - 1)]) + 1e-6)
    chosen = float(np.median(alone))
    odds = np.concatenate([_log_odds(card, names, sample) for sample in tuning])
    labels = np.concatenate([sample.labels for sample in tuning])
    callers = sum(sample.innocent for sample in tuning)
    facts: dict[str, object] = {
        "threshold_alone": [round(_probability(value), 6) for value in sorted(alone)],
        "innocent_callers": callers,
        "innocent_flagged": int((odds[labels == 0] >= chosen).sum()),
        "nuisance_judged": int(labels.sum()),
        "recall": round(float((odds[labels == 1] >= chosen).mean()), 4),
    }
    return Scorecard(card.intercept, card.terms, card.pairs, _probability(chosen)), facts


def _log_odds(card: Scorecard, names: Sequence[str], sample: "Sample") -> Floats:
    return card.log_odds({name: sample.values[:, at] for at, name in enumerate(names)})


def _probability(log_odds: float) -> float:
    return float(1 / (1 + np.exp(-log_odds)))
