"""CN-INTL86: a call from abroad that shows a number of the mainland."""

from collections.abc import Mapping
from typing import Any

from jingling.numbers import NumberKind
from jingling.rules.situation import Situation

_ROAMS = {NumberKind.MOBILE, NumberKind.VIRTUAL, NumberKind.SATELLITE, NumberKind.MACHINE}
_NOT_OF_THE_MAINLAND = {
    NumberKind.FOREIGN,
    NumberKind.ANONYMOUS,
    NumberKind.UNKNOWN,
    NumberKind.UNASSIGNED,
    NumberKind.EMERGENCY,
}


def judge(situation: Situation, _figures: Mapping[str, Any]) -> str | None:
    """Block what cannot roam; a mobile passes when it is known to roam and is labelled when unknown."""
    line = situation.line
    if line is None or line.kind != "international" or situation.caller_kind in _NOT_OF_THE_MAINLAND:
        return None
    if situation.caller_kind not in _ROAMS:
        return "cannot-roam"
    if situation.roaming is None:
        return "roaming-unknown"
    return None if situation.roaming else "does-not-roam"
