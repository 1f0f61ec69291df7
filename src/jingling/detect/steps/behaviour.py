"""Behaviour: for each caller, volume, hours, pacing, conversations and releases.

Two passes over the calls: what a call says by itself is grouped as it stands; what it says beside the one
before, by a window over the few columns that this needs, for a window sorts whole rows. Every aggregate is a
count, a sum, a minimum or a maximum of integers, or an exact sum of logarithms; shares and deviations come of
them later (`assembly`). `pause` is the time from the end of one call to the start of the next, `pace` from
start to start.
"""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from jingling.engines.workbench import Workbench

HOUR_MS = 3_600_000
DAY_MS = 24 * HOUR_MS
SITTING_MS = 30 * 60_000
"""A pause of more than 30 minutes ends a sitting; pacing is judged within sittings."""

ALERT_MS = 6_000
"""A call given up by its caller after ringing at most so long: bait, or a wrong key."""


def make_behaviour(bench: Workbench, zone: str) -> None:
    """Make `behaviour`: one row for each caller of `own`, its local hours taken in `zone`."""
    first_ms, last_ms = bench.engine.rows("SELECT min(start_ms), max(start_ms) FROM own")[0]
    local = local_ms_sql("start_ms", zone, first_ms or 0, last_ms or 0)
    before = local_ms_sql("before_ms", zone, first_ms or 0, last_ms or 0)
    bench.make("paces", _paces(local, before))
    bench.make(
        "behaviour",
        f"""SELECT t.*, p.active_days, p.busy_hours, p.fastest_ten_ms, p.paces, p.pauses, p.short_pauses,
          p.log_paces, p.log_paces_squared, p.log_pauses, p.log_pauses_squared, p.redials, p.sequential
        FROM ({_talks(local)}) t JOIN paces p ON t.caller = p.caller""",
    )
    bench.engine.drop("paces")


def _talks(local: str) -> str:
    """Return the SELECT of what each caller's calls say one by one."""
    return f"""WITH measured AS (
          SELECT caller, callee, start_ms, talk_ms, answered, ring_ms, released_by, cause, sip_status,
            answered_by, ({local} % {DAY_MS}) // {HOUR_MS} AS hour, ln(1.0 + 0.001 * talk_ms) AS log_talk
          FROM own)
        SELECT caller,
          count(*) AS attempts, min(start_ms) AS first_ms, max(start_ms) AS last_ms,
          bit_or(1 << CAST(hour AS INTEGER)) AS hours,
          count(*) FILTER (hour < 8 OR hour >= 21) AS night,
          count(*) FILTER (hour >= 12 AND hour < 14) AS noon,
          bit_or(CAST(1 AS BIGINT) << CAST((abs(callee) // 10000) % 62 AS INTEGER)) AS segments,
          count(*) FILTER (answered) AS answered,
          sum(talk_ms) FILTER (answered) AS talk_ms,
          {_exact_sum("log_talk", "answered")} AS log_talks,
          {_exact_sum("log_talk * log_talk", "answered")} AS log_talks_squared,
          count(*) FILTER (answered AND talk_ms <= 6000) AS talks_6s,
          count(*) FILTER (answered AND talk_ms <= 15000) AS talks_15s,
          count(*) FILTER (answered AND talk_ms <= 30000) AS talks_30s,
          count(*) FILTER (answered AND talk_ms >= 60000) AS talks_60s,
          count(*) FILTER (answered AND talk_ms >= 180000) AS talks_180s,
          count(ring_ms) AS rings, sum(ring_ms) AS ring_ms,
          count(*) FILTER (NOT answered AND ring_ms > 0 AND ring_ms <= {ALERT_MS}) AS short_rings,
          count(released_by) FILTER (answered) AS releases,
          count(*) FILTER (answered AND released_by = 'callee') AS hangups,
          count(*) FILTER (answered AND released_by = 'callee' AND talk_ms <= 15000) AS early_hangups,
          count(released_by) FILTER (NOT answered) AS gave_ups_known,
          count(*) FILTER (NOT answered AND released_by = 'caller') AS gave_ups,
          count(cause) + count(sip_status) FILTER (cause IS NULL) AS causes,
          count(*) FILTER (cause = 1 OR sip_status IN (404, 604)) AS unallocated,
          count(*) FILTER (cause = 17 OR sip_status IN (486, 600)) AS busy,
          count(answered_by) AS answerers,
          count(*) FILTER (answered_by = 'machine') AS machines
        FROM measured GROUP BY caller"""


def _paces(local: str, before: str) -> str:
    """Return the SELECT of what each caller's calls say beside the ones before."""
    sitting = f"pause_ms BETWEEN 0 AND {SITTING_MS}"
    return f"""WITH ordered AS (
          SELECT caller, callee, start_ms,
            lag(start_ms) OVER w AS before_ms, lag(start_ms, 9) OVER w AS tenth_ms,
            start_ms - lag(start_ms + talk_ms + coalesce(ring_ms, 0)) OVER w AS pause_ms,
            lag(callee) OVER w AS before_callee
          FROM own
          WINDOW w AS (PARTITION BY caller ORDER BY start_ms, callee, talk_ms, coalesce(ring_ms, 0))),
        timed AS (SELECT *, {local} AS local_ms, {before} AS before_local_ms FROM ordered),
        measured AS (
          SELECT *, start_ms - before_ms AS pace_ms, local_ms - local_ms % {DAY_MS} AS day_ms,
            ln(1.0 + 0.001 * (start_ms - before_ms)) AS log_pace,
            ln(1.0 + 0.001 * greatest(pause_ms, 0)) AS log_pause
          FROM timed)
        SELECT caller,
          count(*) FILTER (before_local_ms IS NULL OR before_local_ms - before_local_ms % {DAY_MS} < day_ms)
            AS active_days,
          count(*) FILTER (before_local_ms IS NULL
            OR before_local_ms - before_local_ms % {HOUR_MS} < local_ms - local_ms % {HOUR_MS}) AS busy_hours,
          min(start_ms - tenth_ms) AS fastest_ten_ms,
          count(pace_ms) AS paces,
          count(*) FILTER ({sitting}) AS pauses,
          count(*) FILTER ({sitting} AND pause_ms <= 20000) AS short_pauses,
          {_exact_sum("log_pace", sitting)} AS log_paces,
          {_exact_sum("log_pace * log_pace", sitting)} AS log_paces_squared,
          {_exact_sum("log_pause", sitting)} AS log_pauses,
          {_exact_sum("log_pause * log_pause", sitting)} AS log_pauses_squared,
          count(*) FILTER (callee = before_callee) AS redials,
          count(*) FILTER (callee <> before_callee AND abs(callee - before_callee) <= 20) AS sequential
        FROM measured GROUP BY caller"""


def _exact_sum(value: str, condition: str) -> str:
    """Return SQL of a sum of logarithms, or of their squares, that no order of rows changes.

    Doubles add up to other last digits in another order, and then to another result on another day;
    decimals of 12 places do not. Squares stay below a million, which 18 digits hold.
    """
    return f"CAST(sum(CAST({value} AS DECIMAL(18, 12))) FILTER ({condition}) AS DOUBLE)"


def local_ms_sql(column: str, zone: str, first_ms: int, last_ms: int) -> str:
    """Return SQL for local wall-clock milliseconds of a UTC column, over the range that the data spans.

    A zone's changes of offset within the range become a CASE; most zones and ranges have none.
    """
    tz = ZoneInfo(zone)

    def offset_ms(at_ms: int) -> int:
        delta = datetime.fromtimestamp(at_ms / 1000, UTC).astimezone(tz).utcoffset()
        return int(delta.total_seconds() * 1000) if delta is not None else 0

    changes: list[tuple[int, int]] = []
    at_ms, offset = first_ms, offset_ms(first_ms)
    while at_ms < last_ms:
        next_ms = min(at_ms + 7 * DAY_MS, last_ms)
        if offset_ms(next_ms) != offset:
            low, high = at_ms, next_ms
            while high - low > 1000:
                middle = (low + high) // 2
                low, high = (middle, high) if offset_ms(middle) == offset else (low, middle)
            changes.append((high - high % 1000, offset))
            offset = offset_ms(next_ms)
        at_ms = next_ms
    if not changes:
        return f"({column} + {offset})"
    cases = " ".join(f"WHEN {column} < {until} THEN {before}" for until, before in changes)
    return f"({column} + CASE {cases} ELSE {offset} END)"
