"""The features: what is measured of each caller, in the order they are shown.

Each feature has a name (its column), a formula over the steps' tables (`b` = behaviour, `t` = ties,
`c` = company), the columns and conditions it needs, and words. A formula that divides by nothing gives
NULL, which the scorecard treats as "not known", never as zero.
"""

from dataclasses import dataclass
from typing import Literal

from jingling.words import Words

Unit = Literal["count", "share", "seconds", "ratio", "rate"]


@dataclass(frozen=True, slots=True)
class Feature:
    """One measured habit of a caller.

    Args:
        name: column name.
        sql: formula over `b`, `t` and `c`.
        title: what it is, in a few words.
        sentence: the same as a sentence with `{value}` where the figure goes.
        unit: count, share (0 to 1), seconds, ratio (1 = usual) or rate (per day or hour).
        needs: optional record columns without which it cannot be known.
        coverage: whether it is meaningless where called people are rarely seen calling.
        company: whether it tells of others rather than of the caller itself.
    """

    name: str
    sql: str
    title: Words
    sentence: Words
    unit: Unit
    needs: tuple[str, ...] = ()
    coverage: bool = False
    company: bool = False


def _deviation(count: str, total: str, squares: str) -> str:
    """Return SQL for a standard deviation of three or more values from their count, sum and sum of squares."""
    return (
        f"CASE WHEN {count} >= 3 THEN "
        f"sqrt(greatest(0.0, {squares} / {count} - ({total} / {count}) * ({total} / {count}))) END"
    )


def _share(part: str, whole: str, least: int = 1) -> str:
    return f"CASE WHEN {whole} >= {least} THEN CAST({part} AS DOUBLE) / {whole} END"


FEATURES: tuple[Feature, ...] = (
    Feature(
        "attempts",
        "b.attempts",
        Words("calls made", "呼出次数"),
        Words("it made {value} calls", "共呼出 {value} 次"),
        "count",
    ),
    Feature(
        "calls_per_day",
        "CAST(b.attempts AS DOUBLE) / b.active_days",
        Words("calls a day", "日均呼出"),
        Words("{value} calls on a day when it calls at all", "有呼出的日子平均每天 {value} 次"),
        "rate",
    ),
    Feature(
        "callees_per_day",
        "CAST(t.callees AS DOUBLE) / b.active_days",
        Words("people rung a day", "日均被叫数"),
        Words(
            "{value} different people on a day when it calls", "有呼出的日子平均每天拨打 {value} 个不同号码"
        ),
        "rate",
    ),
    Feature(
        "calls_per_busy_hour",
        "CAST(b.attempts AS DOUBLE) / b.busy_hours",
        Words("calls an hour while calling", "忙时每小时呼出"),
        Words("{value} calls in an hour in which it calls", "有呼出的小时内平均 {value} 次"),
        "rate",
    ),
    Feature(
        "hours_of_day",
        "bit_count(b.hours)",
        Words("hours of the day in use", "活跃小时数"),
        Words("it calls in {value} different hours of the day", "在一天中 {value} 个不同小时内呼出"),
        "count",
    ),
    Feature(
        "night_share",
        "CAST(b.night AS DOUBLE) / b.attempts",
        Words("calls between 21:00 and 8:00", "夜间呼出占比"),
        Words("{value} of its calls fall between 21:00 and 8:00", "{value} 的呼出在 21:00 至次日 8:00"),
        "share",
    ),
    Feature(
        "noon_share",
        "CAST(b.noon AS DOUBLE) / b.attempts",
        Words("calls between 12:00 and 14:00", "午间呼出占比"),
        Words("{value} of its calls fall between 12:00 and 14:00", "{value} 的呼出在 12:00 至 14:00"),
        "share",
    ),
    Feature(
        "fastest_ten_s",
        "0.001 * b.fastest_ten_ms",
        Words("fastest ten calls", "最快十次呼出用时"),
        Words("its fastest ten calls were begun within {value}", "最快的十次呼出在 {value} 内发起"),
        "seconds",
    ),
    Feature(
        "short_pause_share",
        _share("b.short_pauses", "b.paces", 3),
        Words("calls begun within 20 s of the last", "挂断后 20 秒内再呼占比"),
        Words(
            "{value} of its calls were begun within 20 s of the end of the last",
            "{value} 的呼出在上一通结束 20 秒内发起",
        ),
        "share",
    ),
    Feature(
        "sitting_share",
        _share("b.pauses", "b.paces", 3),
        Words("calls in sittings", "连续呼出占比"),
        Words(
            "{value} of its calls follow the last within 30 minutes",
            "{value} 的呼出与上一通间隔不超过 30 分钟",
        ),
        "share",
    ),
    Feature(
        "pause_s",
        "CASE WHEN b.pauses >= 3 THEN exp(b.log_pauses / b.pauses) - 1 END",
        Words("usual pause between calls", "通常间歇"),
        Words("it usually pauses {value} between calls", "两通之间通常间歇 {value}"),
        "seconds",
    ),
    Feature(
        "pause_spread",
        _deviation("b.pauses", "b.log_pauses", "b.log_pauses_squared"),
        Words("irregularity of pauses", "间歇离散度"),
        Words("its pauses vary by a factor of e^{value}", "间歇时长的对数标准差为 {value}"),
        "ratio",
    ),
    Feature(
        "pace_spread",
        _deviation("b.pauses", "b.log_paces", "b.log_paces_squared"),
        Words("irregularity of pace", "呼出节奏离散度"),
        Words("its pace from call to call varies by a factor of e^{value}", "呼出间隔的对数标准差为 {value}"),
        "ratio",
    ),
    Feature(
        "sequential_share",
        _share("b.sequential", "b.paces", 3),
        Words("neighbouring numbers in a row", "顺序拨号占比"),
        Words(
            "{value} of its calls go to a number next to the last one", "{value} 的呼出拨向与上一个相邻的号码"
        ),
        "share",
    ),
    Feature(
        "redial_share",
        _share("b.redials", "b.paces", 3),
        Words("same person again at once", "立即重拨占比"),
        Words("{value} of its calls ring the same person as the last", "{value} 的呼出与上一通是同一被叫"),
        "share",
    ),
    Feature(
        "dispersion",
        "CAST(bit_count(b.segments) AS DOUBLE) / least(62, t.callees)",
        Words("spread over number blocks", "被叫号段分散度"),
        Words(
            "the people it rings lie scattered over number blocks ({value})", "被叫在号段上的分散度为 {value}"
        ),
        "ratio",
    ),
    Feature(
        "answered_share",
        _share("b.answered", "b.attempts", 3),
        Words("calls answered (ASR)", "接通率"),
        Words("{value} of its calls were answered", "{value} 的呼出被接听"),
        "share",
    ),
    Feature(
        "talk_s",
        _share("0.001 * b.talk_ms", "b.answered", 2),
        Words("average talk (ACD)", "平均通话时长"),
        Words("an answered call lasts {value} on average", "接通后平均通话 {value}"),
        "seconds",
    ),
    Feature(
        "talk_spread",
        _deviation("b.answered", "b.log_talks", "b.log_talks_squared"),
        Words("variety of talk", "通话时长离散度"),
        Words("the lengths of its talks vary by a factor of e^{value}", "通话时长的对数标准差为 {value}"),
        "ratio",
    ),
    Feature(
        "talk_6s_share",
        _share("b.talks_6s", "b.answered", 3),
        Words("talks of 6 s at most", "6 秒内结束占比"),
        Words("{value} of its talks ended within 6 s", "{value} 的通话在 6 秒内结束"),
        "share",
    ),
    Feature(
        "talk_15s_share",
        _share("b.talks_15s", "b.answered", 3),
        Words("talks of 15 s at most", "15 秒内结束占比"),
        Words("{value} of its talks ended within 15 s", "{value} 的通话在 15 秒内结束"),
        "share",
    ),
    Feature(
        "talk_30s_share",
        _share("b.talks_30s", "b.answered", 3),
        Words("talks of 30 s at most", "30 秒内结束占比"),
        Words("{value} of its talks ended within 30 s", "{value} 的通话在 30 秒内结束"),
        "share",
    ),
    Feature(
        "talk_60s_share",
        _share("b.talks_60s", "b.answered", 3),
        Words("talks of a minute or more", "超过 1 分钟占比"),
        Words("{value} of its talks lasted a minute or more", "{value} 的通话达到 1 分钟"),
        "share",
    ),
    Feature(
        "talk_180s_share",
        _share("b.talks_180s", "b.answered", 3),
        Words("talks of three minutes or more", "超过 3 分钟占比"),
        Words("{value} of its talks lasted three minutes or more", "{value} 的通话达到 3 分钟"),
        "share",
    ),
    Feature(
        "calls_per_callee",
        _share("b.attempts", "t.callees"),
        Words("calls for each person", "每个被叫次数"),
        Words("it rang each person {value} times on average", "平均每个被叫拨打 {value} 次"),
        "ratio",
    ),
    Feature(
        "once_share",
        _share("t.once", "t.callees"),
        Words("people rung once only", "只拨打一次占比"),
        Words("{value} of the people it rang were rung once only", "{value} 的被叫只被拨打一次"),
        "share",
    ),
    Feature(
        "most_share",
        _share("t.most", "b.attempts"),
        Words("calls to the one rung most", "最常被叫占比"),
        Words("{value} of its calls go to one person", "{value} 的呼出集中于同一被叫"),
        "share",
    ),
    Feature(
        "recycled_share",
        _share("t.recycled", "t.refused", 3),
        Words("rung again after a short talk", "短通话后再拨占比"),
        Words(
            "{value} of those who ended the talk within 15 s were rung again",
            "{value} 在 15 秒内结束通话的被叫又被拨打",
        ),
        "share",
    ),
    Feature(
        "mutual_share",
        _share("t.mutual", "t.callees"),
        Words("people who ever rang it", "双向联系占比"),
        Words("{value} of the people it rang ever rang it", "它拨打过的人中 {value} 曾拨打过它"),
        "share",
        coverage=True,
    ),
    Feature(
        "rang_first_share",
        _share("t.rang_first", "t.callees"),
        Words("people who rang it first", "对方先来电占比"),
        Words("{value} of the people it rang had rung it first", "它拨打过的人中 {value} 曾先来电"),
        "share",
        coverage=True,
    ),
    Feature(
        "callers",
        "t.callers",
        Words("people who rang it", "来电人数"),
        Words("{value} people rang it", "有 {value} 个号码拨打过它"),
        "count",
        coverage=True,
    ),
    Feature(
        "callers_per_callee",
        _share("t.callers", "t.callees"),
        Words("people who rang it, for each it rang", "来电与去电人数之比"),
        Words("for each person it rang, {value} rang it", "每拨打一人，对应 {value} 人来电"),
        "ratio",
        coverage=True,
    ),
    Feature(
        "ring_s",
        _share("0.001 * b.ring_ms", "b.rings", 3),
        Words("average ringing", "平均振铃时长"),
        Words("it rings {value} on average", "平均振铃 {value}"),
        "seconds",
        needs=("ring_ms",),
    ),
    Feature(
        "short_ring_share",
        _share("b.short_rings", "b.rings", 3),
        Words("given up within 6 s of ringing", "振铃 6 秒内放弃占比"),
        Words(
            "{value} of its calls stopped after at most 6 s of ringing", "{value} 的呼出振铃不足 6 秒即停止"
        ),
        "share",
        needs=("ring_ms",),
    ),
    Feature(
        "gave_up_share",
        _share("b.gave_ups", "b.gave_ups_known", 3),
        Words("unanswered calls it gave up itself", "未接通中主叫放弃占比"),
        Words("it gave up {value} of its unanswered calls itself", "{value} 的未接通由主叫放弃"),
        "share",
        needs=("released_by",),
    ),
    Feature(
        "hangup_share",
        _share("b.hangups", "b.releases", 3),
        Words("talks the other side ended", "被叫挂机占比"),
        Words("{value} of its talks were ended by the person rung", "{value} 的通话由被叫挂断"),
        "share",
        needs=("released_by",),
    ),
    Feature(
        "early_hangup_share",
        _share("b.early_hangups", "b.releases", 3),
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
        _share("b.unallocated", "b.attempts", 3),
        Words("numbers that do not exist", "空号占比"),
        Words("{value} of its calls went to numbers that do not exist", "{value} 的呼出拨向空号"),
        "share",
        needs=("cause", "sip_status"),
    ),
    Feature(
        "busy_share",
        _share("b.busy", "b.causes", 3),
        Words("callee busy", "被叫忙占比"),
        Words("{value} of its calls met a busy line", "{value} 的呼出遇忙"),
        "share",
        needs=("cause", "sip_status"),
    ),
    Feature(
        "machine_share",
        _share("b.machines", "b.answerers", 3),
        Words("answered by a machine", "机器应答占比"),
        Words("a machine answered {value} of its calls", "{value} 的呼出由机器应答"),
        "share",
        needs=("answered_by",),
    ),
    Feature(
        "cells",
        "c.cells",
        Words("cells it calls from", "所在小区数"),
        Words("it calls from {value} different cells", "在 {value} 个不同小区发起呼叫"),
        "count",
        needs=("cell",),
        company=True,
    ),
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
"""All features. A formula uses `CASE WHEN n >= k`, so that shares of one or two calls say nothing."""

BY_NAME = {feature.name: feature for feature in FEATURES}

OWN = tuple(feature for feature in FEATURES if not feature.company)
"""What the first look is made of: the caller's own behaviour."""
