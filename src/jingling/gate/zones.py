"""Zones 时区: where the called person's clock stands, never told from a number, which moves with people."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from jingling.lists.live import LiveLists
from jingling.numbers import normal_form

BEIJING_S = 28_800
"""Beijing's offset from UTC in seconds."""


def zone_offset_s(lists: LiveLists, callee: int, at: float) -> int:
    """Return the offset from UTC of the zone that a person declared; Beijing's, where they declared none."""
    if not lists.has_policies:
        return BEIJING_S
    policy = lists.policy(normal_form(callee) or "")
    return BEIJING_S if policy is None else offset_s(policy.zone, at)


def offset_s(zone: str, at: float) -> int:
    """Return a zone's offset from UTC at a time."""
    if zone == "Asia/Shanghai":
        return BEIJING_S
    offset = datetime.fromtimestamp(at, UTC).astimezone(ZoneInfo(zone)).utcoffset()
    return int(offset.total_seconds()) if offset is not None else BEIJING_S
