"""Figures as people read them, in both languages: shares, counts, durations, scores, times, hours.

Chinese counts from ten thousand on are told in 万 and 亿, rounded to three digits; `exact` is for sums
that must tie out. A value that is missing is said to be unknown, never shown as nothing.
"""

import math
from collections.abc import Sequence
from datetime import UTC, datetime, tzinfo

from jingling.words import Words

UNKNOWN = Words("not known", "无从得知")
MINUTE_S, HOUR_S, DAY_S = 60, 3600, 86400


def same(text: str) -> Words:
    """Say a text that is the same in both languages."""
    return Words(text, text)


def exact(count: int) -> str:
    """Group a count's digits by thousands: `9,834`."""
    return f"{count:,}"


def count(value: float) -> Words:
    """Say how many: `41,203` and `4.12万`; a fraction of one (a mean) keeps one decimal."""
    if value != int(value) and abs(value) < 100:
        return same(f"{value:,.1f}")
    whole = round(value)
    for unit, name in ((100_000_000, "亿"), (10_000, "万")):
        if whole >= unit:
            scaled = whole / unit
            decimals = max(0, 2 - int(math.log10(scaled)))
            digits = f"{scaled:,.{decimals}f}"
            return Words(exact(whole), f"{digits.rstrip('0').rstrip('.') if decimals else digits}{name}")
    return same(exact(whole))


def share(value: float) -> Words:
    """Say a fraction of 1 as a percentage that never rounds to none or to all by itself."""
    if 0 < value < 0.001:
        return same("<0.1%")
    if 0.999 < value < 1:
        return same(">99.9%")
    digits = f"{value * 100:.1f}" if value < 0.1 or value > 0.99 else f"{value * 100:.0f}"
    return same(f"{digits.removesuffix('.0')}%")


def ratio(value: float) -> Words:
    """Say a ratio to about two significant digits."""
    return same(
        f"{value:,.0f}" if abs(value) >= 100 else f"{value:.1f}" if abs(value) >= 10 else f"{value:.2f}"
    )


def score(value: float) -> str:
    """Say a probability to three decimals; what is not quite 0 or 1 does not read as 0 or 1."""
    if 0 < value < 0.001:
        return "<0.001"
    if 0.999 < value < 1:
        return ">0.999"
    return f"{value:.3f}"


def seconds(value: float) -> Words:
    """Say a duration in words, in its two largest units: `2 minutes 5 seconds`."""
    if value < 10 and value != int(value):
        return Words(f"{value:.1f} seconds", f"{value:.1f} 秒")
    left = round(value)
    parts: list[Words] = []
    for size, one, zh in (
        (DAY_S, "day", "天"),
        (HOUR_S, "hour", "小时"),
        (MINUTE_S, "minute", "分"),
        (1, "second", "秒"),
    ):
        amount, left = divmod(left, size)
        if amount:
            parts.append(Words(f"{amount} {one}{'' if amount == 1 else 's'}", f"{amount} {zh}"))
        elif parts:
            break
        if len(parts) == 2:
            break
    if not parts:
        return Words("0 seconds", "0 秒")
    return Words(" ".join(part.en for part in parts), " ".join(part.zh for part in parts))


def value_of(value: float | None, unit: str) -> Words:
    """Say a feature's value by its unit (`jingling.detect.features.Unit`); one without a unit is a score."""
    if value is None or math.isnan(value):
        return UNKNOWN
    sayers = {"share": share, "count": count, "rate": count, "seconds": seconds, "ratio": ratio}
    sayer = sayers.get(unit)
    return sayer(value) if sayer else same(score(value))


def time_of(epoch_ms: int | None, zone: tzinfo) -> str:
    """Tell a moment as local date and time to the minute; empty where it is not known."""
    if epoch_ms is None:
        return ""
    return datetime.fromtimestamp(epoch_ms / 1000, tz=UTC).astimezone(zone).strftime("%Y-%m-%d %H:%M")


def busy_hours(hours: Sequence[int], covering: float = 0.9) -> tuple[int, int] | None:
    """Find the shortest run of hours, over midnight too, that holds 90 % of the calls.

    Args:
        hours: calls by local hour, 24 of them.
        covering: the share of calls that the run must hold.

    Returns:
        Its first hour, and the hour at which it ends (less than the first where it goes past midnight);
        None without calls.
    """
    total = sum(hours)
    if not total:
        return None
    for length in range(1, 25):
        held = [(sum(hours[(start + step) % 24] for step in range(length)), -start) for start in range(24)]
        best, start = max(held)
        if best >= covering * total:
            return -start, (-start + length - 1) % 24 + 1
    return 0, 24


def hours_text(hours: Sequence[int]) -> str:
    """Tell the busy hours as `9–21`; empty without calls."""
    busy = busy_hours(hours)
    return f"{busy[0]}–{busy[1]}" if busy else ""
