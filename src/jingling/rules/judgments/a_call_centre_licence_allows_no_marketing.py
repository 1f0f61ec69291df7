"""CN-B24: who holds a call-centre licence makes no commercial marketing calls, consent or not."""

from collections.abc import Mapping
from typing import Any

from jingling.rules.situation import Situation


def judge(situation: Situation, figures: Mapping[str, Any]) -> str | None:
    """Answer for a project under a licence of that kind; only marketing is asked about."""
    project = situation.project
    if project is None:
        return None
    licence = figures["licence"]
    return "marketing" if any(name.startswith(licence) for name, _ in project.licences) else None
