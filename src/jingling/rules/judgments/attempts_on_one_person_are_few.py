"""CN-FREQ-A, -B and -C: how often the deployed platforms let one person be tried, and when."""

from collections.abc import Mapping
from typing import Any

from jingling.rules.situation import Situation
from jingling.rules.windows import Window


def judge(situation: Situation, figures: Mapping[str, Any]) -> str | None:
    """Answer in closed hours, then where any window already holds its number of attempts.

    Attempts are the principal's, by all its numbers, failed ones too.
    """
    for first, last in figures.get("closed_minutes", ()):
        if Window(first, last).holds(situation.minute):
            return "closed"
    ages = situation.attempts.on_person
    for calls, window_s in figures["windows"]:
        if len(ages) >= calls and ages[calls - 1] < window_s:
            return "too-often"
    return None
