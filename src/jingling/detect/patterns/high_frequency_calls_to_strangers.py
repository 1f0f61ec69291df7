"""High frequency: a great many strangers in a day, hardly one of whom ever calls back.

Spares couriers and drivers, whom people do call back; clinics and banks, whom people rang first; and
anybody who rings few people often.
"""

from collections.abc import Mapping

from jingling.detect.patterns.pattern import Bools, Pattern
from jingling.detect.scorecard import Floats
from jingling.words import Words


def seen(f: Mapping[str, Floats]) -> Bools:
    """Tell who rings at least 80 people a day, most of them once, and is rung by fewer than 5 % of them."""
    return (f["callees_per_day"] >= 80) & (f["calls_per_callee"] < 2) & (f["mutual_share"] < 0.05)


PATTERN = Pattern(
    "high_frequency",
    Words("high frequency", "高频呼叫"),
    Words(
        "It rings at least 80 people a day, nearly all of them strangers who never call back.",
        "日均拨打 80 个以上号码，几乎都是从不回拨的陌生人。",
    ),
    seen,
)
