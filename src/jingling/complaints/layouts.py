"""Layouts: which file is which, told by its header, and which of its columns is which of a report's.

Three are known: a hotline's CSV by our contract, its columns named in English or Chinese; the daily files of
the Federal Trade Commission's Do Not Call data; and a bare list of numbers, one a report, of which nothing
else is known.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from jingling.complaints.errors import IntakeError
from jingling.words import Words


@dataclass(frozen=True, slots=True)
class Layout:
    """How a file's columns become a report's.

    Args:
        name: `hotline`, `ftc` or `numbers`.
        places: column of the contract → the place of the file's column.
        sure: why it was taken for that.
        country: whose numbers are written without a country code, ISO alpha-2.
        zone: IANA zone of times without one.
    """

    name: str
    places: dict[str, int]
    sure: Words
    country: str
    zone: str


HOTLINE_COLUMNS = {
    "report": ("举报编号", "编号", "工单号", "id"),
    "received_at": ("受理时间", "举报时间", "created_at"),
    "number": ("被举报号码", "来电号码", "caller"),
    "called_at": ("来电时间", "call_time"),
    "called": ("被叫号码", "接听号码", "callee"),
    "called_proven": ("被叫已核实", "号码已核实"),
    "about": ("来电事由", "事由", "类别", "subject"),
    "said": ("来电内容", "内容", "描述", "content"),
    "refused_before": ("曾明确拒绝", "是否拒绝过"),
    "recorded": ("录音或机器人", "是否机器人"),
    "region": ("地区", "省份", "归属地"),
    "channel": ("渠道", "来源"),
    "reporter": ("举报人", "联系电话"),
    "attachments": ("附件摘要", "附件"),
}
"""Columns of a hotline's CSV: our name, and the other names understood. Only `number` is required."""

FTC_COLUMNS = {
    "number": "Company_Phone_Number",
    "received_at": "Created_Date",
    "called_at": "Violation_Date",
    "city": "Consumer_City",
    "region": "Consumer_State",
    "about": "Subject",
    "recorded": "Recorded_Message_Or_Robocall",
}
"""Columns of the Do Not Call daily files. `Consumer_Area_Code` is left alone: numbers move with people."""

_AMERICAN = re.compile(r"[2-9][0-9]{2}[2-9][0-9]{6}")
_MOST_LOOKED_AT = 10_000


def layout_of(
    path: str, header: Sequence[str], sample: Sequence[str], *, country: str = "", zone: str = ""
) -> Layout:
    """Tell a file's layout.

    Args:
        path: the file, for errors.
        header: its first row.
        sample: first values of its first column.
        country: whose numbers have no country code, `CN` or `US`; the file decides if empty.
        zone: what the user says of times without a zone.

    Raises:
        IntakeError: it is none of the layouts known.
    """
    names = [name.strip().lstrip("\ufeff") for name in header]
    if FTC_COLUMNS["number"] in names:
        places = {ours: names.index(theirs) for ours, theirs in FTC_COLUMNS.items() if theirs in names}
        sure = Words(
            "Its columns are those of the Do Not Call daily files.", "列名与 Do Not Call 每日文件一致。"
        )
        return Layout("ftc", places, sure, country or "US", zone or "America/New_York")
    places = {
        ours: names.index(name)
        for ours, others in HOTLINE_COLUMNS.items()
        for name in (ours, *others)
        if name in names
    }
    if "number" in places:
        sure = Words("It has a column for the number complained about.", "含有被举报号码列。")
        return Layout("hotline", places, sure, country or "CN", zone or "Asia/Shanghai")
    if len(names) == 1:
        return _numbers(path, sample[:_MOST_LOOKED_AT], country, zone)
    raise IntakeError(
        f"{path}: none of its columns is named as the number complained about.",
        f"Name it number, {', '.join(HOTLINE_COLUMNS['number'])}, or {FTC_COLUMNS['number']}.",
    )


def _numbers(path: str, sample: Sequence[str], country: str, zone: str) -> Layout:
    """Take one column for a list of numbers, American ones if nine in ten look so."""
    american = sum(_AMERICAN.fullmatch(value.strip()) is not None for value in sample)
    if not country and american < 0.9 * len(sample):
        raise IntakeError(
            f"{path}: one column, and no telling whose numbers these are.", "Say so with --country CN or US."
        )
    share = f"{american / max(1, len(sample)):.1%}"
    sure = Words(
        f"One column: a number for each report; {share} of the first have ten digits as in North America.",
        f"仅一列，每行一个被举报号码；前若干行中 {share} 为北美十位号码。",
    )
    return Layout("numbers", {"number": 0}, sure, country or "US", zone or "UTC")
