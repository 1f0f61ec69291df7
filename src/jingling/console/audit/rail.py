"""The audit's entry in the rail."""

from jingling.console.frame.doors import OFFICERS
from jingling.console.frame.rail import Entry
from jingling.words import Words

ENTRIES = (
    Entry("audit:events", Words("Audit", "审计记录"), OFFICERS, Words("Account", "本单位"), ("audit:",)),
)
