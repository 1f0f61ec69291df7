"""The scorecard: a glass box in which every score is an intercept plus named contributions.

A card is an additive model (Lou, Caruana, Gehrke & Hooker, KDD 2013; fitted by `detect.learn` with
explainable boosting) cut down to what can be read: for each feature at most 31 cuts and the weight of
each interval, in log-odds, with a weight of its own for "not known". It is applied in SQL, so that every
engine gives the same score, and in Python, so that a score can be explained.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Term:
    """What one feature adds to the log-odds.

    Args:
        feature: the feature's name.
        cuts: ascending; a value equal to a cut belongs to the interval on its right.
        weights: one for each interval, one more than there are cuts.
        unknown: the weight where the value is NULL.
    """

    feature: str
    cuts: tuple[float, ...]
    weights: tuple[float, ...]
    unknown: float

    def contributions(self, values: Floats) -> Floats:
        """Return the weight of each value; NaN stands for NULL."""
        intervals = np.searchsorted(np.asarray(self.cuts), values, side="right")
        known = np.asarray(self.weights)[np.minimum(intervals, len(self.cuts))]
        return np.where(np.isnan(values), self.unknown, known)

    def sql(self) -> str:
        """Return the weight as SQL: a balanced tree of comparisons."""

        def tree(first: int, last: int) -> str:
            if first == last:
                return double_sql(self.weights[first])
            middle = (first + last + 1) // 2
            return (
                f"CASE WHEN {self.feature} < {double_sql(self.cuts[middle - 1])}"
                f" THEN {tree(first, middle - 1)} ELSE {tree(middle, last)} END"
            )

        whole = tree(0, len(self.cuts))
        return f"CASE WHEN {self.feature} IS NULL THEN {double_sql(self.unknown)} ELSE {whole} END"


@dataclass(frozen=True, slots=True)
class PairTerm:
    """What two features add together, beyond what each adds alone.

    Args:
        features: the two names.
        cuts: the ascending cuts of each.
        weights: a row for each interval of the first feature ("not known" first), a column for each of
            the second ("not known" first).
    """

    features: tuple[str, str]
    cuts: tuple[tuple[float, ...], tuple[float, ...]]
    weights: tuple[tuple[float, ...], ...]

    @property
    def feature(self) -> str:
        """The name under which the contribution is shown."""
        return " × ".join(self.features)

    def contributions(self, values: Sequence[Floats]) -> Floats:
        """Return the weight of each pair of values; NaN stands for NULL."""
        places = [
            np.where(
                np.isnan(column),
                0,
                1 + np.searchsorted(np.asarray(cuts), column, side="right").clip(max=len(cuts)),
            )
            for cuts, column in zip(self.cuts, values, strict=True)
        ]
        return np.asarray(self.weights)[places[0], places[1]]

    def sql(self) -> str:
        """Return the weight as SQL: for each interval of the first feature, a tree over the second."""
        first, second = self.features
        rows = [Term(second, self.cuts[1], row[1:], row[0]).sql() for row in self.weights]

        def tree(low: int, high: int) -> str:
            if low == high:
                return rows[low + 1]
            middle = (low + high + 1) // 2
            return (
                f"CASE WHEN {first} < {double_sql(self.cuts[0][middle - 1])}"
                f" THEN {tree(low, middle - 1)} ELSE {tree(middle, high)} END"
            )

        return f"CASE WHEN {first} IS NULL THEN {rows[0]} ELSE {tree(0, len(self.cuts[0]))} END"


@dataclass(frozen=True, slots=True)
class Scorecard:
    """An intercept and terms; their sum is the log-odds of the score.

    Args:
        intercept: log-odds before anything is known.
        terms: what each feature adds.
        pairs: what two features add together.
        threshold: the score from which a caller is flagged.
    """

    intercept: float
    terms: tuple[Term, ...]
    pairs: tuple[PairTerm, ...] = ()
    threshold: float = 0.5

    @property
    def features(self) -> tuple[str, ...]:
        """The names of the features that the card reads."""
        return tuple(term.feature for term in self.terms)

    def contributions(self, values: dict[str, Floats]) -> dict[str, Floats]:
        """Return each term's contributions for columns of feature values."""
        named = {term.feature: term.contributions(values[term.feature]) for term in self.terms}
        for pair in self.pairs:
            named[pair.feature] = pair.contributions([values[name] for name in pair.features])
        return named

    def log_odds(self, values: dict[str, Floats]) -> Floats:
        """Return the log-odds for columns of feature values."""
        total = np.full(len(next(iter(values.values()))), self.intercept)
        for column in self.contributions(values).values():
            total += column
        return total

    def log_odds_sql(self) -> str:
        """Return the log-odds as SQL over a relation that has the features' columns."""
        parts = [*(term.sql() for term in self.terms), *(pair.sql() for pair in self.pairs)]
        return " + ".join([double_sql(self.intercept), *(f"({part})" for part in parts)])

    def mapped(self, slope: float, shift: float) -> "Scorecard":
        """Return the card under the linear map `slope * log_odds + shift`, which keeps its parts additive."""

        def scaled(weights: Sequence[float]) -> tuple[float, ...]:
            return tuple(slope * weight for weight in weights)

        return Scorecard(
            slope * self.intercept + shift,
            tuple(Term(t.feature, t.cuts, scaled(t.weights), slope * t.unknown) for t in self.terms),
            tuple(PairTerm(p.features, p.cuts, tuple(scaled(row) for row in p.weights)) for p in self.pairs),
            self.threshold,
        )

    def blended(self, other: "Scorecard") -> "Scorecard":
        """Return the card whose log-odds are the mean of this one's and another's, over the same features."""
        theirs = {term.feature: term for term in other.terms}
        terms = []
        for mine in self.terms:
            cuts = tuple(sorted({*mine.cuts, *theirs[mine.feature].cuts}))
            # one value inside each interval tells the weight of the whole interval
            inside = np.array([cuts[0] - 1.0 if cuts else 0.0, *cuts])
            weights = (mine.contributions(inside) + theirs[mine.feature].contributions(inside)) / 2
            unknown = (mine.unknown + theirs[mine.feature].unknown) / 2
            terms.append(Term(mine.feature, cuts, tuple(map(float, weights)), unknown))
        pairs = tuple(
            PairTerm(p.features, p.cuts, tuple(tuple(weight / 2 for weight in row) for row in p.weights))
            for p in (*self.pairs, *other.pairs)
        )
        return Scorecard((self.intercept + other.intercept) / 2, tuple(terms), pairs, self.threshold)

    def to_json(self) -> dict[str, Any]:
        """Return the card as plain values."""
        return {
            "intercept": self.intercept,
            "threshold": self.threshold,
            "terms": [
                {"feature": t.feature, "cuts": list(t.cuts), "weights": list(t.weights), "unknown": t.unknown}
                for t in self.terms
            ],
            "pairs": [
                {
                    "features": list(p.features),
                    "cuts": [list(c) for c in p.cuts],
                    "weights": [list(r) for r in p.weights],
                }
                for p in self.pairs
            ],
        }

    @classmethod
    def from_json(cls, plain: dict[str, Any]) -> "Scorecard":
        """Return the card that plain values describe.

        Raises:
            KeyError, TypeError, ValueError: they describe none.
        """
        terms = []
        for t in plain["terms"]:
            term = Term(str(t["feature"]), _floats(t["cuts"]), _floats(t["weights"]), float(t["unknown"]))
            if len(term.weights) != len(term.cuts) + 1 or list(term.cuts) != sorted(term.cuts):
                raise ValueError(term.feature)
            terms.append(term)
        pairs = tuple(
            PairTerm(
                (str(p["features"][0]), str(p["features"][1])),
                (_floats(p["cuts"][0]), _floats(p["cuts"][1])),
                tuple(_floats(row) for row in p["weights"]),
            )
            for p in plain.get("pairs", ())
        )
        return cls(float(plain["intercept"]), tuple(terms), pairs, float(plain["threshold"]))


def _floats(values: Sequence[Any]) -> tuple[float, ...]:
    floats = tuple(float(value) for value in values)
    if not all(math.isfinite(value) for value in floats):
        raise ValueError(values)
    return floats


def double_sql(value: float) -> str:
    """Return a DOUBLE literal: without an exponent, both engines would read a decimal number."""
    written = repr(float(value))
    return written if "e" in written else f"{written}e0"


def probability_sql(log_odds: str) -> str:
    """Return SQL for the probability that a log-odds column stands for."""
    return f"1.0 / (1.0 + exp(-({log_odds})))"
