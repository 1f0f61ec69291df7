"""CN-COLLECT-HOURS, US-HOURS: no calls of a purpose at night, where the called person is."""

from collections.abc import Mapping
from typing import Any

from jingling.rules.situation import Situation
from jingling.rules.windows import Window


def judge(situation: Situation, figures: Mapping[str, Any]) -> str | None:
    """Answer within the hours of rest."""
    rest = Window(figures["rest_first_minute"], figures["rest_last_minute"])
    return "at-night" if rest.holds(situation.minute) else None
