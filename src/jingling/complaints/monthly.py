"""A month's counts (月度数据): what the bulletin counts, before anybody words it.

Three figures are never mixed: receptions (件次) are reports received in the month; cases (案件) are groups of
reports whose first one was received in the month; numbers (号码) are the different numbers that the
month's reports name. A report without a day counts nowhere, and is told.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from jingling.complaints.cases import CaseState, Event, case_of
from jingling.complaints.classes import class_words
from jingling.complaints.groups import groups
from jingling.complaints.messages import Message, with_additions
from jingling.complaints.places import province_of
from jingling.complaints.report import Report
from jingling.numbers import ANONYMOUS_KEY, Number, NumberKind, Portability, read_number
from jingling.words import Words

NOT_KNOWN = Words("not known", "不详")
UNCLASSIFIED = Words("not classified yet", "尚未归类")
MAINLAND = Words("mainland China", "境内")
ABROAD = Words("outside mainland China", "境外（含港澳台）")
WITHHELD = Words("withheld or no number", "未显示号码")

_NEVER = "9999-99"

DIMENSIONS = {
    "class": Words("class", "类别"),
    "carrier": Words("present carrier", "现运营商"),
    "kind": Words("kind of number", "号码类别"),
    "abroad": Words("home and abroad", "境内外"),
    "region": Words("region of the number", "号码归属地"),
}
"""By what the bulletin divides a month."""


@dataclass(frozen=True, slots=True)
class Counts:
    """The three figures.

    Args:
        receptions: reports received (件次).
        cases: groups of reports that began (案件).
        numbers: different numbers named (号码).
    """

    receptions: int
    cases: int
    numbers: int


@dataclass(frozen=True, slots=True)
class Month:
    """What was counted in one month.

    Args:
        month: as `2026-07`.
        counts: the three figures.
        parts: dimension → name → the three figures of that part.
        decided: receptions whose class people decided; the other classes were told or proposed.
        answer_days: days from reception to answer of the cases answered in the month, sorted.
        waiting: cases received by the end of the month and not answered by then.
    """

    month: str
    counts: Counts
    parts: Mapping[str, Mapping[Words, Counts]]
    decided: int
    answer_days: tuple[float, ...]
    waiting: int


@dataclass(frozen=True, slots=True)
class Told:
    """All that a bulletin is made of.

    Args:
        reports: all reports at hand, of any month.
        proposed: report → class that its text proposes surely enough.
        events: report → what happened to its case; a case is named by any of its reports.
        ported: what is known of ported numbers.
        messages: what people added to their reports, and which reports the desk joined or kept apart.
    """

    reports: Sequence[Report]
    proposed: Mapping[str, str]
    events: Mapping[str, Sequence[Event]]
    ported: Portability | None = None
    messages: Sequence[Message] = ()


def months(told: Told, wanted: Iterable[str], *, zone: ZoneInfo) -> dict[str, Month]:
    """Count the months wanted, such as `2026-07`; each is in the answer, empty if nothing was received."""
    told = replace(told, reports=with_additions(told.reports, told.messages))
    grouped = groups(told.reports, told.messages)
    first = {name: names[0] for names in grouped for name in names}
    by_name = {report.report: report for report in told.reports}
    happened = {
        names[0]: case_of(event for name in names for event in told.events.get(name, ())) for names in grouped
    }
    labels = {name: happened[first[name]].label for name in by_name}
    divide = _dividers(told, labels)
    found = {}
    for month in wanted:
        received = [one for one in told.reports if month_of(one.received_at, zone) == month]
        answered = [
            (case.done_at["answered"], by_name[name].received_at)
            for name, case in happened.items()
            if month_of(case.done_at.get("answered"), zone) == month
        ]
        days = sorted((to - begun).total_seconds() / 86_400 for to, begun in answered if begun is not None)
        found[month] = Month(
            month,
            _counts(received, first),
            {name: _parts(received, first, part) for name, part in divide.items()},
            sum(bool(labels[one.report]) for one in received),
            tuple(days),
            sum(
                case.state is not CaseState.WITHDRAWN
                and (month_of(by_name[name].received_at, zone) or _NEVER) <= month
                and (month_of(case.done_at.get("answered"), zone) or _NEVER) > month
                for name, case in happened.items()
            ),
        )
    return found


def month_of(moment: datetime | None, zone: ZoneInfo) -> str | None:
    """Return the local month of a moment, `2026-07`."""
    return None if moment is None else moment.astimezone(zone).strftime("%Y-%m")


def _counts(received: Sequence[Report], first: Mapping[str, str]) -> Counts:
    return Counts(
        len(received),
        sum(first[one.report] == one.report for one in received),
        len({one.key for one in received if one.key not in {None, ANONYMOUS_KEY}}),
    )


def _parts(
    received: Sequence[Report], first: Mapping[str, str], part: Callable[[Report], Words]
) -> dict[Words, Counts]:
    named: dict[Words, list[Report]] = {}
    for one in received:
        named.setdefault(part(one), []).append(one)
    return {name: _counts(reports, first) for name, reports in named.items()}


def _dividers(told: Told, labels: Mapping[str, str]) -> dict[str, Callable[[Report], Words]]:
    """Return for each dimension what a report is counted under."""
    names = class_words()
    said = {spoken: words for words in names.values() for spoken in words}

    def label(report: Report) -> Words:
        decided = names.get(labels[report.report])
        return (
            decided or said.get(report.about) or names.get(told.proposed.get(report.report, ""), UNCLASSIFIED)
        )

    def number(report: Report) -> Number | None:
        return read_number(report.number) if report.key not in {None, ANONYMOUS_KEY} else None

    numbers = {report.report: number(report) for report in told.reports}

    def carrier(report: Report) -> Words:
        found = numbers[report.report]
        if found is None:
            return NOT_KNOWN
        known = told.ported.carrier_of(found) if told.ported is not None else found.carrier
        return known if known.zh else NOT_KNOWN

    def kind(report: Report) -> Words:
        found = numbers[report.report]
        return NumberKind.ANONYMOUS.words if found is None else found.kind.words

    def abroad(report: Report) -> Words:
        found = numbers[report.report]
        if found is None:
            return WITHHELD
        return ABROAD if found.kind is NumberKind.FOREIGN else MAINLAND

    def region(report: Report) -> Words:
        found = numbers[report.report]
        if found is not None and found.kind is NumberKind.FOREIGN:
            return ABROAD
        province = province_of(found.area) if found is not None else NOT_KNOWN
        return province if province.zh else NOT_KNOWN

    return {"class": label, "carrier": carrier, "kind": kind, "abroad": abroad, "region": region}
