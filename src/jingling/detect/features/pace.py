"""Volume, hours and pacing."""

from jingling.detect.features.feature import Feature, deviation, share
from jingling.words import Words

PACE: tuple[Feature, ...] = (
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
        share("b.short_pauses", "b.paces", 3),
        Words("calls begun within 20 s of the last", "挂断后 20 秒内再呼占比"),
        Words(
            "{value} of its calls were begun within 20 s of the end of the last",
            "{value} 的呼出在上一通结束 20 秒内发起",
        ),
        "share",
    ),
    Feature(
        "sitting_share",
        share("b.pauses", "b.paces", 3),
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
        deviation("b.pauses", "b.log_pauses", "b.log_pauses_squared"),
        Words("irregularity of pauses", "间歇离散度"),
        Words("its pauses vary by a factor of e^{value}", "间歇时长的对数标准差为 {value}"),
        "ratio",
    ),
    Feature(
        "pace_spread",
        deviation("b.pauses", "b.log_paces", "b.log_paces_squared"),
        Words("irregularity of pace", "呼出节奏离散度"),
        Words("its pace from call to call varies by a factor of e^{value}", "呼出间隔的对数标准差为 {value}"),
        "ratio",
    ),
    Feature(
        "sequential_share",
        share("b.sequential", "b.paces", 3),
        Words("neighbouring numbers in a row", "顺序拨号占比"),
        Words(
            "{value} of its calls go to a number next to the last one", "{value} 的呼出拨向与上一个相邻的号码"
        ),
        "share",
    ),
    Feature(
        "redial_share",
        share("b.redials", "b.paces", 3),
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
)
