"""CN-PURPOSE: the purpose is the registered project's, and the line is for it."""

from collections.abc import Mapping
from typing import Any

from jingling.rules.situation import Situation


def judge(situation: Situation, _figures: Mapping[str, Any]) -> str | None:
    """Answer where the asker said another purpose, or the line was given for others."""
    project, line = situation.project, situation.line
    if project is None:
        return None
    if situation.asked_purpose and situation.asked_purpose != project.purpose:
        return "not-the-projects"
    if line is not None and line.kind == "enterprise" and project.purpose not in line.purposes:
        return "not-the-lines"
    return None
