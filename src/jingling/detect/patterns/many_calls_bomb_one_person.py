"""Bombing: call after call on one person, often by several numbers at once.

Spares parents, lovers and friends, whose person calls back.
"""

from collections.abc import Mapping

from jingling.detect.patterns.pattern import Bools, Pattern
from jingling.detect.scorecard import Floats
from jingling.words import Words


def seen(f: Mapping[str, Floats]) -> Bools:
    """Tell who rings each person eight times or more, unanswered or cut short, and is never rung."""
    return (
        (f["calls_per_callee"] >= 8)
        & (f["attempts"] >= 20)
        & (f["mutual_share"] < 0.2)
        & ((f["talk_60s_share"] < 0.2) | (f["answered_share"] < 0.1))
    )


PATTERN = Pattern(
    "bombing",
    Words("call bombing", "呼死你"),
    Words(
        "It rings the same person again and again, is cut short or not answered, and is never called back.",
        "反复拨打同一人，多数未接或很快挂断，从无回拨。",
    ),
    seen,
)
