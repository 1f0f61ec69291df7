"""CN-COLLECT-TRY: at most so many attempts in 24 hours at a debtor who does not answer."""

from collections.abc import Mapping
from typing import Any

from jingling.rules.situation import Situation


def judge(situation: Situation, figures: Mapping[str, Any]) -> str | None:
    """Count attempts to collect that were not answered over rolling hours."""
    attempts = situation.attempts
    within = figures["window_s"]
    unanswered = sum(age < within for age in attempts.collected) - sum(
        age < within for age in attempts.answered
    )
    return "reached" if unanswered >= figures["calls"] else None
