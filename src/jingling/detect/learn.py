"""Learning: from labelled features to a scorecard, by explainable boosting.

At most 16 intervals a feature, so that two cards blend into one of at most 32, which is quick in SQL and
can be read on one page. Company can only add suspicion as the others grow more suspect, so those terms
are held monotone.
"""

import warnings
from collections.abc import Sequence

import numpy as np

from jingling.detect.errors import TrainingError
from jingling.detect.scorecard import Floats, PairTerm, Scorecard, Term

INTERVALS = 16
PAIR_INTERVALS = 8


def fit_scorecard(
    names: Sequence[str],
    values: Floats,
    labels: Floats,
    *,
    weights: Floats | None = None,
    rising: frozenset[str] = frozenset(),
    pairs: int = 0,
    seed: int = 1,
) -> Scorecard:
    """Fit a card.

    Args:
        names: the features, one for each column of `values`.
        values: rows × features, NaN where not known.
        labels: 1 for a nuisance caller, 0 for another.
        weights: how much each row counts, above 0; all alike unless given.
        rising: features whose weights may only rise with the value.
        pairs: how many pairs of features may have a term of their own.
        seed: of the boosting's random choices.

    Raises:
        TrainingError: all labels are the same, or the `fit` extra is not installed.
    """
    if len(np.unique(labels)) < 2:
        raise TrainingError(
            "All labels are the same: there is nothing to tell apart.",
            "Give labels with both nuisance callers (1) and others (0).",
        )
    try:
        from interpret.glassbox import ExplainableBoostingClassifier
    except ImportError as missing:
        raise TrainingError("Fitting needs the extra `fit`.", "Run: pip install 'jingling[fit]'") from missing
    booster = ExplainableBoostingClassifier(
        feature_names=list(names),
        feature_types=["continuous"] * len(names),
        max_bins=INTERVALS,
        max_interaction_bins=PAIR_INTERVALS,
        interactions=pairs,
        outer_bags=3,
        inner_bags=0,
        learning_rate=0.05,
        max_rounds=1000,
        early_stopping_rounds=50,
        min_samples_leaf=20,
        monotone_constraints=[1 if name in rising else 0 for name in names],
        random_state=seed,
        n_jobs=2,
    )
    with warnings.catch_warnings():
        # it warns that NaN is not drawn in its own charts, and of columns that are nothing else
        warnings.simplefilter("ignore")
        booster.fit(values, labels.astype(int), sample_weight=weights)
    return exported(booster, names)


def exported(booster: object, names: Sequence[str]) -> Scorecard:
    """Return a fitted booster as a card with the same log-odds."""
    terms: list[Term] = []
    pairs: list[PairTerm] = []
    for members, scores in zip(booster.term_features_, booster.term_scores_, strict=True):  # type: ignore[attr-defined]
        cuts = []
        for member in members:
            levels = booster.bins_[member]  # type: ignore[attr-defined]
            cuts.append(tuple(float(cut) for cut in levels[min(len(members), len(levels)) - 1]))
        if len(members) == 1:
            terms.append(Term(names[members[0]], cuts[0], tuple(map(float, scores[1:-1])), float(scores[0])))
        else:
            pairs.append(
                PairTerm(
                    (names[members[0]], names[members[1]]),
                    (cuts[0], cuts[1]),
                    tuple(tuple(map(float, row[:-1])) for row in scores[:-1]),
                )
            )
    intercept = float(np.ravel(booster.intercept_)[0])  # type: ignore[attr-defined]
    return Scorecard(intercept, tuple(terms), tuple(pairs))
