"""Why a row is not taken (隔离), and what to do about it.

A row in quarantine is never lost: the table `quarantine` holds one row for each, with `file`, `line` (of a
text file, where the record begins; of Parquet, the row, counted from 1), `column`, `value`, `reason`, `hint`.
"""

from dataclasses import dataclass

from jingling.calls.quoting import quoted
from jingling.words import Words

TABLE = (
    'CREATE OR REPLACE TABLE quarantine (file VARCHAR, line BIGINT, "column" VARCHAR, value VARCHAR, '
    "reason VARCHAR, hint VARCHAR)"
)


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason.

    Args:
        code: as it stands in the table and in `quarantined_by_reason`.
        column: the contract's column it is about, or empty for the row as a whole.
        words: the reason, for people.
        hint: what to do about it.
    """

    code: str
    column: str
    words: Words
    hint: Words


REASONS = {
    reason.code: reason
    for reason in (
        Reason(
            "wrong-field-count",
            "",
            Words("more or fewer fields than the file's columns", "字段数与列数不符"),
            Words(
                "Look for a delimiter inside a value: such values need quotes.",
                "检查值内是否含有分隔符；此类值应加引号。",
            ),
        ),
        Reason(
            "broken-quotes",
            "",
            Words("text after a closing quote", "引号之后还有文字"),
            Words('Double a quote inside a value: "".', '值内的引号应写两次：""。'),
        ),
        Reason(
            "missing-caller",
            "caller",
            Words("no caller", "主叫号码缺失"),
            Words("A withheld number is written `anonymous`.", "隐藏号码请写作 anonymous。"),
        ),
        Reason(
            "missing-callee",
            "callee",
            Words("no callee", "被叫号码缺失"),
            Words("The number that was called is needed.", "需要被叫号码。"),
        ),
        Reason(
            "missing-start",
            "started_at",
            Words("no start", "开始时间缺失"),
            Words("The time of the call set-up is needed.", "需要呼叫开始时间。"),
        ),
        Reason(
            "impossible-date",
            "started_at",
            Words("no such date or time", "日期或时间不存在"),
            Words(
                "Not a time of 1970 to 2099 in the form this file uses, or an hour its zone skipped; "
                "`--time-format` and `--timezone` say otherwise.",
                "不是 1970 至 2099 年间按本文件格式书写的时间，或属于时区跳过的一小时；"
                "可用 --time-format、--timezone 指定。",
            ),
        ),
        Reason(
            "missing-talk",
            "talk_s",
            Words("no talk time", "通话时长缺失"),
            Words("Write 0 for a call that was not answered.", "未接通请写 0。"),
        ),
        Reason(
            "negative-talk",
            "talk_s",
            Words("negative talk time", "通话时长为负"),
            Words("A talk time is 0 or more seconds.", "通话时长应为 0 秒或以上。"),
        ),
        Reason(
            "talk-not-a-number",
            "talk_s",
            Words("talk time is not a number", "通话时长不是数字"),
            Words("Give seconds, as 75 or 75.5, or 00:01:15.", "请以秒为单位，如 75、75.5 或 00:01:15。"),
        ),
        Reason(
            "talk-too-long",
            "talk_s",
            Words("talk time above 24 days", "通话时长超过 24 天"),
            Words(
                'Are these milliseconds? A mapping can say so: unit = "ms".',
                '是否为毫秒？可在映射中写明 unit = "ms"。',
            ),
        ),
        Reason(
            "repeated-row",
            "",
            Words("exact repeat of a row", "整行重复"),
            Words("Nothing to do: the first one was kept.", "无需处理：已保留第一条。"),
        ),
        Reason(
            "repeated-call-id",
            "call_id",
            Words("call_id seen before", "呼叫标识重复"),
            Words(
                "The first one was kept; legs of one call need one row, or a format that names them.",
                "已保留第一条；同一呼叫的多段应合为一行，或使用可识别的格式。",
            ),
        ),
        Reason(
            "end-without-start",
            "call_id",
            Words("the end of a call whose start is not here", "只有呼叫结束记录，没有开始记录"),
            Words("Read it together with the file before it.", "请与前一个文件一起读取。"),
        ),
        Reason(
            "not-a-call",
            "",
            Words("a record of something other than a call", "不是呼叫的记录"),
            Words("Only INVITE and what ends it are calls.", "只有 INVITE 及其结束属于呼叫。"),
        ),
    )
}


def _case(field: str) -> str:
    whens = " ".join(f"WHEN {quoted(code)} THEN {quoted(field_of(code, field))}" for code in REASONS)
    return f"CASE reason {whens} END"


def field_of(code: str, field: str) -> str:
    """Return the `column` or the English `hint` of a reason."""
    reason = REASONS[code]
    return reason.column if field == "column" else reason.hint.en


COLUMN_SQL, HINT_SQL = _case("column"), _case("hint")
"""SQL from a column `reason` to the column it is about, and to its hint in English."""


def refuse_later_sql(rows: str, call_id: str) -> str:
    """Return a query of rows refused because of an earlier one, which the hint names, as in `quarantine`.

    Args:
        rows: SQL of rows with `at_file`, `at_line`, `reason`, `first_file` and `first_line`.
        call_id: SQL of what identifies the call.
    """
    first = "'The first stands in ' || first_files.path || ', line ' || first_line || '. '"
    return f"""SELECT files.path AS file, at_line AS line, {COLUMN_SQL} AS "column",
        CASE WHEN {COLUMN_SQL} = 'call_id' THEN {call_id} END AS value, reason,
        CASE WHEN starts_with(reason, 'repeated') THEN {first} ELSE '' END || {HINT_SQL} AS hint
      FROM ({rows}) JOIN files ON at_file = files.number
      JOIN files first_files ON first_file = first_files.number"""
