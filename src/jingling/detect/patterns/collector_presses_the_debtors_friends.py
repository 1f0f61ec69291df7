"""Collection: the same few people again and again, and the people around them.

Spares lawful collectors, who keep to the debtor and to few calls a day, and bookkeepers or shops whose
people call back.
"""

from collections.abc import Mapping

from jingling.detect.patterns.pattern import Bools, Pattern
from jingling.detect.scorecard import Floats
from jingling.words import Words


def seen(f: Mapping[str, Floats]) -> Bools:
    """Tell who rings people three times or more on average, again after short talks, and is not rung."""
    return (
        (f["calls_per_callee"] >= 2.5)
        & (f["attempts"] >= 20)
        & (f["recycled_share"] >= 0.5)
        & (f["mutual_share"] < 0.25)
        & (f["calls_per_callee"] < 8)
    )


PATTERN = Pattern(
    "collection",
    Words("pressing collection", "违规催收"),
    Words(
        "It rings the same people again and again, also after they cut the talk short.",
        "对同一批人反复拨打，对方很快挂断后仍继续拨打。",
    ),
    seen,
)
