"""LINE-UNKNOWN: whoever asks before dialling names a line that is registered."""

from collections.abc import Mapping
from typing import Any

from jingling.rules.situation import Situation


def judge(situation: Situation, _figures: Mapping[str, Any]) -> str | None:
    """Answer where no register knows the line."""
    return "unregistered" if situation.line is None else None
