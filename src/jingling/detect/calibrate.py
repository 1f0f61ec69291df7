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
    """Return the card with the threshold that flags that share of all innocent callers, judged or not.

    Also returns how the threshold would have come out on each record set alone, at 1e-4.
    """
    innocent = [np.sort(_log_odds(card, names, sample)[sample.labels == 0])[::-1] for sample in tuning]
    pooled = np.sort(np.concatenate(innocent))[::-1]
    chosen = _at_most(pooled, false_positives * sum(sample.innocent for sample in tuning))
    alone = [_probability(_at_most(o, 1e-4 * s.innocent)) for o, s in zip(innocent, tuning, strict=True)]
    caught = np.concatenate([_log_odds(card, names, sample)[sample.labels == 1] for sample in tuning])
    facts: dict[str, object] = {
        "threshold_alone": [round(value, 6) for value in sorted(alone)],
        "innocent_callers": sum(sample.innocent for sample in tuning),
        "innocent_judged": len(pooled),
        "recall": round(float((caught >= chosen).mean()), 4),
    }
    threshold = _probability(chosen)
    return Scorecard(card.intercept, card.terms, card.pairs, threshold), facts


def _log_odds(card: Scorecard, names: Sequence[str], sample: "Sample") -> Floats:
    return card.log_odds({name: sample.values[:, at] for at, name in enumerate(names)})


def _at_most(descending: Floats, allowed: float) -> float:
    """Return the log-odds just above the first innocent caller that may no longer be flagged."""
    return float(descending[min(int(allowed), len(descending) - 1)]) + 1e-6


def _probability(log_odds: float) -> float:
    return float(1 / (1 + np.exp(-log_odds)))
