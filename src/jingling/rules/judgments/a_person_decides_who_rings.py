"""LIST-PERSONAL: the called person's own lists, then classes, in the operators' order (CN-PRIORITY)."""

from collections.abc import Mapping
from typing import Any

from jingling.rules.situation import NO_POLICY, Situation


def judge(situation: Situation, _figures: Mapping[str, Any]) -> str | None:
    """Answer with what the person's policy asks for; what they allow comes before what they block."""
    personal = situation.personal
    if personal is NO_POLICY:
        return None
    if personal.allowed or personal.expected:
        return None
    if personal.blocked:
        return "blocked"
    if personal.second_try or any(listing.list == "allow" for listing in situation.listings):
        return None
    return {"block": "class-blocked", "challenge": "class-challenged", "label": "class-labelled"}.get(
        personal.action
    )
