"""Robot pacing: calls follow each other with hardly any variation in the pauses.

Spares notice robots, whose hearers listen to the end: many early ends are required as well.
"""

from collections.abc import Mapping

from jingling.detect.patterns.pattern import Bools, Pattern
from jingling.detect.scorecard import Floats
from jingling.words import Words


def seen(f: Mapping[str, Floats]) -> Bools:
    """Tell whose pauses vary by less than a factor of e^0.45 while a third of its talks end within 15 s."""
    return (f["pause_spread"] <= 0.45) & (f["attempts"] >= 20) & (f["talk_15s_share"] >= 0.33)


PATTERN = Pattern(
    "robot_pacing",
    Words("robot pacing", "机器人外呼"),
    Words(
        "Its calls follow each other as evenly as a machine's, and many hang up within 15 seconds.",
        "呼叫间歇像机器一样均匀，且许多人在 15 秒内挂断。",
    ),
    seen,
)
