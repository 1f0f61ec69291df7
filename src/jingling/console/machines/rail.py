"""The entry of keys in the rail."""

from jingling.console.frame.rail import Entry
from jingling.console.machines.scopes import KEEPERS
from jingling.words import Words

ENTRIES = (
    Entry(
        "machines:keys",
        Words("Keys for machines", "接口密钥"),
        KEEPERS,
        Words("Account", "本单位"),
        ("machines:",),
        permission="machines.keep_keys",
    ),
)
