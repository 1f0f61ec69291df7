"""CN-HOURS: a call keeps to the window of its project and of its line, where the called person is."""

from collections.abc import Mapping
from typing import Any

from jingling.rules.situation import Situation


def judge(situation: Situation, _figures: Mapping[str, Any]) -> str | None:
    """Answer outside the project's window, then outside the line's hours."""
    project, line = situation.project, situation.line
    if project is not None and project.window is not None and not project.window.holds(situation.minute):
        return "outside-the-projects"
    if line is not None and line.hours is not None and not line.hours.holds(situation.minute):
        return "outside-the-lines"
    return None
