"""Working days (工作日): China's calendar with its exchanged days off (调休).

A day works if it is a Monday to Friday, unless a notice of the State Council says otherwise:
`data/working_days_cn.csv` holds every day on which the notices change that, with the number of the notice,
`data/holiday_notices_cn.csv` the notices with their addresses. A year of which no notice is known is never
guessed: there weekends alone are days off, and whoever counts through it can say so (`unknown_years`).
"""

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from importlib.resources import files
from pathlib import Path

from jingling.complaints.errors import CalendarError
from jingling.words import Words

SATURDAY = 5
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Notice:
    """A notice of days off (节假日安排通知).

    Args:
        year: the year it arranges.
        number: its document number (发文字号).
        signed: the day it was signed.
        address: where it was published.
    """

    year: int
    number: str
    signed: date
    address: str


@dataclass(frozen=True)
class Calendar:
    """Which days work.

    Args:
        changed: days that do not follow the week, and whether they work.
        notices: where that is from.
    """

    changed: Mapping[date, bool]
    notices: tuple[Notice, ...]

    def works(self, day: date) -> bool:
        """Tell whether a day works."""
        return self.changed.get(day, day.weekday() < SATURDAY)

    def after(self, day: date, count: int) -> date:
        """Return the working day that is the `count`-th after a day, itself not counted (`count` ≥ 1)."""
        while count:
            day += _DAY
            count -= self.works(day)
        return day

    def between(self, first: date, last: date) -> int:
        """Count the working days after `first` up to and with `last`; negative where `last` comes first."""
        if last < first:
            return -self.between(last, first)
        days = (first + _DAY * step for step in range(1, (last - first).days + 1))
        return sum(self.works(day) for day in days)

    def unknown_years(self, first: date, last: date) -> tuple[int, ...]:
        """Return the years from `first` to `last` for which no notice is known."""
        known = {notice.year for notice in self.notices}
        return tuple(year for year in range(first.year, last.year + 1) if year not in known)


def unknown_years_words(years: Iterable[int]) -> Words:
    """Say that days were counted by weekends alone."""
    said = ", ".join(map(str, years))
    return Words(
        f"No notice of days off is known for {said}: weekends alone were left out.",
        f"未收录 {said} 年的节假日安排通知，仅按周末推算。",
    )


@cache
def working_days_of_china() -> Calendar:
    """Return the calendar that ships."""
    data = files("jingling.complaints") / "data"
    return read_calendar(Path(str(data / "working_days_cn.csv")), Path(str(data / "holiday_notices_cn.csv")))


def read_calendar(days: Path, notices: Path) -> Calendar:
    """Read a calendar: `day, works, occasion, notice` and `year, notice, signed, address`, CSV in UTF-8.

    Raises:
        CalendarError: a file cannot be read, a row is wrong, a day stands twice or says what its weekday
            says anyway, or its notice is not among the notices.
    """
    known = tuple(
        Notice(int(row["year"]), row["notice"], date.fromisoformat(row["signed"]), row["address"])
        for row in _rows(notices, {"year": int, "signed": date.fromisoformat, "notice": str, "address": str})
    )
    numbers = {notice.number for notice in known}
    changed: dict[date, bool] = {}
    for row in _rows(days, {"day": date.fromisoformat, "works": _flag, "notice": str}):
        day, works = date.fromisoformat(row["day"]), _flag(row["works"])
        if day in changed or works == (day.weekday() < SATURDAY) or row["notice"] not in numbers:
            raise CalendarError(
                f"{days}, {day}: stands twice, follows the week, or names an unknown notice.",
                "List each day once, those that do not follow the week, each with the notice that says so.",
            )
        changed[day] = works
    return Calendar(changed, known)


def _flag(text: str) -> bool:
    return {"0": False, "1": True}[text]


def _rows(path: Path, columns: Mapping[str, object]) -> list[dict[str, str]]:
    """Read rows whose columns can be read as they should."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as stream:
            rows = list(csv.DictReader(stream))
    except (OSError, UnicodeDecodeError) as fault:
        raise CalendarError(f"{path}: {fault}", "Give a CSV file in UTF-8.") from fault
    for line, row in enumerate(rows, start=2):
        for name, read in columns.items():
            try:
                read(row[name])  # type: ignore[operator]
            except (KeyError, TypeError, ValueError) as fault:
                raise CalendarError(
                    f"{path}, line {line}, column {name}: {row.get(name)!r} cannot be read.",
                    f"The columns are {', '.join(columns)}; days are written 2026-10-01, works 0 or 1.",
                ) from fault
    return rows
