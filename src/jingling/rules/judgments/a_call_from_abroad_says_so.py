"""CN-INTL-LABEL: an incoming international call is shown as such."""

from collections.abc import Mapping
from typing import Any

from jingling.rules.situation import Situation


def judge(situation: Situation, _figures: Mapping[str, Any]) -> str | None:
    """Answer for every call by an international line."""
    return "from-abroad" if situation.line is not None and situation.line.kind == "international" else None
