"""The model: the scorecards that ship, or that `jingling fit` made, and how to choose among them.

A model holds one pair of cards for each set of columns it was fitted for: the first look (a caller's own
behaviour) and the final card (with the company it keeps), and one card for lines. Cards are fitted at a
common base rate; each threshold was chosen on cities that no card was fitted on.
"""

import hashlib
import json
from dataclasses import dataclass
from functools import cached_property
from importlib.resources import files
from pathlib import Path
from typing import Any

from jingling.detect.errors import ModelError
from jingling.detect.scorecard import Scorecard

FORMAT = 1


@dataclass(frozen=True, slots=True)
class CardPair:
    """The cards for records with certain columns.

    Args:
        name: what the summary calls them.
        wants: optional columns that they were fitted with.
        first_look: on a caller's own behaviour.
        final: with the company it keeps; its threshold flags.
    """

    name: str
    wants: tuple[str, ...]
    first_look: Scorecard
    final: Scorecard


@dataclass(frozen=True)
class Model:
    """Everything that turns measurements into scores.

    Args:
        pairs: the richest columns first; the last wants none.
        lines: the card for lines.
        base_rate: share of nuisance callers at which scores are calibrated.
        facts: what it was fitted and tried on, for the summary and the documents.
    """

    pairs: tuple[CardPair, ...]
    lines: Scorecard
    base_rate: float
    facts: dict[str, Any]

    def choose(self, columns: frozenset[str]) -> CardPair:
        """Return the first pair of which at least half the wanted columns are there."""
        for pair in self.pairs:
            if 2 * len(columns.intersection(pair.wants)) >= len(pair.wants):
                return pair
        return self.pairs[-1]

    def to_json(self) -> str:
        """Return the model as the text of its file."""
        plain = {
            "format": FORMAT,
            "base_rate": self.base_rate,
            "facts": self.facts,
            "pairs": [
                {
                    "name": p.name,
                    "wants": list(p.wants),
                    "first_look": p.first_look.to_json(),
                    "final": p.final.to_json(),
                }
                for p in self.pairs
            ],
            "lines": self.lines.to_json(),
        }
        return json.dumps(plain, ensure_ascii=False, indent=1) + "\n"

    @cached_property
    def digest(self) -> str:
        """The SHA-256 of the model's file."""
        return hashlib.sha256(self.to_json().encode()).hexdigest()

    @classmethod
    def from_json(cls, text: str, origin: str) -> "Model":
        """Return the model that a file's text describes.

        Raises:
            ModelError: it describes none, or one of another format.
        """
        try:
            plain = json.loads(text)
            if plain["format"] != FORMAT:
                raise ModelError(
                    f"{origin}: the model has format {plain['format']}, this program reads {FORMAT}.",
                    "Fit it again with this version: jingling fit --help",
                )
            pairs = tuple(
                CardPair(
                    str(p["name"]),
                    tuple(map(str, p["wants"])),
                    Scorecard.from_json(p["first_look"]),
                    Scorecard.from_json(p["final"]),
                )
                for p in plain["pairs"]
            )
            lines = Scorecard.from_json(plain["lines"])
            return cls(pairs, lines, float(plain["base_rate"]), dict(plain["facts"]))
        except (KeyError, TypeError, ValueError, IndexError) as fault:
            raise ModelError(
                f"{origin}: this is not a model of jingling ({type(fault).__name__}: {fault}).",
                "`jingling fit … --out model.json` makes one; leave --model out for the one that ships.",
            ) from fault


def load_model(path: Path | None = None) -> Model:
    """Return the model in a file, or the one that ships.

    Raises:
        ModelError: there is no such file, or it holds no model.
    """
    if path is None:
        shipped = files("jingling.detect") / "model.json"
        return Model.from_json(shipped.read_text(encoding="utf-8"), "the shipped model")
    try:
        return Model.from_json(path.read_text(encoding="utf-8"), str(path))
    except OSError as fault:
        raise ModelError(f"{path}: {fault.strerror}.", "Give the path of a model.json.") from fault
