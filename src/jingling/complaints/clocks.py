"""Clocks (时限): when a step of a case is due, in working days, and what a pause does to that.

The day on which a clock begins is not counted, and the last day runs until its end (民法典 201, 203). A
working day counts unless the clock stands still at its end, so that a pause of an hour costs nothing, a
pause over three nights of working days moves the end by three of them, and cutting a pause in two changes
nothing.
"""

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any, Literal
from zoneinfo import ZoneInfo

from jingling.complaints.errors import CalendarError
from jingling.complaints.working_days import Calendar
from jingling.words import Words

BEIJING = ZoneInfo("Asia/Shanghai")
STEPS = ("completed", "forwarded", "acted", "answered")
"""The steps of a case that clocks begin and end with, in order."""

STEP_WORDS = {
    "completed": Words("complete", "材料齐备"),
    "forwarded": Words("forwarded", "转办"),
    "acted": Words("acted on", "处置"),
    "answered": Words("answered", "答复"),
}


@dataclass(frozen=True, slots=True)
class TimeLimit:
    """How long a step may take (办理时限).

    Args:
        step: the step that ends it, one of `STEPS`.
        begins: the step that begins it.
        working_days: at least 1.
        rule: the rule's name.
        source: the document that says so.
        status: law, policy, standard, draft, practice or reading.
    """

    step: str
    begins: str
    working_days: int
    rule: str
    source: str
    status: str


@dataclass(frozen=True, slots=True)
class Pause:
    """A time in which a clock stands still (中止).

    Args:
        from_at: when it began, UTC.
        to_at: when it ended; None while it lasts.
        reason: why; never empty.
    """

    from_at: datetime
    to_at: datetime | None
    reason: str


class ClockState(StrEnum):
    """Where a clock stands (时限状态)."""

    RUNNING = "running"
    PAUSED = "paused"
    OVERDUE = "overdue"
    MET = "met"
    LATE = "late"

    @property
    def words(self) -> Words:
        """Say it in both languages."""
        return _STATE_WORDS[self]


_STATE_WORDS = {
    ClockState.RUNNING: Words("running", "计时中"),
    ClockState.PAUSED: Words("paused", "已中止"),
    ClockState.OVERDUE: Words("overdue", "已逾期"),
    ClockState.MET: Words("in time", "按期完成"),
    ClockState.LATE: Words("late", "逾期完成"),
}


Urgency = Literal["", "soon", "overdue"]

URGENCY_WORDS: dict[str, Words] = {
    "": Words("in time", "未到期"),
    "soon": Words("due soon", "即将到期"),
    "overdue": Words("overdue", "已逾期"),
}
"""What is to be said of a clock that still runs."""


@dataclass(frozen=True, slots=True)
class ClockReading:
    """What a clock shows at a moment.

    Args:
        state: see `ClockState`.
        due_at: the first moment that is too late, UTC; None while it cannot be told because of a pause.
        working_days_left: working days after today up to the last day; negative where that is past.
        unknown_years: years through which weekends alone were left out.
    """

    state: ClockState
    due_at: datetime | None
    working_days_left: int | None
    unknown_years: tuple[int, ...]


def read_clock(
    limit: TimeLimit,
    began_at: datetime,
    now: datetime,
    calendar: Calendar,
    *,
    stopped_at: datetime | None = None,
    pauses: Sequence[Pause] = (),
    zone: ZoneInfo = BEIJING,
) -> ClockReading:
    """Read a clock at a moment.

    Args:
        limit: how long the step may take.
        began_at: when the step before was done, UTC.
        now: the moment, UTC.
        calendar: which days work.
        stopped_at: when the step was done, if it was.
        pauses: when the clock stood still.
        zone: whose days are counted.
    """
    last = last_day(limit.working_days, began_at, calendar, pauses=pauses, zone=zone)
    began = began_at.astimezone(zone).date()
    if last is None:
        done = ClockState.MET if stopped_at is not None else ClockState.PAUSED
        return ClockReading(done, None, None, calendar.unknown_years(began, began))
    due_at = _end_of(last, zone)
    if stopped_at is not None:
        state = ClockState.MET if stopped_at < due_at else ClockState.LATE
    elif any(pause.from_at <= now and (pause.to_at is None or now < pause.to_at) for pause in pauses):
        state = ClockState.PAUSED
    else:
        state = ClockState.RUNNING if now < due_at else ClockState.OVERDUE
    left = calendar.between(now.astimezone(zone).date(), last)
    return ClockReading(state, due_at, left, calendar.unknown_years(began, last))


def urgency(due_at: datetime, now: datetime, calendar: Calendar, *, zone: ZoneInfo = BEIJING) -> Urgency:
    """Return what is to be said of a running clock: nothing, that it is due soon, or that it is overdue.

    Soon is on its last working day, or on the one before, from that day's beginning.

    Args:
        due_at: the first moment that is too late, UTC.
        now: the moment, UTC.
        calendar: which days work.
        zone: whose days are counted.
    """
    if now >= due_at:
        return "overdue"
    last = (due_at - timedelta(microseconds=1)).astimezone(zone).date()
    return "soon" if calendar.between(now.astimezone(zone).date(), last) <= 1 else ""


def last_day(
    working_days: int,
    began_at: datetime,
    calendar: Calendar,
    *,
    pauses: Sequence[Pause] = (),
    zone: ZoneInfo = BEIJING,
) -> date | None:
    """Return the last day in time, local; None while a pause that has no end holds the clock."""
    day = began_at.astimezone(zone).date()
    endless = min((pause.from_at for pause in pauses if pause.to_at is None), default=None)
    while working_days:
        day += timedelta(days=1)
        end = _end_of(day, zone)
        if endless is not None and endless <= end:
            return None
        held = any(pause.to_at is not None and pause.from_at <= end < pause.to_at for pause in pauses)
        working_days -= calendar.works(day) and not held
    return day


def _end_of(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day + timedelta(days=1), datetime.min.time(), zone).astimezone(ZoneInfo("UTC"))


@cache
def time_limits() -> dict[str, TimeLimit]:
    """Return the time limits that ship, by step."""
    return read_time_limits(Path(str(files("jingling.complaints") / "data" / "time_limits.toml")))


def read_time_limits(path: Path) -> dict[str, TimeLimit]:
    """Read time limits: a TOML table for each step with begins, working_days, rule, source, status.

    Raises:
        CalendarError: the file cannot be read, or a limit is no number of days, or has no source.
    """
    try:
        tables = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as fault:
        raise CalendarError(f"{path}: {fault}", "Give a TOML file with a table for each step.") from fault
    return {step: _limit(path, step, table) for step, table in tables.items()}


def _limit(path: Path, step: str, table: Any) -> TimeLimit:
    try:
        limit = TimeLimit(step, **table)
    except TypeError as fault:
        raise CalendarError(
            f"{path}, [{step}]: {fault}", "Give begins, working_days, rule, source and status."
        ) from fault
    if step not in STEPS or limit.begins not in STEPS or STEPS.index(limit.begins) >= STEPS.index(step):
        raise CalendarError(f"{path}, [{step}]: steps are {', '.join(STEPS)}, in this order.")
    whole = isinstance(limit.working_days, int) and not isinstance(limit.working_days, bool)
    if not whole or limit.working_days < 1 or not limit.source:
        raise CalendarError(
            f"{path}, [{step}]: {limit.working_days!r} is no number of working days, or it has no source.",
            "A limit is 1 or more working days, and names the document that says so.",
        )
    return limit
