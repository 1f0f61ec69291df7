"""CN-PROJECT: an outbound call belongs to a registered project, in force, by its own numbers and lines."""

from collections.abc import Mapping
from typing import Any

from jingling.rules.situation import Situation


def judge(situation: Situation, _figures: Mapping[str, Any]) -> str | None:
    """Answer with the first thing that the project lacks."""
    project = situation.project
    if project is None:
        return "unknown" if situation.project_name else "none"
    if project.principal_id not in situation.principals or len(situation.principals) > 1:
        return "other-principal"
    for _, until in project.licences:
        if until is not None and situation.at >= until:
            return "licence-lapsed"
    if situation.line_name not in project.lines:
        return "other-line"
    return None if project.shows(situation.caller) else "other-number"
