"""LIST-SYSTEM: numbers that the operator's own list blocks."""

from collections.abc import Mapping
from typing import Any

from jingling.rules.situation import Situation


def judge(situation: Situation, _figures: Mapping[str, Any]) -> str | None:
    """Answer for a listed number; an allowing list has taken the listing out of the situation."""
    for listing in situation.listings:
        if listing.list == "block":
            return "blocked"
    return None
