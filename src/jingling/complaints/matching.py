"""Matching (话单比对): which call in the records a report is about.

A report and a call are one if number and called number agree, in normal form, and the call began within 15
minutes of what the person says, or on that day where only the day is known. Only a called number that the
person proved to hold is matched: otherwise anybody could learn who rang whom. No match is a result too,
and says which of several things it means.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from jingling.words import Words

if TYPE_CHECKING:
    import duckdb
    import pyarrow as pa

TOLERANCE_MS = 15 * 60 * 1000
_DAY_MS = 24 * 60 * 60 * 1000

STATES = {
    "one-call": Words("one call fits", "与一次呼叫相符"),
    "several-calls": Words("several calls fit", "与多次呼叫相符"),
    "another-time": Words(
        "this number rang this person, but not at that time", "该号码呼叫过举报人，但不在所述时间"
    ),
    "another-person": Words(
        "this number rang at that time, but not this person", "该号码在所述时间有呼叫，但被叫不是举报人"
    ),
    "no-call": Words(
        "no call of this number then: perhaps it was shown falsely", "该号码当时无呼叫记录，可能系冒用"
    ),
    "outside-records": Words("the records do not cover that time", "话单未覆盖该时间"),
    "called-not-proven": Words("the called number was not proved", "被叫号码未经核实"),
    "not-enough": Words("the report names no number or no time", "举报缺少号码或时间"),
}
"""What comparing a report with call records can end in."""


def match_reports(connection: duckdb.DuckDBPyConnection, reports: pa.Table) -> pa.Table:
    """Match reports to calls.

    Args:
        connection: holds the table `calls` (caller, callee, start_ms, talk_ms, and line if the records have
            one) that `read_calls` makes.
        reports: columns report, key, called, called_proven, called_at, precision, as in `reports.parquet`.

    Returns:
        One row for each report, by name: report, state (a key of `STATES`), calls (how many fit), start_ms
        (of the nearest that fits, UTC), talk_ms (its talk time) and line (by which it came); the last three
        null where none fits or nothing is known.
    """
    known = {name for name, *_ in connection.execute("DESCRIBE calls").fetchall()}
    connection.register("told_reports", reports)
    try:
        return connection.sql(_match("line" if "line" in known else "CAST(NULL AS VARCHAR)")).to_arrow_table()
    finally:
        connection.unregister("told_reports")


def rung_again(connection: duckdb.DuckDBPyConnection, acted: pa.Table) -> pa.Table:
    """Return the calls that contradict "we have acted": the same number rang the same person afterwards.

    Args:
        connection: holds the table `calls`.
        acted: columns report, key, called (proven numbers alone), acted_at (UTC).

    Returns:
        report, start_ms (of the first such call, UTC) and calls, for each report with any, by name; each is
        the event `complaint.rung_again`.
    """
    connection.register("told_acted", acted)
    try:
        return connection.sql(_AGAIN).to_arrow_table()
    finally:
        connection.unregister("told_acted")


_AGAIN = """
SELECT report, min(start_ms) AS start_ms, count(*) AS calls
FROM told_acted JOIN calls ON key = caller AND told_acted.called = callee
WHERE start_ms > epoch_ms(acted_at) GROUP BY report ORDER BY report
"""


def _match(line: str) -> str:
    """Return the query that matches reports to calls; `line` is SQL of the line by which a call came."""
    return f"""
WITH told AS (
  SELECT report, key, called, called_proven AND called IS NOT NULL AS proven,
    epoch_ms(called_at) AS at_ms,
    epoch_ms(called_at) - CASE WHEN precision = 'day' THEN 0 ELSE {TOLERANCE_MS} END AS from_ms,
    epoch_ms(called_at) + CASE WHEN precision = 'day' THEN {_DAY_MS} - 1 ELSE {TOLERANCE_MS} END AS to_ms
  FROM told_reports
), span AS (SELECT min(start_ms) AS first_ms, max(start_ms) AS last_ms FROM calls
), heard AS (
  SELECT told.report, told.at_ms, told.called = calls.callee AS person,
    start_ms BETWEEN from_ms AND to_ms AS in_time, start_ms, talk_ms, {line} AS line
  FROM told JOIN calls ON told.key = calls.caller
  WHERE proven AND key <> 0 AND at_ms IS NOT NULL
    AND (told.called = calls.callee OR start_ms BETWEEN from_ms AND to_ms)
), found AS (
  SELECT report, count(*) FILTER (person AND in_time) AS fits, bool_or(person) AS rang_person,
    bool_or(in_time) AS rang_then,
    min({{'away': abs(start_ms - at_ms), 'start_ms': start_ms, 'talk_ms': talk_ms, 'line': line}})
      FILTER (person AND in_time) AS nearest
  FROM heard GROUP BY report
)
SELECT told.report,
  CASE WHEN key IS NULL OR key = 0 OR at_ms IS NULL THEN 'not-enough'
    WHEN NOT proven THEN 'called-not-proven'
    WHEN fits > 1 THEN 'several-calls'
    WHEN fits = 1 THEN 'one-call'
    WHEN first_ms IS NULL OR to_ms < first_ms OR from_ms > last_ms THEN 'outside-records'
    WHEN rang_person THEN 'another-time'
    WHEN rang_then THEN 'another-person'
    ELSE 'no-call' END AS state,
  coalesce(fits, 0) AS calls, nearest.start_ms AS start_ms, nearest.talk_ms AS talk_ms, nearest.line AS line
FROM told LEFT JOIN found ON told.report = found.report, span ORDER BY told.report
"""
