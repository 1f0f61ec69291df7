"""CN-LEDGER: the ledger names who holds each enterprise line."""

from collections.abc import Mapping
from typing import Any

from jingling.rules.situation import Situation


def judge(situation: Situation, _figures: Mapping[str, Any]) -> str | None:
    """Answer where an enterprise line stands in the ledger without its holder."""
    line = situation.line
    return "no-holder" if line is not None and line.kind == "enterprise" and not line.holder else None
