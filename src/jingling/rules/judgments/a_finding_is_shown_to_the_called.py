"""LIST-FINDING: a number that detection found and a person confirmed is labelled, never cut for that."""

from collections.abc import Mapping
from typing import Any

from jingling.rules.situation import Situation


def judge(situation: Situation, _figures: Mapping[str, Any]) -> str | None:
    """Answer for a finding; an allowing list has taken the listing out of the situation."""
    for listing in situation.listings:
        if listing.list == "finding":
            return "found"
    return None
