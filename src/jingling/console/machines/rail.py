"""The entry of keys in the rail."""

from jingling.console.frame.doors import Role
from jingling.console.frame.rail import Entry
from jingling.words import Words

ENTRIES = (
    Entry(
        "machines:keys",
        Words("Keys for machines", "接口密钥"),
        frozenset({Role.CARRIER, Role.CENTRE}),
        Words("Account", "本单位"),
        ("machines:",),
        permission="machines.keep_keys",
    ),
)
