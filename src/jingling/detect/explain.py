"""`jingling explain`: why a number was flagged, or why not.

A result keeps every caller's features and the model that scored them, so the contributions are worked
out anew for anyone; hours, people rung and lines are read again from the call records, if these are still
what they were.
"""

import json
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import duckdb
import numpy as np

from jingling.calls import CallsError, read_calls
from jingling.detect.errors import ResultError
from jingling.detect.features import BY_NAME
from jingling.detect.findings import patterns_of, reasons_of
from jingling.detect.measure import LEAST_CALLS
from jingling.detect.model import load_model
from jingling.detect.report.explanation import Contribution, Described, Explanation, Rung
from jingling.detect.scorecard import Floats
from jingling.detect.steps.behaviour import DAY_MS, HOUR_MS, local_ms_sql
from jingling.engines.duckdb import DuckdbEngine
from jingling.numbers import Number, mask, normal_form, read_number
from jingling.words import Words

MOST_RUNG = 10

TOO_FEW = Words(
    f"Fewer than {LEAST_CALLS} calls of its own, or no number shown: no habit to judge.",
    f"本号码自身呼叫不足 {LEAST_CALLS} 次，或未显示号码：不作判断。",
)

GONE = Words(
    "The call records can no longer be read where they were: hours, people rung and lines are not shown.",
    "原话单已无法在原位置读取：不显示时段、被叫与线路。",
)

CHANGED = Words(
    "The call records were changed after the run: hours, people rung and lines are not shown.",
    "原话单在检测之后有改动：不显示时段、被叫与线路。",
)


@dataclass(frozen=True, slots=True)
class _Seen:
    """What the records show of one caller, or why nothing of it can be shown."""

    hours: tuple[int, ...] = ()
    rung: tuple[Rung, ...] = ()
    lines: tuple[tuple[str, int], ...] = ()
    lost: tuple[Words, ...] = ()


def explain_number(number: str, result: Path, *, unmask: bool = False) -> Explanation:
    """Explain one number of a result.

    Raises:
        ResultError: `result` holds no result, or the number made no call in its records.
    """
    if not (result / "summary.json").is_file():
        raise ResultError(
            f"{result} holds no result.", "Run `jingling detect … --out` with this directory first."
        )
    summary = json.loads((result / "summary.json").read_text(encoding="utf-8"))
    asked = read_number(number, home_area=summary["options"]["home_area"])
    row = _row(result / "findings.parquet", asked.normal)
    if row is None:
        raise ResultError(
            f"{number} made no call in these records (looked for as {asked.normal}).",
            "Give the number as the records show it, with its country or area code.",
        )
    measured = _row(result / "features.parquet", asked.normal)
    contributions: tuple[Contribution, ...] = ()
    patterns: tuple[str, ...] = ()
    if measured is not None:
        cards = {pair.name: pair.final for pair in load_model(result / "model.json").pairs}
        card = cards[summary["cards"]]
        values = {
            name: np.array([np.nan if measured[name] is None else measured[name]], dtype=np.float64)
            for name in BY_NAME
        }
        contributions = tuple(
            Contribution(part["feature"], part["value"], part["contribution"])
            for part in reasons_of(card, values, 1, _joined(result / "members.parquet", asked.normal))[0]
        )
        patterns = tuple(patterns_of(values, 1)[0])
    not_judged = tuple(Words(said["en"], said["zh"]) for said in summary["not_judged"])
    if measured is None:
        not_judged = (TOO_FEW, *not_judged)
    seen = _seen_again(asked, summary, unmask=unmask)
    return Explanation(
        number=asked.normal if unmask else mask(asked.normal),
        described=_described(asked),
        score=row["score"],
        flagged=row["flagged"],
        threshold=summary["threshold"],
        intercept=row["intercept"],
        contributions=contributions,
        patterns=patterns,
        calls=row["calls"],
        callees=row["callees"],
        hours=seen.hours,
        rung=seen.rung,
        lines=seen.lines,
        not_judged=(*not_judged, *seen.lost),
        shown_falsely=row["shown_falsely"],
        campaign=row["campaign"],
        judged=measured is not None,
    )


def _row(path: Path, number: str) -> dict[str, Any] | None:
    with duckdb.connect() as connection:
        found = connection.execute("SELECT * FROM read_parquet(?) WHERE number = ?", [str(path), number])
        names = [column[0] for column in found.description or ()]
        row = found.fetchone()
    return None if row is None else dict(zip(names, row, strict=True))


def _joined(members: Path, number: str) -> tuple[Floats, Floats]:
    """Return the probability that a number belongs to a campaign, and what that contributes; NaN for none."""
    row = _row(members, number) or {"probability": np.nan, "contribution": np.nan}
    return np.array([row["probability"]]), np.array([row["contribution"]])


def _described(number: Number) -> Described:
    return Described(number.kind.words, number.place, number.carrier)


def _seen_again(asked: Number, summary: dict[str, Any], *, unmask: bool) -> _Seen:
    """Read the records again for one caller's hours, people rung most and lines."""
    with TemporaryDirectory() as spill, closing(DuckdbEngine(spill=Path(spill))) as engine:
        if lost := _read_again(engine, summary):
            return _Seen(lost=lost)
        mine = f"FROM calls WHERE caller = {asked.key}"
        first_ms, last_ms = engine.rows(f"SELECT min(start_ms), max(start_ms) {mine}")[0]
        local = local_ms_sql("start_ms", summary["zone"], first_ms, last_ms)
        by_hour = dict(engine.rows(f"SELECT ({local} % {DAY_MS}) // {HOUR_MS}, count(*) {mine} GROUP BY 1"))
        rung = engine.rows(
            f"""SELECT callee, count(*), count(*) FILTER (answered), sum(talk_ms) / 1000.0e0 {mine}
            GROUP BY callee ORDER BY 2 DESC, callee LIMIT {MOST_RUNG}"""
        )
        odd = dict(engine.rows("SELECT key, min(normal) FROM odd_numbers GROUP BY key"))
        lines: list[tuple[str, int]] = []
        if "line" in engine.columns("calls"):
            lines = [
                (str(line), int(count))
                for line, count in engine.rows(
                    f"SELECT line, count(*) {mine} AND line IS NOT NULL GROUP BY line ORDER BY 2 DESC, line"
                )
            ]
    named = ((normal_form(key) or odd.get(key, "?"), *rest) for key, *rest in rung)
    return _Seen(
        hours=tuple(int(by_hour.get(hour, 0)) for hour in range(24)),
        rung=tuple(
            Rung(name if unmask else mask(name), calls, answered, talk_s)
            for name, calls, answered, talk_s in named
        ),
        lines=tuple(lines),
    )


def _read_again(engine: DuckdbEngine, summary: dict[str, Any]) -> tuple[Words, ...]:
    """Make the table `calls` anew, and say so if it does not hold the records that were scored."""
    then = {each["path"]: each["sha256"] for each in summary["inputs"]}
    options = summary["options"]
    try:
        reading = read_calls(
            engine.connection,
            then,
            mapping=options["mapping"],
            timezone=options["timezone"],
            time_format=options["time_format"],
            home_area=options["home_area"],
            columns=("line",),
        )
    except CallsError:
        return (GONE,)
    now = {given.path: given.sha256 for given in reading.inputs}
    return () if now == then else (CHANGED,)
