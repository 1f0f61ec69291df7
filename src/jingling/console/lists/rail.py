"""The entry of the lists in the rail."""

from jingling.console.frame.doors import Role
from jingling.console.frame.rail import Entry
from jingling.words import Words

ENTRIES = (
    Entry(
        "lists:entries",
        Words("System lists", "系统名单"),
        frozenset({Role.CARRIER, Role.REGULATOR}),
        Words("Gate", "关口"),
        ("lists:",),
    ),
)
