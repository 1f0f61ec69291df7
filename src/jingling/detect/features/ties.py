"""Ties with the people rung: rung again, known before, ever called back."""

from jingling.detect.features.feature import Feature, share
from jingling.words import Words

TIES: tuple[Feature, ...] = (
    Feature(
        "calls_per_callee",
        share("b.attempts", "t.callees"),
        Words("calls for each person", "每个被叫次数"),
        Words("it rang each person {value} times on average", "平均每个被叫拨打 {value} 次"),
        "ratio",
    ),
    Feature(
        "once_share",
        share("t.once", "t.callees"),
        Words("people rung once only", "只拨打一次占比"),
        Words("{value} of the people it rang were rung once only", "{value} 的被叫只被拨打一次"),
        "share",
    ),
    Feature(
        "most_share",
        share("t.most", "b.attempts"),
        Words("calls to the one rung most", "最常被叫占比"),
        Words("{value} of its calls go to one person", "{value} 的呼出集中于同一被叫"),
        "share",
    ),
    Feature(
        "recycled_share",
        share("t.recycled", "t.refused", 3),
        Words("rung again after a short talk", "短通话后再拨占比"),
        Words(
            "{value} of those who ended the talk within 15 s were rung again",
            "{value} 在 15 秒内结束通话的被叫又被拨打",
        ),
        "share",
    ),
    Feature(
        "mutual_share",
        share("t.mutual", "t.callees"),
        Words("people who ever rang it", "双向联系占比"),
        Words("{value} of the people it rang ever rang it", "它拨打过的人中 {value} 曾拨打过它"),
        "share",
        coverage=True,
    ),
    Feature(
        "rang_first_share",
        share("t.rang_first", "t.callees"),
        Words("people who rang it first", "对方先来电占比"),
        Words("{value} of the people it rang had rung it first", "它拨打过的人中 {value} 曾先来电"),
        "share",
        coverage=True,
    ),
    Feature(
        "life_share",
        "t.life_share",
        Words("time in use", "在用时间占比"),
        Words(
            "from its first call, made or got, to its last lies {value} of the time that the records span",
            "首次到末次通话（主叫或被叫）占话单时间跨度的 {value}",
        ),
        "share",
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
        share("t.callers", "t.callees"),
        Words("people who rang it, for each it rang", "来电与去电人数之比"),
        Words("for each person it rang, {value} rang it", "每拨打一人，对应 {value} 人来电"),
        "ratio",
        coverage=True,
    ),
)
