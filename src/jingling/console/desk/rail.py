"""The desk's entries in the rail."""

from jingling.console.desk.access import SEES_ALL
from jingling.console.frame.doors import OFFICERS
from jingling.console.frame.rail import Entry
from jingling.words import Words

GROUP = Words("Complaints", "举报")

ENTRIES = (
    Entry("desk:queue", Words("What is due", "待办"), OFFICERS, GROUP),
    Entry("desk:cases", Words("All cases", "全部案件"), OFFICERS, GROUP, ("desk:case",)),
    Entry("desk:held", Words("Held back", "暂缓采用"), SEES_ALL, GROUP),
    Entry("desk:questions", Words("Questions", "待答问题"), SEES_ALL, GROUP),
)
"""Who is at the desk handles cases; enterprises have their own; a regulator looks at all."""
