"""The sentences of a report, made of its figures: what was found, how sure we are, what to do now."""

import math
from collections.abc import Sequence

from jingling.detect.report.contents import Contents, Finding
from jingling.detect.report.figures import count, exact, score, share
from jingling.words import Words

NO_SENTENCE = Words(
    "A finding is evidence to weigh, not a sentence.",
    "线索是供人权衡的证据，不是定论。",
)


def joined(*sentences: Words) -> Words:
    """Put sentences after one another, with a space between them where the language has one."""
    return Words(
        " ".join(said.en for said in sentences if said.en), "".join(said.zh for said in sentences if said.zh)
    )


def headline(contents: Contents) -> Words:
    """Say what was found, in one sentence."""
    totals = contents.totals
    callers, flagged = count(totals.callers), count(totals.flagged)
    if not totals.flagged and not totals.flagged_lines:
        return Words(
            f"None of the {callers.en} callers in these records reached the threshold.",
            f"这些话单中的 {callers.zh} 个主叫，均未达到阈值。",
        )
    lines = count(totals.flagged_lines)
    with_lines = Words(
        f" and {lines.en} of {count(totals.lines).en} lines" if totals.flagged_lines else "",
        f"，{count(totals.lines).zh} 条线路中有 {lines.zh} 条" if totals.flagged_lines else "",
    )
    verb = "appears" if totals.flagged == 1 and not totals.flagged_lines else "appear"
    return Words(
        f"{flagged.en} of {callers.en} callers{with_lines.en} {verb} to harass.",
        f"{callers.zh} 个主叫中有 {flagged.zh} 个{with_lines.zh}，疑似骚扰。",
    )


def reach(contents: Contents) -> Words:
    """Say how much of the calling is theirs."""
    totals = contents.totals
    if not totals.flagged_calls:
        return Words("", "")
    calls, part = count(totals.flagged_calls), share(totals.flagged_calls / totals.calls)
    return Words(
        f"The flagged numbers made {calls.en} calls, {part.en} of all calls kept.",
        f"被标记的号码共呼出 {calls.zh} 次，占全部呼叫的 {part.zh}。",
    )


def doubt(contents: Contents) -> Words:
    """Say how many of the flagged their own scores expect to be innocent, with a 95 % range."""
    totals = contents.totals
    if not totals.flagged:
        return Words(
            "That nothing was found does not show that there is nothing: see what could not be judged.",
            "没有发现不等于没有问题：请看下方未能判断的事项。",
        )
    half = 1.96 * math.sqrt(totals.wrong_variance)
    low = max(0, math.floor(totals.expected_wrong - half))
    high = min(totals.flagged, math.ceil(totals.expected_wrong + half))
    about = "fewer than 1" if totals.expected_wrong < 1 else f"about {round(totals.expected_wrong)}"
    about_zh = "不到 1" if totals.expected_wrong < 1 else f"约 {round(totals.expected_wrong)}"
    return Words(
        f"By their own scores, {about} of these {exact(totals.flagged)} numbers ({low} to {high}) "
        f"may be innocent.",
        f"按其得分估计，这 {exact(totals.flagged)} 个号码中{about_zh} 个（{low} 至 {high} 个）可能是无辜的。",
    )


def rows_sentence(contents: Contents) -> Words:
    """Say that rows read are rows kept and rows set aside, exactly."""
    summary = contents.summary
    read, kept, aside = (exact(int(summary[f"rows_{what}"])) for what in ("read", "kept", "quarantined"))
    return Words(
        f"{read} rows read = {kept} kept + {aside} set aside",
        f"读取 {read} 行 = 保留 {kept} 行 + 隔离 {aside} 行",
    )


def coverage_sentence(contents: Contents) -> Words:
    """Say how many of those called were ever seen calling, and what that means."""
    if (covered := contents.summary.get("coverage")) is None:
        return Words("", "")
    part = share(float(covered))
    return Words(
        f"{part.en} of the people called were ever seen calling. The lower this is, the less it says "
        f"that nobody called a number back.",
        f"被叫中有 {part.zh} 也曾作为主叫出现。该比例越低，“无人回拨”越说明不了问题。",
    )


def threshold_sentence(contents: Contents) -> Words:
    """Say what the threshold is and how it was chosen."""
    at = score(contents.threshold)
    rate = contents.summary.get("false_positive_rate")
    if not rate:
        return Words(f"A caller is flagged from a score of {at}.", f"得分达到 {at} 即被标记。")
    one_in = count(round(1 / float(rate)))
    return Words(
        f"A caller is flagged from a score of {at}. The threshold was chosen so that at most 1 in "
        f"{one_in.en} innocent callers is flagged, in simulated cities that the model had not seen.",
        f"得分达到 {at} 即被标记。该阈值在模型未见过的仿真城市中选定，"
        f"每 {one_in.zh} 个无辜主叫中至多误标 1 个。",
    )


def base_rate_sentence(contents: Contents) -> Words:
    """Say for which share of harassers a score is a probability."""
    if (rate := contents.summary.get("base_rate")) is None:
        return Words("", "")
    part = share(float(rate))
    return Words(
        f"A score reads as a probability where {part.en} of callers harass; where fewer do, it is too high.",
        f"得分以骚扰主叫占 {part.zh} 为前提，可读作概率；若实际占比更低，得分即偏高。",
    )


def scores_title(contents: Contents) -> Words:
    """Say what the distribution of scores shows."""
    totals = contents.totals
    above, below = exact(totals.near_above), exact(totals.near_below)
    return Words(
        f"{above} flagged and {below} unflagged callers lie so close to the threshold that they could have "
        f"fallen on the other side",
        f"{above} 个被标记和 {below} 个未标记的主叫紧邻阈值，有可能落在另一侧",
    )


def _busiest(hours: Sequence[int]) -> str:
    at = max(range(24), key=lambda hour: hours[hour])
    return f"{at}–{at + 1}"


def hours_title(contents: Contents) -> Words:
    """Say when the flagged call most, and when everyone does."""
    flagged, everyone = contents.hours, contents.summary.get("calls_by_hour") or ()
    if not sum(flagged):
        return Words("No hours were kept", "没有按小时的数据")
    first = _busiest(flagged)
    if not sum(everyone):
        return Words(f"Flagged numbers are busiest at {first} h", f"被标记的号码最忙在 {first} 时")
    second = _busiest(everyone)
    if first == second:
        return Words(
            f"Flagged numbers and everyone are busiest at {first} h",
            f"被标记的号码与全体主叫都最忙在 {first} 时",
        )
    return Words(
        f"Flagged numbers are busiest at {first} h, everyone at {second} h",
        f"被标记的号码最忙在 {first} 时，全体主叫在 {second} 时",
    )


def spreads_sentence(contents: Contents) -> Words:
    """Say who the flagged are compared with."""
    heavy, least = count(contents.heavy_count), count(contents.heavy_least)
    return Words(
        f"Beside the flagged: {heavy.en} callers that are as busy ({least.en} calls or more) and were not "
        f"flagged. The box holds the middle half, the line from the 5th to the 95th hundredth.",
        f"与被标记者对照：{heavy.zh} 个同样繁忙（呼出不少于 {least.zh} 次）但未被标记的主叫。"
        f"方框为中间一半，横线为第 5 至第 95 百分位。",
    )


def zone_words(contents: Contents) -> Words:
    """Name the zone of the local hours."""
    name = contents.zone.key
    return Words("Beijing time", "北京时间") if name == "Asia/Shanghai" else Words(name, name)


def falsely_sentence(contents: Contents) -> Words:
    """Say how many numbers others show falsely."""
    if not contents.totals.shown_falsely:
        return Words("", "")
    shown = count(contents.totals.shown_falsely)
    return Words(
        f"{shown.en} numbers were shown falsely on some line. The calls made so do not count against them.",
        f"{shown.zh} 个号码在某些线路上被冒用显示。这些呼叫不计入其得分。",
    )


def finding_sentence(finding: Finding, threshold: float) -> Words:
    """Say in one sentence what a number or a line did and where its score stands."""
    calls, callees, days = count(finding.calls), count(finding.callees), count(max(1, finding.active_days))
    shown = Words("", "")
    if finding.numbers is not None:
        numbers = count(finding.numbers)
        shown = Words(f" that showed {numbers.en} numbers", f"（显示 {numbers.zh} 个号码）")
    stands = (
        Words("at or above the threshold of", "达到阈值")
        if finding.flagged
        else Words("below the threshold of", "低于阈值")
    )
    day = "day" if finding.active_days <= 1 else "days"
    return Words(
        f"{calls.en} calls{shown.en} to {callees.en} people on {days.en} {day}. "
        f"Its score of {score(finding.score)} is {stands.en} {score(threshold)}.",
        f"{days.zh} 天内向 {callees.zh} 人呼出 {calls.zh} 次{shown.zh}。"
        f"得分 {score(finding.score)}，{stands.zh} {score(threshold)}。",
    )


def actions(finding: Finding) -> tuple[Words, ...]:
    """Say what to do now about a finding: at most two things, the safe one first."""
    if finding.kind == "number" and finding.shown_falsely:
        return (
            Words(
                "Do nothing against this number: others show it falsely, and its owner is who they harm.",
                "不要处置该号码：它被他人冒用显示，机主是受害者。",
            ),
            Words(
                "Trace the calls back over the line they came by.",
                "沿呼叫所经线路逐段溯源。",
            ),
        )
    if not finding.flagged:
        return (
            Words(
                "Nothing now. Look again when there are more days of records.",
                "目前无需处置。积累更多天的话单后再看。",
            ),
        )
    if finding.kind == "line":
        return (
            Words(
                "Ask the line's holder whose calls these are, with what consent, and by what right the "
                "numbers are shown. Keep the answer with this page.",
                "请线路持有方说明：这些呼叫由谁委托、是否取得同意、有何依据显示这些号码；并将答复与本页一并留存。",
            ),
            Words(
                "Until it answers, hold the line to its registered numbers and purposes; do not cut the "
                "lawful callers that share it.",
                "答复之前，先将该线路限定在登记的号码与用途内；不要切断同线路的合法呼叫。",
            ),
        )
    return (
        Words(
            "Ask the number's holder or carrier who calls, for whom, and with what consent. "
            "Keep the answer with this page.",
            "请号码持有人或其运营商说明：由谁拨打、受谁委托、是否取得同意；并将答复与本页一并留存。",
        ),
        Words(
            "Until they answer, label its calls for the people it rings rather than cut them off.",
            "答复之前，对其来电作提示标注，不直接拦截。",
        ),
    )
