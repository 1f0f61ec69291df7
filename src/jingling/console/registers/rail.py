"""The registers' entries in the rail."""

from jingling.console.frame.doors import CALLING, Role
from jingling.console.frame.rail import Entry
from jingling.words import Words

GROUP = Words("Registers", "台账")
BOTH = frozenset({Role.CARRIER, Role.REGULATOR})

ENTRIES = (
    Entry(
        "registers:own_organisation",
        Words("Our organisation", "本单位"),
        frozenset({Role.CENTRE}),
        GROUP,
    ),
    Entry(
        "registers:organisations",
        Words("Organisations", "组织"),
        BOTH,
        GROUP,
        ("registers:organisation", "registers:change_organisation"),
    ),
    Entry("registers:licences", Words("Licences", "许可证"), CALLING, GROUP),
    Entry(
        "registers:lines",
        Words("Lines", "线路"),
        CALLING,
        GROUP,
        ("registers:line", "registers:change_line"),
    ),
    Entry("registers:blocks", Words("Number blocks", "号码段"), CALLING, GROUP),
    Entry("registers:letters", Words("Letters of authority", "授权书"), CALLING, GROUP),
    Entry("registers:contracts", Words("Contracts", "合同"), CALLING, GROUP),
    Entry(
        "registers:import",
        Words("Import", "导入"),
        frozenset({Role.CARRIER}),
        GROUP,
        ("registers:import_", "registers:add"),
    ),
)
