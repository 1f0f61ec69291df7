"""CN-CONSENT: no marketing call without the person's own consent and its proof."""

from collections.abc import Mapping
from typing import Any

from jingling.rules.situation import MARKETING, Situation


def judge(situation: Situation, _figures: Mapping[str, Any]) -> str | None:
    """Look for a consent to this principal for marketing, given before now and not yet over."""
    lapsed = False
    for consent in situation.consents:
        if consent.principal in situation.principals and consent.purpose == MARKETING:
            if consent.given_at <= situation.at and (
                consent.expires_at is None or situation.at < consent.expires_at
            ):
                return None
            lapsed = True
    return "not-in-force" if lapsed else "without-proof"
