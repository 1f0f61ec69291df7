"""Proposing a class of complaint (类别建议): what a person's words propose, and how sure that is.

A class is decided by people; this only proposes one. A Chinese sentence is not words
with blanks between them, so the text is cut into runs of one and two characters, weighed by how rare they
are, and a linear model (logistic regression) weighs those. It learns from the texts of `classes`, each whole
sentence counted as several; an operator adds what the desk has decided. So that its certainty is not that of
knowing phrases by heart, it is calibrated on whole sentences held out, together with half of the words of
each trade, since other people's words are not ours: the log-odds are divided by the temperature that makes
the held-out certainty honest (Guo et al., On Calibration of Modern Neural Networks, ICML 2017). Under the
threshold nothing is proposed, and a person reads it.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt

from jingling.complaints.classes import Example, examples, trade_words
from jingling.complaints.errors import ModelError

Floats = npt.NDArray[np.float64]

THRESHOLD = 0.8
"""Under this certainty nothing is proposed: at it, 33 of 35 proposals were right (docs)."""

_FOLDS = 5
_WHOLE_WEIGHT = 5.0
_DIGITS = re.compile(r"[0-9０-９]+")


@dataclass(frozen=True, slots=True)
class Proposal:
    """What a text proposes (类别建议).

    Args:
        label: the likeliest class, a key of `class_words`.
        certainty: how probable it is, 0 to 1.
    """

    label: str
    certainty: float

    @property
    def proposed(self) -> bool:
        """Whether the certainty is at least `THRESHOLD`."""
        return self.certainty >= THRESHOLD


class Classifier:
    """A fitted model.

    Args:
        vectorizer: from texts to weights of character runs.
        model: from weights to log-odds of each class.
        temperature: what the log-odds are divided by.
    """

    def __init__(self, vectorizer: Any, model: Any, temperature: float) -> None:
        self._vectorizer, self._model, self.temperature = vectorizer, model, temperature
        self.labels = tuple(str(label) for label in model.classes_)

    def probabilities(self, texts: Sequence[str]) -> Floats:
        """Return how probable each class is: texts × `labels`."""
        odds = self._model.decision_function(self._vectorizer.transform([_plain(text) for text in texts]))
        return _shares(np.asarray(odds), self.temperature)

    def propose(self, texts: Sequence[str]) -> list[Proposal]:
        """Propose a class for each text."""
        if not texts:
            return []
        shares = self.probabilities(texts)
        return [Proposal(self.labels[int(row.argmax())], float(row.max())) for row in shares]


@cache
def classifier(decided: tuple[Example, ...] = ()) -> Classifier:
    """Fit the classifier; the same on every machine.

    Args:
        decided: further whole sentences, whose class people decided.

    Raises:
        ModelError: the extra `complaints` is not installed.
    """
    try:
        from sklearn.feature_extraction.text import TfidfVectorizer
        from sklearn.linear_model import LogisticRegression
        from threadpoolctl import threadpool_limits
    except ImportError as missing:
        raise ModelError(
            "Proposing classes needs the extra `complaints`.", "Run: pip install 'jingling[complaints]'"
        ) from missing

    def fitted(told: Sequence[Example]) -> tuple[Any, Any]:
        vectorizer = TfidfVectorizer(analyzer="char", ngram_range=(1, 2), sublinear_tf=True)
        model = LogisticRegression(C=30.0, max_iter=500)
        weights = [_WHOLE_WEIGHT if one.whole else 1.0 for one in told]
        found = vectorizer.fit_transform([_plain(one.text) for one in told])
        model.fit(found, [one.label for one in told], sample_weight=weights)
        return vectorizer, model

    told = [*examples(), *decided]
    whole = [one for one in told if one.whole]
    words = [one for one in told if one.text in trade_words().get(one.label, ())]
    odds, truth = [], []
    with threadpool_limits(1):  # many threads only wait for each other on matrices this small
        for fold in range(_FOLDS):
            held = whole[fold::_FOLDS]
            left_out = {*held, *words[fold % 2 :: 2]}
            vectorizer, model = fitted([one for one in told if one not in left_out])
            odds.append(model.decision_function(vectorizer.transform([_plain(one.text) for one in held])))
            truth += [list(model.classes_).index(one.label) for one in held]
        return Classifier(*fitted(told), _temperature(np.concatenate(odds), np.asarray(truth)))


def _plain(text: str) -> str:
    """Leave digits' values out: a number is no sign of a class, and must not be learnt by heart."""
    return _DIGITS.sub("0", text.casefold())


def _shares(odds: Floats, temperature: float) -> Floats:
    scaled = odds / temperature
    grown = np.exp(scaled - scaled.max(axis=1, keepdims=True))
    return np.asarray(grown / grown.sum(axis=1, keepdims=True))


def _temperature(odds: Floats, truth: npt.NDArray[np.int64]) -> float:
    """Return the temperature at which the held-out truth is likeliest."""
    rows = np.arange(len(truth))
    tried = np.geomspace(0.1, 10, 81)
    surprise = [-np.log(_shares(odds, one)[rows, truth] + 1e-12).mean() for one in tried]
    return float(tried[int(np.argmin(surprise))])
