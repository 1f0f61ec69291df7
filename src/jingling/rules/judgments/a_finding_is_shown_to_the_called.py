"""LIST-FINDING: a number that detection found and a person confirmed is labelled, never cut for that."""

from collections.abc import Mapping
from typing import Any

from jingling.rules.situation import Situation


def judge(situation: Situation, _figures: Mapping[str, Any]) -> str | None:
    """Answer for a finding; an allowing list has taken the listing out of the situation."""
    return "found" if any(listing.list == "finding" for listing in situation.listings) else None
