"""Drift 偏离登记: where the records of a line and what its register gives it part ways.

The records of a result are read again and held against the register: numbers that a line was not given,
hours outside its own, days with more calls than it may make, lines that nobody registered.
"""

from collections.abc import Iterable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Literal

import pyarrow as pa

from jingling.detect.records import read_again
from jingling.detect.steps.behaviour import DAY_MS, local_ms_sql
from jingling.engines.duckdb import DuckdbEngine
from jingling.numbers import mask, normal_form
from jingling.rules import LineKind
from jingling.words import Words

DriftKind = Literal["number-not-given", "outside-hours", "over-volume", "unregistered-line"]

MINUTE_MS = 60_000
MOST_EXAMPLES = 5


@dataclass(frozen=True, slots=True)
class Given:
    """What a register gives a line.

    Args:
        line: its name, as call records give it.
        kind: numbers of `enterprise` lines alone are held against `ranges`.
        ranges: first and last key of each block of numbers that it may show.
        hours: `HH:MM-HH:MM` local, which may run past midnight; empty for no limit.
        calls_per_day: at most; None for no limit.
    """

    line: str
    kind: LineKind
    ranges: tuple[tuple[int, int], ...]
    hours: str = ""
    calls_per_day: int | None = None


@dataclass(frozen=True, slots=True)
class Drift:
    """One way in which one line's records and registration part ways.

    Args:
        kind: which way.
        line: the line's name.
        calls: calls that part ways.
        numbers: different numbers among them.
        said: what was seen, against what was given.
        examples: some of the numbers, masked.
    """

    kind: DriftKind
    line: str
    calls: int
    numbers: int
    said: Words
    examples: tuple[str, ...] = ()


def find_drift(result: Path, given: Iterable[Given]) -> list[Drift]:
    """Hold the records of a result against a register, the most calls first.

    Raises:
        ResultError: there is no result, or its records cannot be read any more.
    """
    with TemporaryDirectory() as spill, closing(DuckdbEngine(spill=Path(spill))) as engine:
        summary = read_again(engine.connection, result, columns=("line",))
        if "line" not in engine.columns("calls"):
            return []
        _lay_out(engine, list(given), summary["zone"])
        found = [*_numbers(engine), *_hours(engine), *_volumes(engine), *_unknown_lines(engine)]
    return sorted(found, key=lambda drift: (-drift.calls, drift.line, drift.kind))


def _lay_out(engine: DuckdbEngine, given: list[Given], zone: str) -> None:
    engine.take(
        "given",
        pa.table(
            {
                "line": pa.array([one.line for one in given], pa.string()),
                "kind": pa.array([one.kind for one in given], pa.string()),
                "hours": pa.array([one.hours for one in given], pa.string()),
                "opens": pa.array([_minute(one.hours, 0) for one in given], pa.int32()),
                "shuts": pa.array([_minute(one.hours, 1) for one in given], pa.int32()),
                "most": pa.array([one.calls_per_day for one in given], pa.int64()),
            }
        ),
    )
    ranges = [(one.line, *bounds) for one in given for bounds in one.ranges]
    lines, firsts, lasts = zip(*ranges, strict=True) if ranges else ((), (), ())
    engine.take(
        "given_ranges",
        pa.table(
            {
                "line": pa.array(lines, pa.string()),
                "first": pa.array(firsts, pa.int64()),
                "last": pa.array(lasts, pa.int64()),
            }
        ),
    )
    first, last = engine.rows("SELECT coalesce(min(start_ms), 0), coalesce(max(start_ms), 0) FROM calls")[0]
    local = local_ms_sql("start_ms", zone, first, last)
    engine.make(
        "line_calls",
        f"SELECT line, caller, {local} AS local_ms FROM calls WHERE line IS NOT NULL AND line <> ''",
    )


def _minute(hours: str, place: int) -> int | None:
    if not hours:
        return None
    hour, minute = hours.split("-")[place].split(":")
    return int(hour) * 60 + int(minute)


def _numbers(engine: DuckdbEngine) -> Iterable[Drift]:
    rows = engine.rows(
        f"""SELECT line, sum(calls), count(*), list(caller ORDER BY calls DESC, caller)[:{MOST_EXAMPLES}]
        FROM (SELECT c.line, c.caller, count(*) AS calls FROM line_calls c
              JOIN given g ON c.line = g.line AND g.kind = 'enterprise' GROUP BY ALL) u
        WHERE NOT EXISTS (SELECT 1 FROM given_ranges r
                          WHERE r.line = u.line AND u.caller BETWEEN r.first AND r.last)
        GROUP BY line"""
    )
    for line, calls, numbers, examples in rows:
        yield Drift(
            "number-not-given",
            line,
            int(calls),
            numbers,
            Words(
                f"{_many(numbers, 'number')} shown that it was not given",
                f"显示了 {numbers:,} 个未授予的号码",
            ),
            tuple(_shown(key) for key in examples),
        )


def _hours(engine: DuckdbEngine) -> Iterable[Drift]:
    minute = f"(local_ms % {DAY_MS}) // {MINUTE_MS}"
    rows = engine.rows(
        f"""SELECT line, hours, count(*), count(DISTINCT caller) FROM (
            SELECT c.line, g.hours, c.caller, {minute} AS minute, opens, shuts
            FROM line_calls c JOIN given g ON c.line = g.line WHERE g.opens IS NOT NULL)
        WHERE NOT CASE WHEN opens <= shuts THEN minute >= opens AND minute < shuts
                       ELSE minute >= opens OR minute < shuts END
        GROUP BY ALL"""
    )
    for line, hours, calls, numbers in rows:
        said = Words(
            f"{_many(calls, 'call')} outside {hours}, the hours it was given",
            f"{calls:,} 次呼叫超出登记时段 {hours}",
        )
        yield Drift("outside-hours", line, calls, numbers, said)


def _volumes(engine: DuckdbEngine) -> Iterable[Drift]:
    rows = engine.rows(
        f"""SELECT line, most, count(*) AS days, max(calls), CAST(sum(calls - most) AS BIGINT) AS over,
            max(numbers)
        FROM (SELECT c.line, g.most, local_ms // {DAY_MS} AS day, count(*) AS calls,
                     count(DISTINCT c.caller) AS numbers
              FROM line_calls c JOIN given g ON c.line = g.line WHERE g.most IS NOT NULL GROUP BY ALL)
        WHERE calls > most GROUP BY ALL"""
    )
    for line, most, days, busiest, over, numbers in rows:
        said = Words(
            f"{busiest:,} calls on its busiest day, where {most:,} were given; {_many(days, 'such day')}",
            f"最多一日 {busiest:,} 次，登记上限 {most:,} 次；共 {days} 日超限",
        )
        yield Drift("over-volume", line, over, numbers, said)


def _unknown_lines(engine: DuckdbEngine) -> Iterable[Drift]:
    rows = engine.rows(
        f"""SELECT line, sum(calls), count(*), list(caller ORDER BY calls DESC, caller)[:{MOST_EXAMPLES}]
        FROM (SELECT line, caller, count(*) AS calls FROM line_calls GROUP BY ALL)
        WHERE line NOT IN (SELECT line FROM given) GROUP BY line"""
    )
    for line, calls, numbers, examples in rows:
        said = Words(f"{_many(numbers, 'number')} in use on it", f"其上有 {numbers:,} 个号码在用")
        shown = tuple(_shown(key) for key in examples)
        yield Drift("unregistered-line", line, int(calls), numbers, said, shown)


def _shown(key: Any) -> str:
    normal = normal_form(key)
    return mask(normal) if normal else "?"


def _many(count: int, what: str) -> str:
    return f"{count:,} {what}" if count == 1 else f"{count:,} {what}s"
