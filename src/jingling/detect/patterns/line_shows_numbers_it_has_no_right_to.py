"""False caller numbers: a line that shows numbers it has no right to.

A line is found by its records (`steps.own_calls.FORGING`) or proved false by the register. Spares
ordinary trunks, whose rare callers ring friends who ring back, and the owners of the numbers shown.
"""

from jingling.detect.patterns.pattern import LinePattern
from jingling.words import Words

PATTERN = LinePattern(
    "false_caller_numbers",
    Words("false caller numbers", "虚假主叫"),
    Words(
        "Nearly every call shows another number, and nobody rung ever knew those numbers; or the register "
        "does not let the line show them.",
        "几乎每次呼叫都显示不同号码，且被叫从未与这些号码联系过；或线路台账不允许显示这些号码。",
    ),
)
