"""Evidence: how each kind of link between a number and the rest of its campaign is told."""

from dataclasses import dataclass
from typing import Literal

from jingling.words import Words


@dataclass(frozen=True, slots=True)
class EvidenceWords:
    """How one kind of evidence is told.

    Args:
        agrees: what it says where it speaks for belonging together.
        differs: what it says where it speaks against.
        counts: what it counts, if anything: people, or turns taken with the rest on one person.
    """

    agrees: Words
    differs: Words
    counts: Literal["people", "turns", ""] = ""


EVIDENCE = {
    "list": EvidenceWords(
        Words("rings the same people as the rest, beyond chance", "与其余号码拨打同一批人，超出偶然"),
        Words("rings other people than the rest", "与其余号码拨打的人不同"),
        counts="people",
    ),
    "turns": EvidenceWords(
        Words(
            "rings again whom the rest did not reach, and not whom they reached",
            "其余号码未接通的人由它接着打，已接通的人不再打",
        ),
        Words("rings people as if the rest had not rung them", "拨打时不顾其余号码是否已打通"),
        counts="turns",
    ),
    "habits": EvidenceWords(
        Words("calls in the same manner: pace, talk, hours", "拨打习惯相同：节奏、通话、时段"),
        Words("calls in another manner: pace, talk, hours", "拨打习惯不同：节奏、通话、时段"),
    ),
    "line": EvidenceWords(
        Words("comes over the same lines", "经由相同线路"),
        Words("comes over other lines", "经由不同线路"),
    ),
    "device": EvidenceWords(
        Words("is used in the same devices", "使用相同终端"),
        Words("is used in other devices", "使用不同终端"),
    ),
    "cell": EvidenceWords(
        Words("calls from the same cells", "从相同小区呼出"),
        Words("calls from other cells", "从不同小区呼出"),
    ),
    "block": EvidenceWords(
        Words("stands in the same block of a hundred numbers", "在同一百号段内"),
        Words("stands in another block of a hundred numbers", "在不同百号段内"),
    ),
    "suspicion": EvidenceWords(
        Words("is as suspect as the rest by what it does", "自身行为的可疑程度与其余号码相当"),
        Words("is more or less suspect than the rest by what it does", "自身行为的可疑程度与其余号码不同"),
    ),
}
"""Kinds of evidence by which a number belongs to a campaign."""


def evidence_words(kind: str) -> EvidenceWords:
    """Return how a kind of evidence is told; a kind that no catalogue knows stands for itself."""
    itself = Words(kind, kind)
    return EVIDENCE.get(kind, EvidenceWords(itself, itself))
