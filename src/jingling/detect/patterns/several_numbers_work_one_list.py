"""Rotation: several numbers ring the same people, close together and far more often than chance would.

Spares couriers whose people also get other calls: what others must share with it is measured against
what is usual in the same records, and the others must be suspect themselves.
"""

from collections.abc import Mapping

from jingling.detect.patterns.pattern import Bools, Pattern
from jingling.detect.scorecard import Floats
from jingling.words import Words


def seen(f: Mapping[str, Floats]) -> Bools:
    """Tell whose people are rung by suspect numbers at three times the usual rate or more."""
    return (f["shared_suspicion"] >= 3) & (f["shared_share"] >= 0.1) & (f["mutual_share"] < 0.2)


PATTERN = Pattern(
    "rotation",
    Words("rotating numbers", "轮换号码"),
    Words(
        "The people it rings are also rung by other suspect numbers, at least three times as often as usual.",
        "它拨打的人同时被其他可疑号码拨打，频度至少是通常的三倍。",
    ),
    seen,
)
