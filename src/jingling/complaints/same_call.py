"""Are two reports about one call? The same person, the same number, the same time.

People report one call by telephone and in an application; both are receptions (件次), and together one
case. Through two channels times may differ by minutes, because people remember; through one channel
only the same minute is the same call, because a number that rings every ten minutes is reported every ten
minutes. Where a time is not known nothing can be told, and nothing is joined.
"""

from datetime import timedelta
from zoneinfo import ZoneInfo

from jingling.complaints.clocks import BEIJING
from jingling.complaints.report import Report
from jingling.numbers import ANONYMOUS_KEY

TOLERANCE = timedelta(minutes=15)
_MINUTE = timedelta(minutes=1)


def same_call(one: Report, other: Report, *, zone: ZoneInfo = BEIJING) -> bool:
    """Tell whether two reports are about one call; does not depend on which comes first."""
    if not one.reporter or one.reporter != other.reporter:
        return False
    if one.key is None or one.key == ANONYMOUS_KEY or one.key != other.key:
        return False
    if one.called_at is None or other.called_at is None:
        return False
    if one.called is not None and other.called is not None and one.called != other.called:
        return False
    if "day" in (one.precision, other.precision):
        same_day = one.called_at.astimezone(zone).date() == other.called_at.astimezone(zone).date()
        return same_day and one.channel != other.channel
    apart = abs(one.called_at - other.called_at)
    return apart < _MINUTE if one.channel == other.channel else apart <= TOLERANCE
