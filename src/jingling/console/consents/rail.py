"""The entries of consents in the rail."""

from jingling.console.frame.doors import Role
from jingling.console.frame.rail import Entry
from jingling.words import Words

GROUP = Words("Calling out", "外呼")
READERS = frozenset({Role.CENTRE, Role.REGULATOR})

ENTRIES = (
    Entry(
        "consents:list",
        Words("Consents", "同意"),
        READERS,
        GROUP,
        ("consents:one", "consents:enter", "consents:import"),
    ),
    Entry("consents:refusals", Words("Refusals", "拒绝"), READERS, GROUP, ("consents:refuse",)),
)
