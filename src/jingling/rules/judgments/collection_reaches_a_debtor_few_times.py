"""CN-COLLECT-CAP: at most so many answered collection calls to one person in 24 hours."""

from collections.abc import Mapping
from typing import Any

from jingling.rules.situation import Situation


def judge(situation: Situation, figures: Mapping[str, Any]) -> str | None:
    """Count the principal's answered calls to this person over rolling hours, whatever number rang."""
    effective = sum(age < figures["window_s"] for age in situation.attempts.answered)
    return "reached" if effective >= figures["calls"] else None
