"""Why a row is not taken as a report (隔离), and what to do about it.

A row in quarantine is never lost: it is written with file, line, column, reason and hint. Its value is
masked, because what is no number may still hold one.
"""

from dataclasses import dataclass

from jingling.words import Words


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason.

    Args:
        code: as it stands in the file and in the summary.
        column: the column of the contract it is about; empty for the row as a whole.
        words: the reason, for people.
        hint: what to do about it.
    """

    code: str
    column: str
    words: Words
    hint: Words


@dataclass(frozen=True, slots=True)
class Refused:
    """One row in quarantine.

    Args:
        file: as the user named it.
        line: where the row begins, counted from 1.
        value: what was wrong, masked.
        reason: a key of `REASONS`.
    """

    file: str
    line: int
    value: str
    reason: str


REASONS = {
    reason.code: reason
    for reason in (
        Reason(
            "wrong-number-of-fields",
            "",
            Words("more or fewer fields than the header", "字段数与表头不符"),
            Words("Put values that hold a comma in quotes.", "含逗号的值应加引号。"),
        ),
        Reason(
            "no-number",
            "number",
            Words("no number is named", "未填写被举报号码"),
            Words("A withheld number is written `anonymous`.", "隐藏号码请写作 anonymous。"),
        ),
        Reason(
            "not-a-number",
            "number",
            Words("not written as a number", "不是号码"),
            Words("Ask the person for the number as the telephone showed it.", "请向举报人核实显示的号码。"),
        ),
        Reason(
            "impossible-length",
            "number",
            Words("no number has so many digits", "号码位数不可能"),
            Words(
                "Ask for the number as the telephone showed it, or name the country with --country.",
                "请向举报人核实显示的号码，或用 --country 指明国家。",
            ),
        ),
        Reason(
            "impossible-date",
            "called_at",
            Words("no such date or time", "日期或时间不存在"),
            Words(
                "Write times as 2026-07-01 09:30, days as 2026-07-01.",
                "时间写作 2026-07-01 09:30，日期写作 2026-07-01。",
            ),
        ),
        Reason(
            "impossible-value",
            "",
            Words("neither yes nor no", "既非是也非否"),
            Words("Write yes or no, 是 or 否.", "请写“是”或“否”。"),
        ),
        Reason(
            "sent-again",
            "report",
            Words("a report of that name was read before", "同一编号的举报已读取"),
            Words("Nothing to do: it is counted once.", "无需处理：只计一次。"),
        ),
    )
}
