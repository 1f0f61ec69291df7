"""CN-COLLECT-HOURS: no debt-collection calls at night."""

from collections.abc import Mapping
from typing import Any

from jingling.rules.situation import Situation
from jingling.rules.windows import Window


def judge(situation: Situation, figures: Mapping[str, Any]) -> str | None:
    """Answer for a collection call within the hours of rest."""
    rest = Window(figures["rest_first_minute"], figures["rest_last_minute"])
    return "at-night" if rest.holds(situation.minute) else None
