"""CN-WIREBAIT: numbers found to bait with one ring (响一声), or to bomb a person with calls (呼死你)."""

from collections.abc import Mapping
from typing import Any

from jingling.rules.situation import Situation


def judge(situation: Situation, figures: Mapping[str, Any]) -> str | None:
    """Answer for a finding of such a class that a person has confirmed to the gate's lists."""
    for listing in situation.listings:
        if listing.list == "finding" and listing.kind in figures["classes"]:
            return "found"
    return None
