"""SIM pool: a few calls a day from each of many cards that share devices, each under any threshold.

Spares families and people with two cards: the other numbers of the device must be several and suspect.
"""

from collections.abc import Mapping

from jingling.detect.patterns.pattern import Bools, Pattern
from jingling.detect.scorecard import Floats
from jingling.words import Words


def seen(f: Mapping[str, Floats]) -> Bools:
    """Tell who makes at most 80 calls a day from devices with two or more other suspect numbers."""
    return (f["calls_per_day"] <= 80) & (f["device_others"] >= 2) & (f["device_suspicion"] >= 0.3)


PATTERN = Pattern(
    "sim_pool",
    Words("SIM pool", "猫池"),
    Words(
        "It makes few calls, but from devices in which several other suspect numbers are used.",
        "单卡呼叫不多，但与多个可疑号码共用终端。",
    ),
    seen,
)
