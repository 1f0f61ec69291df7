"""CN-REGISTER: a registration that lacks a field is none."""

from collections.abc import Mapping
from typing import Any

from jingling.rules.situation import Situation


def judge(situation: Situation, _figures: Mapping[str, Any]) -> str | None:
    """Answer where a registered field of the project is empty."""
    return "incomplete" if situation.project is not None and situation.project.missing else None
