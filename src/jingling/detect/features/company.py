"""The company a caller keeps; what tells of others is marked so."""

from jingling.detect.features.feature import Feature
from jingling.words import Words

COMPANY: tuple[Feature, ...] = (
    Feature(
        "devices",
        "c.devices",
        Words("devices it is used in", "使用终端数"),
        Words("it is used in {value} different devices", "使用过 {value} 个不同终端"),
        "count",
        needs=("device",),
        company=True,
    ),
    Feature(
        "device_others",
        "c.device_others",
        Words("other numbers in its device", "同终端其他号码数"),
        Words(
            "{value} other numbers that reach strangers are used in the same device",
            "同一终端上另有 {value} 个拨打陌生人的号码",
        ),
        "count",
        needs=("device",),
        company=True,
    ),
    Feature(
        "device_suspicion",
        "c.device_suspicion",
        Words("suspicion of the numbers in its device", "同终端号码可疑度"),
        Words(
            "the other numbers in its device are suspect by {value} on average",
            "同终端其他号码平均可疑度 {value}",
        ),
        "share",
        needs=("device",),
        company=True,
    ),
    Feature(
        "line_suspicion",
        "c.line_suspicion",
        Words("suspicion of the numbers on its line", "同线路号码可疑度"),
        Words(
            "the other numbers on its line are suspect by {value} on average",
            "同线路其他号码平均可疑度 {value}",
        ),
        "share",
        needs=("line",),
        company=True,
    ),
    Feature(
        "cell_suspicion",
        "c.cell_suspicion",
        Words("suspicion of the numbers in its cell", "同小区号码可疑度"),
        Words(
            "the other numbers in its cell are suspect by {value} on average",
            "同小区其他号码平均可疑度 {value}",
        ),
        "share",
        needs=("cell",),
        company=True,
    ),
    Feature(
        "block_others",
        "c.block_others",
        Words("neighbouring numbers that reach strangers", "同百号段活跃号码数"),
        Words(
            "{value} other numbers of its hundred reach strangers too",
            "同百号段另有 {value} 个号码拨打陌生人",
        ),
        "count",
        company=True,
    ),
    Feature(
        "block_suspicion",
        "c.block_suspicion",
        Words("suspicion of neighbouring numbers", "同百号段可疑度"),
        Words(
            "the other numbers of its hundred are suspect by {value} on average",
            "同百号段其他号码平均可疑度 {value}",
        ),
        "share",
        company=True,
    ),
    Feature(
        "shared_share",
        "c.shared_share",
        Words("people whom others ring too", "共同被叫占比"),
        Words(
            "{value} of the people it rang were rung by other such numbers",
            "{value} 的被叫也被其他此类号码拨打",
        ),
        "share",
        company=True,
    ),
    Feature(
        "shared_reach",
        "c.shared_reach",
        Words("others who ring the same people", "共同被叫倍数"),
        Words(
            "others ring the same people {value} times as often as usual",
            "其他号码拨打同一批人的频度是通常的 {value} 倍",
        ),
        "ratio",
        company=True,
    ),
    Feature(
        "shared_suspicion",
        "c.shared_suspicion",
        Words("suspicion of those who ring the same people", "共同被叫可疑倍数"),
        Words(
            "suspect numbers ring the same people {value} times as often as usual",
            "可疑号码拨打同一批人的频度是通常的 {value} 倍",
        ),
        "ratio",
        company=True,
    ),
    Feature(
        "list_overlap",
        "c.overlap",
        Words("a suspect group's list", "与可疑群组名单的重合"),
        Words(
            "the people it rang are on one suspect group's list with a surprise of {value} (0: as by chance)",
            "它的被叫与某个可疑群组的名单重合，意外度为 {value}（0 即偶然水平）",
        ),
        "ratio",
        company=True,
    ),
    Feature(
        "list_share",
        "c.overlap_share",
        Words("share of a suspect group's list", "落在可疑群组名单的占比"),
        Words(
            "{value} more of the people it rang than chance has it are on one suspect group's list",
            "它的被叫落在某个可疑群组名单上的比例比偶然高 {value}",
        ),
        "share",
        company=True,
    ),
    Feature(
        "together_share",
        "c.together_share",
        Words("within 15 minutes of another on one person", "短时合击占比"),
        Words(
            "{value} of its calls came within 15 minutes of another number's on the same person",
            "{value} 的呼出与其他号码在 15 分钟内拨打同一人",
        ),
        "share",
        company=True,
    ),
    Feature(
        "together_suspicion",
        "c.together_suspicion",
        Words("suspicion of those others", "短时合击可疑度"),
        Words("those others are suspect by {value} for each call", "短时合击号码的平均可疑度 {value}"),
        "share",
        company=True,
    ),
)
