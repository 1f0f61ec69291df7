"""Ties: for each number, whom it rang, who rang it, who rang first, who was rung again after a refusal.

One group-by over unordered pairs holds both directions of every tie, so that whether anybody ever
called back costs no join. A pair's two ends are then laid out as two rows and gathered by number.
"""

from jingling.engines.workbench import Workbench

REFUSED = "answered AND talk_ms <= 15000"
"""An answered call of at most 15 s: short enough for a refusal, a wrong number or a hang-up."""


def make_ties(bench: Workbench) -> None:
    """Make `pairs` (one row for two numbers that were in touch) and `ties` (one row for each number).

    In `pairs`, `up_*` are the calls from `low` to `high`, `down_*` those from `high` to `low`: calls,
    first and last start (ms) and the first refused call's start. Reads `own`.
    """
    first_ms, last_ms = bench.engine.rows("SELECT min(start_ms), max(start_ms) FROM own")[0]
    up, down = "caller <= callee", "caller > callee"
    bench.make(
        "pairs",
        f"""SELECT least(caller, callee) AS low, greatest(caller, callee) AS high,
          count(*) FILTER ({up}) AS up_calls, min(start_ms) FILTER ({up}) AS up_first,
          max(start_ms) FILTER ({up}) AS up_last,
          min(start_ms) FILTER ({up} AND {REFUSED}) AS up_refused,
          count(*) FILTER ({down}) AS down_calls, min(start_ms) FILTER ({down}) AS down_first,
          max(start_ms) FILTER ({down}) AS down_last,
          min(start_ms) FILTER ({down} AND {REFUSED}) AS down_refused
        FROM own GROUP BY least(caller, callee), greatest(caller, callee)""",
    )
    bench.make(
        "ties",
        f"""SELECT number,
          count(*) FILTER (made > 0) AS callees,
          count(*) FILTER (got > 0) AS callers,
          count(*) FILTER (made > 0 AND got > 0) AS mutual,
          count(*) FILTER (made > 0 AND got_first < made_first) AS rang_first,
          count(*) FILTER (made = 1) AS once,
          count(*) FILTER (made_last > refused) AS recycled,
          count(refused) AS refused,
          max(made) AS most,
          CAST(max(greatest(made_last, got_last)) - min(least(made_first, got_first)) AS DOUBLE)
            / {max(1, (last_ms or 0) - (first_ms or 0))} AS life_share
        FROM (
          SELECT low AS number, up_calls AS made, up_first AS made_first, up_last AS made_last,
            up_refused AS refused, down_calls AS got, down_first AS got_first,
            down_last AS got_last FROM pairs
          UNION ALL
          SELECT high, down_calls, down_first, down_last, down_refused, up_calls, up_first, up_last
          FROM pairs
          WHERE low <> high) ends
        GROUP BY number""",
    )


def measure_coverage(bench: Workbench) -> float:
    """Return the share of called numbers that are also seen calling; 0 when nobody was called."""
    called, calling = bench.engine.rows(
        "SELECT count(*), count(*) FILTER (callees > 0) FROM ties WHERE callers > 0"
    )[0]
    return calling / called if called else 0.0
