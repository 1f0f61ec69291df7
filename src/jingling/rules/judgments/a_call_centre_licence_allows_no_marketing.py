"""CN-B24: who holds a call-centre licence makes no commercial marketing calls, consent or not."""

from collections.abc import Mapping
from typing import Any

from jingling.rules.situation import MARKETING, Situation


def judge(situation: Situation, figures: Mapping[str, Any]) -> str | None:
    """Answer for marketing under a licence of that kind."""
    project = situation.project
    if project is None or situation.purpose != MARKETING:
        return None
    licence = figures["licence"]
    return "marketing" if any(name.startswith(licence) for name, _ in project.licences) else None
