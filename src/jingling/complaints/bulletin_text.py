"""What a bulletin says: one text in both languages, of which page, PDF and spreadsheet are made."""

from collections.abc import Callable
from dataclasses import dataclass

from jingling.complaints.bulletin import FEWEST_SHOWN, Bulletin, Displacement, Row, Surge
from jingling.complaints.monthly import DIMENSIONS, NOT_KNOWN, UNCLASSIFIED, Counts
from jingling.words import Words

Value = int | float | str | None
"""A figure, a text that is the same in both languages, or None where it is suppressed or not known."""

SUPPRESSED = "*"
_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table: its heading, and how its figures are written (`count`, `share` or `rate`)."""

    heading: Words
    form: str


@dataclass(frozen=True, slots=True)
class TextTable:
    """One table: what it divides by, its columns, and a row for each part: name and figures."""

    name: str
    title: Words
    columns: tuple[Column, ...]
    rows: tuple[tuple[Words, tuple[Value, ...]], ...]


@dataclass(frozen=True, slots=True)
class Text:
    """A whole bulletin.

    Args:
        month: as `2026-07`.
        title: its heading.
        lead: the sentences that say what happened, the weightiest first.
        notes: how it was counted.
        totals: the three figures beside those of the other months.
        tables: one for each dimension.
    """

    month: str
    title: Words
    lead: tuple[Words, ...]
    notes: tuple[Words, ...]
    totals: TextTable
    tables: tuple[TextTable, ...]


def bulletin_text(told: Bulletin) -> Text:
    """Say a bulletin."""
    year, number = told.month.split("-")
    name = Words(f"{_MONTHS[int(number) - 1]} {year}", f"{year}年{int(number)}月")
    return Text(
        told.month,
        Words(f"Complaints about harassing calls, {name.en}", f"{name.zh}骚扰电话举报情况通报"),
        tuple(_lead(told, name)),
        _notes(told),
        _totals(told),
        tuple(_table(dimension, rows) for dimension, rows in told.tables.items()),
    )


def shown_columns(table: TextTable) -> list[int]:
    """Return the places of the columns in which anything is known."""
    return [
        at
        for at in range(len(table.columns))
        if any(figures[at] is not None for _, figures in table.rows) or not table.rows
    ]


def written(value: Value, form: str) -> str:
    """Write a figure: `63,000`, `30.9%`, `12.3`; the same in both languages."""
    if value is None:
        return "–"
    if isinstance(value, str):
        return value
    if form == "share":
        return f"{value:.1%}"
    return f"{value:,.1f}" if form == "rate" else f"{value:,}"


def _lead(told: Bulletin, name: Words) -> list[Words]:
    now = told.now
    said = [
        Words(
            f"{now.receptions:,} reports were received in {name.en}; {now.cases:,} cases began; "
            f"{now.numbers:,} different numbers were named.",
            f"{name.zh}受理举报 {now.receptions:,} 件次，新立案件 {now.cases:,} 件，"
            f"涉及被举报号码 {now.numbers:,} 个。",
        ),
        _changes(told),
        *_greatest(told.tables["class"]),
    ]
    said += [_surged(one) for one in told.surges]
    if told.displacement is not None:
        said.append(_moved(told.displacement))
    said.append(_answers(told))
    return [one for one in said if one.en]


def _surged(one: Surge) -> Words:
    by = DIMENSIONS[one.dimension]
    return Words(
        f"A surge by {by.en}: {one.name.en}, from {one.before:,} to {one.now:,} receptions.",
        f"{by.zh}异常增长：{one.name.zh}由 {one.before:,} 件次增至 {one.now:,} 件次。",
    )


def _changes(told: Bulletin) -> Words:
    def change(of: Counts | None) -> float | None:
        return told.now.receptions / of.receptions - 1 if of is not None else None

    parts = [
        (change(told.before), Words("on the month before", "环比")),
        (change(told.year_ago), Words("on a year ago", "同比")),
    ]
    known = [(grown, words) for grown, words in parts if grown is not None]
    if not known:
        return Words("", "")
    en = ", ".join(f"{grown:+.1%} {words.en}" for grown, words in known)
    zh = "，".join(f"{words.zh}{'增长' if grown >= 0 else '下降'} {abs(grown):.1%}" for grown, words in known)
    return Words(f"Receptions: {en}.", f"举报件次{zh}。")


def _greatest(rows: tuple[Row, ...], most: int = 3) -> list[Words]:
    first = [row for row in rows if row.share is not None and row.name not in {NOT_KNOWN, UNCLASSIFIED}][
        :most
    ]
    if not first:
        return []
    en = ", ".join(f"{row.name.en} {row.share:.1%}" for row in first)
    zh = "、".join(f"{row.name.zh} {row.share:.1%}" for row in first)
    return [Words(f"Most were about: {en}.", f"举报较集中的类别：{zh}。")]


def _moved(told: Displacement) -> Words:
    (fell, fell_to), (rose, rose_to) = told.fallen_shares, told.risen_shares
    return Words(
        f"Callers moved: {told.fallen.en} fell from {fell:.1%} to {fell_to:.1%} of receptions, "
        f"{told.risen.en} rose from {rose:.1%} to {rose_to:.1%}.",
        f"号码转移：{told.fallen.zh}占比由 {fell:.1%} 降至 {fell_to:.1%}，"
        f"{told.risen.zh}占比由 {rose:.1%} 升至 {rose_to:.1%}。",
    )


def _answers(told: Bulletin) -> Words:
    if told.median_days is None or told.p90_days is None:
        return Words(
            f"Too few cases were answered in the month to tell how long that took; {told.waiting:,} wait.",
            f"本月答复案件过少，不计算答复用时；待答复 {told.waiting:,} 件。",
        )
    return Words(
        f"{told.answered:,} cases were answered: half within {told.median_days:.1f} days, nine in ten within "
        f"{told.p90_days:.1f}; {told.waiting:,} wait.",
        f"本月答复案件 {told.answered:,} 件，半数在 {told.median_days:.1f} 日内、"
        f"九成在 {told.p90_days:.1f} 日内答复；待答复 {told.waiting:,} 件。",
    )


def _notes(told: Bulletin) -> tuple[Words, ...]:
    decided = Words(
        f"People decided the class of {told.decided or 0:.0%} of receptions; the others' was told by the "
        f"person or proposed from the text.",
        f"类别由人工判定者占 {told.decided or 0:.0%}，其余为举报人自述或由文本建议。",
    )
    return (
        Words(
            "Receptions are reports, cases are reports about one call of one person, numbers are different "
            "numbers named. They are three figures and cannot be added or exchanged.",
            "件次指举报条数，案件指同一人就同一次来电的全部举报，号码指不同的被举报号码；三者不能相加或互换。",
        ),
        decided,
        Words(
            f"Parts with fewer than {FEWEST_SHOWN} receptions are not shown ({SUPPRESSED}), nor others from "
            f"which they could be worked out. What is not known, or too small in another month, is –.",
            f"不足 {FEWEST_SHOWN} 件次的分项不予列示（{SUPPRESSED}），并隐去可据以推算的分项；"
            f"不详或其他月份数值过小者记作 –。",
        ),
        Words(
            "Numbers reported are often forged: a table accuses no subscriber. Carriers are those who carry "
            "the number now, where that is known.",
            "被举报号码常系伪造，各表不构成对任何用户的指控。运营商为已知的现服务运营商。",
        ),
    )


def _totals(told: Bulletin) -> TextTable:
    def row(words: Words, figure: Callable[[Counts], int]) -> tuple[Words, tuple[Value, ...]]:
        months = (told.now, told.before, told.year_ago)
        return words, tuple(figure(one) if one is not None else None for one in months)

    columns = (
        Column(Words("this month", "本月"), "count"),
        Column(Words("month before", "上月"), "count"),
        Column(Words("a year ago", "上年同月"), "count"),
    )
    rows = (
        row(Words("receptions", "举报件次"), lambda one: one.receptions),
        row(Words("cases", "案件"), lambda one: one.cases),
        row(Words("different numbers", "被举报号码"), lambda one: one.numbers),
    )
    return TextTable("totals", Words("The three figures", "总体情况"), columns, rows)


def _table(dimension: str, rows: tuple[Row, ...]) -> TextTable:
    columns = (
        Column(Words("receptions", "件次"), "count"),
        Column(Words("share", "占比"), "share"),
        Column(Words("cases", "案件"), "count"),
        Column(Words("numbers", "号码"), "count"),
        Column(Words("month before", "上月件次"), "count"),
        Column(Words("a year ago", "上年同月件次"), "count"),
        Column(Words("per million subscribers", "每百万用户件次"), "rate"),
    )
    told = []
    for row in rows:
        one = row.counts
        figures: tuple[Value, ...] = (
            (one.receptions, row.share, one.cases, one.numbers)
            if one is not None
            else (SUPPRESSED, None, None, None)
        )
        told.append((row.name, (*figures, row.before, row.year_ago, row.per_million)))
    title = DIMENSIONS[dimension]
    return TextTable(dimension, Words(f"By {title.en}", f"按{title.zh}"), columns, tuple(told))
