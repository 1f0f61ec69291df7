"""Conversations, ringing and releases."""

from jingling.detect.features.feature import Feature, deviation, share
from jingling.words import Words

TALK: tuple[Feature, ...] = (
    Feature(
        "answered_share",
        share("b.answered", "b.attempts", 3),
        Words("calls answered (ASR)", "接通率"),
        Words("{value} of its calls were answered", "{value} 的呼出被接听"),
        "share",
    ),
    Feature(
        "talk_s",
        share("0.001 * b.talk_ms", "b.answered", 2),
        Words("average talk (ACD)", "平均通话时长"),
        Words("an answered call lasts {value} on average", "接通后平均通话 {value}"),
        "seconds",
    ),
    Feature(
        "talk_spread",
        deviation("b.answered", "b.log_talks", "b.log_talks_squared"),
        Words("variety of talk", "通话时长离散度"),
        Words("the lengths of its talks vary by a factor of e^{value}", "通话时长的对数标准差为 {value}"),
        "ratio",
    ),
    Feature(
        "talk_6s_share",
        share("b.talks_6s", "b.answered", 3),
        Words("talks of 6 s at most", "6 秒内结束占比"),
        Words("{value} of its talks ended within 6 s", "{value} 的通话在 6 秒内结束"),
        "share",
    ),
    Feature(
        "talk_15s_share",
        share("b.talks_15s", "b.answered", 3),
        Words("talks of 15 s at most", "15 秒内结束占比"),
        Words("{value} of its talks ended within 15 s", "{value} 的通话在 15 秒内结束"),
        "share",
    ),
    Feature(
        "talk_30s_share",
        share("b.talks_30s", "b.answered", 3),
        Words("talks of 30 s at most", "30 秒内结束占比"),
        Words("{value} of its talks ended within 30 s", "{value} 的通话在 30 秒内结束"),
        "share",
    ),
    Feature(
        "talk_60s_share",
        share("b.talks_60s", "b.answered", 3),
        Words("talks of a minute or more", "超过 1 分钟占比"),
        Words("{value} of its talks lasted a minute or more", "{value} 的通话达到 1 分钟"),
        "share",
    ),
    Feature(
        "talk_180s_share",
        share("b.talks_180s", "b.answered", 3),
        Words("talks of three minutes or more", "超过 3 分钟占比"),
        Words("{value} of its talks lasted three minutes or more", "{value} 的通话达到 3 分钟"),
        "share",
    ),
    Feature(
        "ring_s",
        share("0.001 * b.ring_ms", "b.rings", 3),
        Words("average ringing", "平均振铃时长"),
        Words("it rings {value} on average", "平均振铃 {value}"),
        "seconds",
        needs=("ring_ms",),
    ),
    Feature(
        "short_ring_share",
        share("b.short_rings", "b.rings", 3),
        Words("given up within 6 s of ringing", "振铃 6 秒内放弃占比"),
        Words(
            "{value} of its calls stopped after at most 6 s of ringing", "{value} 的呼出振铃不足 6 秒即停止"
        ),
        "share",
        needs=("ring_ms",),
    ),
    Feature(
        "gave_up_share",
        share("b.gave_ups", "b.gave_ups_known", 3),
        Words("unanswered calls it gave up itself", "未接通中主叫放弃占比"),
        Words("it gave up {value} of its unanswered calls itself", "{value} 的未接通由主叫放弃"),
        "share",
        needs=("released_by",),
    ),
    Feature(
        "hangup_share",
        share("b.hangups", "b.releases", 3),
        Words("talks the other side ended", "被叫挂机占比"),
        Words("{value} of its talks were ended by the person rung", "{value} 的通话由被叫挂断"),
        "share",
        needs=("released_by",),
    ),
    Feature(
        "early_hangup_share",
        share("b.early_hangups", "b.releases", 3),
        Words("hung up on within 15 s", "15 秒内被挂断占比"),
        Words(
            "{value} of its talks were cut by the person rung within 15 s",
            "{value} 的通话在 15 秒内被对方挂断",
        ),
        "share",
        needs=("released_by",),
    ),
    Feature(
        "unallocated_share",
        share("b.unallocated", "b.attempts", 3),
        Words("numbers that do not exist", "空号占比"),
        Words("{value} of its calls went to numbers that do not exist", "{value} 的呼出拨向空号"),
        "share",
        needs=("cause", "sip_status"),
    ),
    Feature(
        "busy_share",
        share("b.busy", "b.causes", 3),
        Words("callee busy", "被叫忙占比"),
        Words("{value} of its calls met a busy line", "{value} 的呼出遇忙"),
        "share",
        needs=("cause", "sip_status"),
    ),
    Feature(
        "machine_share",
        share("b.machines", "b.answerers", 3),
        Words("answered by a machine", "机器应答占比"),
        Words("a machine answered {value} of its calls", "{value} 的呼出由机器应答"),
        "share",
        needs=("answered_by",),
    ),
)
