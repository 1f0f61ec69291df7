"""Answers: what a rule may say of a call, prepared once so that a decision only points to it."""

from dataclasses import dataclass
from typing import Literal

from jingling.words import Words

Effect = Literal["note", "label", "challenge", "reject"]

EFFECTS: tuple[Effect, ...] = ("note", "label", "challenge", "reject")
"""From the mildest to the strongest; a verdict is the strongest effect among its reasons."""


@dataclass(frozen=True, slots=True)
class Answer:
    """One thing that one rule says.

    Attributes:
        key: code and name, `CN-CONSENT.without-proof`.
        code: the rule's id, `CN-CONSENT`.
        name: which of the rule's answers, `without-proof`; names are part of the documents.
        effect: what it does to the call. A `note` is said and changes nothing.
        strength: the effect's place in `EFFECTS`, 0 to 3.
        status: how firm the rule is: law, policy, standard, draft, practice, reading.
        source: where the rule stands.
        text: what is the matter, for a person.
        remedy: what would change the answer.
        label: the short text shown beside a labelled call; empty for other effects.
        cause: what kind of SIP answer fits: `policy`, `caller-number`, `identity`, `personal`, `analytics`.
    """

    key: str
    code: str
    name: str
    effect: Effect
    strength: int
    status: str
    source: Words
    text: Words
    remedy: Words
    label: Words
    cause: str

    def __hash__(self) -> int:
        return hash(self.key)  # a whole row of texts would be hashed at every call
