"""CN-SILENCE: who never said yes has said no, for every purpose that sells or asks."""

from collections.abc import Mapping
from typing import Any

from jingling.rules.situation import Situation


def judge(situation: Situation, _figures: Mapping[str, Any]) -> str | None:
    """Answer where the person gave this principal no consent for the purpose."""
    return (
        None
        if any(
            consent.principal in situation.principals
            and consent.purpose == situation.purpose
            and consent.given_at <= situation.at
            and (consent.expires_at is None or situation.at < consent.expires_at)
            for consent in situation.consents
        )
        else "no-answer"
    )
