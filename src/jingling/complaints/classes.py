"""Classes of complaints (举报类别): their official names, and what a person's words propose.

A class is decided by people; this only proposes one, with how sure it is. A Chinese sentence is not words
with blanks between them, so the text is cut into runs of one and two characters, weighed by how rare they
are, and a linear model (logistic regression) weighs those. It learns from what the project wrote: words of
each trade, phrases put into frames (`data/wording.toml`), and whole sentences (`data/said.csv`), each counted
as several; an operator adds what the desk has decided. So that its certainty is not that of knowing phrases
by heart, it is calibrated on whole sentences held out, together with half of the words of each trade, since
other people's words are not ours: the log-odds are divided by the temperature that makes the held-out
certainty honest (Guo et al., On Calibration of Modern Neural Networks, ICML 2017). Under the threshold
nothing is proposed, and a person reads it.
"""

import csv
import random
import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np
import numpy.typing as npt

from jingling.complaints.errors import ModelError
from jingling.words import Words

Floats = npt.NDArray[np.float64]

THRESHOLD = 0.8
"""Under this certainty nothing is proposed: at it, 33 of 35 proposals were right (docs)."""

_TEXTS_A_CLASS = 200
_FOLDS = 5
_WHOLE_WEIGHT = 5.0
_SEED = 20
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


@dataclass(frozen=True, slots=True)
class Example:
    """A training text: what it says, its class, and whether it is a whole sentence or made of phrases."""

    text: str
    label: str
    whole: bool


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
def class_words() -> dict[str, Words]:
    """Return the classes, by label."""
    return {label: Words(told["en"], told["zh"]) for label, told in _wording()["classes"].items()}


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


def examples() -> list[Example]:
    """Return the training texts, always the same: whole sentences, words, frames filled with phrases."""
    chance = random.Random(_SEED)  # noqa: S311 - wording, not secrets
    wording = _wording()
    made = [Example(row["text"], row["label"], whole=True) for row in _said()]
    for label, told in wording["classes"].items():
        made += [Example(term, label, whole=False) for term in told["terms"]]
        for at in range(_TEXTS_A_CLASS):
            filled = {part: chance.choice(told[part]) for part in ("who", "wants", "terms")}
            frame = wording["frames"][at % len(wording["frames"])]
            text = frame.format(**filled, other=chance.choice(told["terms"]))
            made.append(Example(text, label, whole=False))
    return made


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


def _said() -> list[dict[str, str]]:
    text = (files("jingling.complaints") / "data" / "said.csv").read_text("utf-8")
    return list(csv.DictReader(text.splitlines()))


@cache
def _wording() -> dict[str, Any]:
    return tomllib.loads((files("jingling.complaints") / "data" / "wording.toml").read_text("utf-8"))


def trade_words() -> dict[str, tuple[str, ...]]:
    """Return the words of each class's trade, by label."""
    return {label: tuple(told["terms"]) for label, told in _wording()["classes"].items()}
