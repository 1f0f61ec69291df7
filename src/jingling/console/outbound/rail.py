"""The entries of outbound projects in the rail."""

from jingling.console.consents.rail import GROUP
from jingling.console.frame.doors import CALLING
from jingling.console.frame.rail import Entry
from jingling.words import Words

ENTRIES = (
    Entry("outbound:figures", Words("How calls go", "外呼情况"), CALLING, GROUP),
    Entry(
        "outbound:projects",
        Words("Projects", "外呼业务"),
        CALLING,
        GROUP,
        ("outbound:project", "outbound:register", "outbound:change", "outbound:preview"),
    ),
)
