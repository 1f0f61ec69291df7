"""CN-CLI: a line shows the numbers it was given and no others; one without any may show none."""

from collections.abc import Mapping
from typing import Any

from jingling.numbers import ANONYMOUS_KEY
from jingling.rules.situation import Situation


def judge(situation: Situation, _figures: Mapping[str, Any]) -> str | None:
    """Hold the shown number against the register of an enterprise's or a subscriber's line."""
    line = situation.line
    if line is None:
        return None
    if line.kind == "enterprise" or (line.kind == "emergency" and line.ranges):
        return None if line.shows(situation.shown) else "not-the-lines-number"
    if line.kind == "subscriber" and situation.shown != ANONYMOUS_KEY:  # to withhold is a subscriber's right
        if line.ranges and not line.shows(situation.shown):
            return "not-the-lines-number"
        if situation.asserted and situation.asserted != situation.shown:
            return "not-the-asserted-number"
    return None
