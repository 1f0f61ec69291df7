"""CN-BURST: several unknown numbers on one person within minutes, after a call that came to nothing."""

from collections.abc import Mapping
from typing import Any

from jingling.rules.situation import Situation


def judge(situation: Situation, figures: Mapping[str, Any]) -> str | None:
    """Answer when this call is at least the so-manieth by an unknown number in the window."""
    within = sum(age < figures["window_s"] for age in situation.attempts.strangers)
    return "burst" if within + 1 >= figures["numbers"] else None
