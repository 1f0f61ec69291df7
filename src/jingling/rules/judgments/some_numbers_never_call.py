"""LIST-DNO: numbers that never originate calls, and emergency numbers off their own lines."""

from collections.abc import Mapping
from typing import Any

from jingling.numbers import NumberKind
from jingling.rules.situation import Situation


def judge(situation: Situation, _figures: Mapping[str, Any]) -> str | None:
    """Answer where the number shown is on a do-not-originate list, or is an emergency number's."""
    if situation.caller_kind is NumberKind.EMERGENCY:
        line = situation.line
        # A phone that asks for its owner knows of no line; a call-back from 110 may well be one.
        if situation.line_name if line is None else line.kind != "emergency":
            return "emergency-number"
    for listing in situation.listings:
        if listing.list == "dno":
            return "listed"
    return None
