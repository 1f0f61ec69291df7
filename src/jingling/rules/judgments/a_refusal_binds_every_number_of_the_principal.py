"""CN-REFUSE-PRINCIPAL: a refusal heard on one number binds whoever it was made for, on every number."""

from collections.abc import Mapping
from typing import Any

from jingling.rules.situation import Situation


def judge(situation: Situation, _figures: Mapping[str, Any]) -> str | None:
    """Look for a refusal of another number of the same principal, or of the same campaign."""
    for refusal in situation.refusals:
        if refusal.number and refusal.number != situation.caller and refusal.covers(situation.purpose):
            if refusal.principal in situation.principals:
                return "another-number"
            if situation.campaign is not None and refusal.principal == situation.campaign:
                return "same-campaign"
    return None
