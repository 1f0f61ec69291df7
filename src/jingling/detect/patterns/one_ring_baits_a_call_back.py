"""One ring: calls that stop after a moment's ringing, so that the curious call back.

Spares people who ring the wrong key once, and alarms and robots whose calls ring out.
"""

from collections.abc import Mapping

from jingling.detect.patterns.pattern import Bools, Pattern
from jingling.detect.scorecard import Floats
from jingling.words import Words


def seen(f: Mapping[str, Floats]) -> Bools:
    """Tell who gives up two thirds of ten or more calls within 6 s of ringing."""
    return (f["short_ring_share"] >= 0.66) & (f["attempts"] >= 10) & (f["once_share"] >= 0.7)


PATTERN = Pattern(
    "one_ring",
    Words("one-ring bait", "响一声"),
    Words(
        "Nearly all its calls stop after a moment's ringing, so that people call back.",
        "绝大多数呼叫响一声即挂断，诱人回拨。",
    ),
    seen,
)
