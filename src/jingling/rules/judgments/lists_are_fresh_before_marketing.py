"""GATE-STALE: marketing waits when the feed of refusals has been silent for too long."""

from collections.abc import Mapping
from typing import Any

from jingling.rules.situation import Situation


def judge(situation: Situation, _figures: Mapping[str, Any]) -> str | None:
    """Answer for marketing over a feed that its configuration calls stale."""
    return "silent" if situation.feed_is_stale else None
