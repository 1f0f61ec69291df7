"""Classes of complaints (举报类别): their official names, and the texts that show what each sounds like.

The texts are what the project wrote: words of each trade, phrases put into frames (`data/wording.toml`), and
whole sentences (`data/said.csv`).
"""

import csv
import random
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from jingling.words import Words

_TEXTS_A_CLASS = 200
_SEED = 20


@dataclass(frozen=True, slots=True)
class Example:
    """A training text: what it says, its class, and whether it is a whole sentence or made of phrases."""

    text: str
    label: str
    whole: bool


@cache
def class_words() -> dict[str, Words]:
    """Return the classes, by label."""
    return {label: Words(told["en"], told["zh"]) for label, told in _wording()["classes"].items()}


def trade_words() -> dict[str, tuple[str, ...]]:
    """Return the words of each class's trade, by label."""
    return {label: tuple(told["terms"]) for label, told in _wording()["classes"].items()}


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


def _said() -> list[dict[str, str]]:
    text = (files("jingling.complaints") / "data" / "said.csv").read_text("utf-8")
    return list(csv.DictReader(text.splitlines()))


@cache
def _wording() -> dict[str, Any]:
    return tomllib.loads((files("jingling.complaints") / "data" / "wording.toml").read_text("utf-8"))
