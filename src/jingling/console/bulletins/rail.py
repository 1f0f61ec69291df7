"""The bulletin's entry in the rail."""

from jingling.console.desk.rail import GROUP
from jingling.console.frame.doors import Role
from jingling.console.frame.rail import Entry
from jingling.words import Words

READERS = frozenset({Role.DESK, Role.REGULATOR})

ENTRIES = (Entry("bulletins:month", Words("Bulletin", "月度通报"), READERS, GROUP, ("bulletins:",)),)
