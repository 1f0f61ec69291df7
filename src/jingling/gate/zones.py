"""Zones 时区: where the called person's clock stands, never told from a number, which moves with people."""

from datetime import UTC, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from jingling.lists.live import LiveLists
from jingling.numbers import normal_form

BEIJING_S = 28_800
"""Beijing's offset from UTC in seconds."""


def zone_offset_s(lists: LiveLists, callee: int, at: float, home: str) -> int:
    """Return the offset from UTC of the zone that a person declared; of `home`, where they declared none."""
    if not lists.has_policies:
        return offset_s(home, at)
    policy = lists.policy(normal_form(callee) or "")
    return offset_s(home if policy is None else policy.zone, at)


def offset_s(zone: str, at: float) -> int:
    """Return a zone's offset from UTC at a time."""
    return BEIJING_S if zone == "Asia/Shanghai" else _offset_s(zone, int(at) // 900 * 900)


@lru_cache(maxsize=1024)  # clocks are changed at full quarters of hours
def _offset_s(zone: str, at: int) -> int:
    offset = datetime.fromtimestamp(at, UTC).astimezone(ZoneInfo(zone)).utcoffset()
    return int(offset.total_seconds()) if offset is not None else BEIJING_S
