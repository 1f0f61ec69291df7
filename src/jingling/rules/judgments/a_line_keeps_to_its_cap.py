"""CN-CAP: a line makes no more calls in 24 hours than its contract says."""

from collections.abc import Mapping
from typing import Any

from jingling.rules.situation import Situation


def judge(situation: Situation, _figures: Mapping[str, Any]) -> str | None:
    """Answer where the 24 hours that end now hold as many calls as the contract allows."""
    line = situation.line
    return (
        "reached"
        if line is not None and line.cap is not None and situation.attempts.on_line >= line.cap
        else None
    )
