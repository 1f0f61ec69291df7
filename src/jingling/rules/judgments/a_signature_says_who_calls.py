"""ID-PASSPORT: what a signed caller identity came to; one that is missing is held against nobody here."""

from collections.abc import Mapping
from typing import Any

from jingling.rules.situation import Situation


def judge(situation: Situation, _figures: Mapping[str, Any]) -> str | None:
    """Answer with how verification failed, or that a strict line demands what is missing."""
    identity = situation.identity
    if identity.failure:
        return identity.failure
    return "missing" if situation.strict_identity and identity.status == "none" else None
