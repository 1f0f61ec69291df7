"""The findings' entries in the rail."""

from jingling.console.frame.doors import Role
from jingling.console.frame.rail import Entry
from jingling.words import Words

GROUP = Words("Findings", "线索")
BOTH = frozenset({Role.CARRIER, Role.REGULATOR})

ENTRIES = (
    Entry("findings:overview", Words("Overview", "概览"), BOTH, GROUP),
    Entry("findings:numbers", Words("Numbers", "号码"), BOTH, GROUP, ("findings:number",)),
    Entry("findings:lines", Words("Lines", "线路"), BOTH, GROUP, ("findings:line",)),
    Entry("findings:campaigns", Words("Campaigns", "团伙"), BOTH, GROUP, ("findings:campaign",)),
    Entry("findings:drift", Words("Drift", "偏离登记"), BOTH, GROUP),
    Entry(
        "findings:results",
        Words("Call records", "话单与结果"),
        BOTH,
        GROUP,
        ("findings:result", "findings:upload"),
    ),
)
