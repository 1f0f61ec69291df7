"""Local times to UTC in SQL, by the zone's own history.

The rules are spelt out as comparisons, so that every engine computes the same. An hour that was lived twice
is read as its first pass; an hour that was skipped never was, and gives null.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from difflib import get_close_matches
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from jingling.calls.contract import FIRST_MS, LAST_MS
from jingling.calls.errors import TimesError


@dataclass(frozen=True, slots=True)
class Change:
    """A change of a zone's offset.

    Args:
        at_ms: when, UTC epoch milliseconds.
        before_ms: offset until then, east positive.
        after_ms: offset from then on.
    """

    at_ms: int
    before_ms: int
    after_ms: int


def read_zone(name: str) -> ZoneInfo:
    """Read a zone by its IANA name.

    Raises:
        TimesError: there is none of that name.
    """
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as fault:
        near = get_close_matches(name, [zone for zone in available_timezones() if "/" in zone], n=3)
        raise TimesError(
            f"There is no zone {name!r}.",
            f"Near it: {', '.join(near)}." if near else "Give an IANA name: Asia/Shanghai.",
        ) from fault


@lru_cache
def changes(zone: ZoneInfo) -> tuple[Change, ...]:
    """Find the changes of a zone's offset within the years that calls may have."""
    day = timedelta(days=1)
    at = datetime.fromtimestamp(FIRST_MS / 1000, UTC) - 2 * day
    end = datetime.fromtimestamp(LAST_MS / 1000, UTC) + 2 * day
    found = []
    while at < end:
        if _offset_ms(zone, at) != _offset_ms(zone, at + day):
            low, high = at, at + day
            while high - low > timedelta(seconds=1):
                middle = low + timedelta(seconds=(high - low) // timedelta(seconds=2))
                low, high = (
                    (middle, high) if _offset_ms(zone, middle) == _offset_ms(zone, low) else (low, middle)
                )
            found.append(Change(int(high.timestamp() * 1000), _offset_ms(zone, low), _offset_ms(zone, high)))
        at += day
    return tuple(found)


def _offset_ms(zone: ZoneInfo, at: datetime) -> int:
    offset = at.astimezone(zone).utcoffset() or timedelta()
    return offset // timedelta(milliseconds=1)


def utc_sql(local: str, zone: ZoneInfo) -> str:
    """Return SQL from local milliseconds (as if they were UTC) to UTC milliseconds; null in a skipped hour.

    Args:
        local: SQL of the local time, best a column.
        zone: its zone.
    """
    known = changes(zone)
    steps: list[tuple[int, str]] = []
    for change in known:
        if change.after_ms > change.before_ms:
            steps.append((change.at_ms + change.before_ms, "NULL"))
        steps.append((change.at_ms + max(change.before_ms, change.after_ms), f"{local} - {change.after_ms}"))
    begin = known[0].before_ms if known else _offset_ms(zone, datetime.fromtimestamp(0, UTC))
    return _search(local, f"{local} - {begin}", steps)


def _search(local: str, before: str, steps: list[tuple[int, str]]) -> str:
    """Return a binary search over steps as nested CASE."""
    if not steps:
        return before
    middle = len(steps) // 2
    bound, after = steps[middle]
    low, high = _search(local, before, steps[:middle]), _search(local, after, steps[middle + 1 :])
    return f"CASE WHEN {local} < {bound} THEN {low} ELSE {high} END"


def twice_sql(local: str, zone: ZoneInfo) -> str:
    """Return an SQL condition: this local time was lived twice."""
    spans = [
        f"{local} >= {change.at_ms + change.after_ms} AND {local} < {change.at_ms + change.before_ms}"
        for change in changes(zone)
        if change.after_ms < change.before_ms
    ]
    return " OR ".join(spans) if spans else "false"
