"""CN-REFUSE: who refused is not called again, by the number they refused or by whom they named."""

from collections.abc import Mapping
from typing import Any

from jingling.rules.situation import EVERYONE, Situation


def judge(situation: Situation, _figures: Mapping[str, Any]) -> str | None:
    """Look for a refusal of everyone, of the caller's principal by name, or of the number shown.

    Where nobody knows a call's purpose, a refusal of its number counts whatever its scope.
    """
    for refusal in situation.refusals:
        in_scope = refusal.scope in {"*", situation.purpose}
        if refusal.number:
            if refusal.number == situation.caller and (in_scope or not situation.purpose):
                return "this-number"
        elif in_scope:
            if refusal.principal == EVERYONE:
                return "everyone"
            if refusal.principal in situation.principals:
                return "this-principal"
    return None
