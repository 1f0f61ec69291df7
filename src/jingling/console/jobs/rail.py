"""The jobs' entry in the rail."""

from jingling.console.frame.doors import OFFICERS
from jingling.console.frame.rail import Entry
from jingling.words import Words

ENTRIES = (Entry("jobs:list", Words("Jobs", "后台任务"), OFFICERS, Words("Account", "本单位"), ("jobs:",)),)
