"""NUM-INVALID: a number that no network ever gave out cannot be the caller's."""

from collections.abc import Mapping
from typing import Any

from jingling.numbers import NumberKind
from jingling.rules.situation import Situation

_NOT_A_CALLER = {NumberKind.UNASSIGNED, NumberKind.UNKNOWN}


def judge(situation: Situation, _figures: Mapping[str, Any]) -> str | None:
    """Answer where the plan has no such number; a withheld number is no false number."""
    return "impossible" if situation.caller_kind in _NOT_A_CALLER else None
