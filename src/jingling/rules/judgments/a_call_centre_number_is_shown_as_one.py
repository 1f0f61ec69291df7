"""CN-95: numbers of 950, 951, 952, 954 and 957 are call centres' and value-added services'."""

from collections.abc import Mapping
from typing import Any

from jingling.numbers import NumberKind
from jingling.rules.situation import Situation


def judge(situation: Situation, _figures: Mapping[str, Any]) -> str | None:
    """Note that the number is a call centre's; large enterprises' own service numbers are spared."""
    return "call-centre" if situation.caller_kind is NumberKind.CALL_CENTRE_95 else None
