"""CN-INBOUND: access numbers receive; they call out only under a written undertaking (承诺书)."""

from collections.abc import Mapping
from typing import Any

from jingling.numbers import NumberKind
from jingling.rules.situation import Situation

_ACCESS = {NumberKind.SHARED_COST_400, NumberKind.FREEPHONE_800}


def judge(situation: Situation, figures: Mapping[str, Any]) -> str | None:
    """Answer for a 400 or 800 number unless the project's licences hold the undertaking."""
    if situation.caller_kind not in _ACCESS:
        return None
    project = situation.project
    undertaken = project is not None and any(
        name == figures["undertaking"] and (until is None or situation.at < until)
        for name, until in project.licences
    )
    return None if undertaken else "calls-out"
