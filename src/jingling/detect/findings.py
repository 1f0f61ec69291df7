"""Findings: one row for every caller and for every line, with reasons where a person will look.

Reasons are worked out for everyone flagged and the next thousand; `jingling explain` does it for anyone
else from `features.parquet`. Counts are over the records read; the score is over a caller's own calls.
"""

import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pyarrow as pa

from jingling.detect.features import BY_NAME
from jingling.detect.patterns import FALSE_CALLER_NUMBERS, PATTERNS
from jingling.detect.scorecard import Floats, Scorecard, double_sql
from jingling.engines.workbench import Workbench
from jingling.numbers import normal_form_sql

NEXT = 1000
"""How many callers below the threshold get their reasons written too."""

REASON = pa.struct([("feature", pa.string()), ("value", pa.float64()), ("contribution", pa.float64())])


def columns_of(rows: pa.Table, names: Sequence[str]) -> dict[str, Floats]:
    """Return columns as floats, NULL as NaN."""
    return {name: rows.column(name).to_numpy().astype(np.float64) for name in names}


CAMPAIGN = "campaign"
"""Name of what a number owes to its campaign; its value is the probability that it belongs there."""


def reasons_of(
    card: Scorecard, values: Mapping[str, Floats], rows: int, joined: tuple[Floats, Floats] | None = None
) -> list[list[dict[str, Any]]]:
    """Return, for each row, every contribution that is not nothing, the weightiest first.

    Args:
        card: the card that scored.
        values: the features it reads, and others.
        rows: how many.
        joined: of each row, the probability that it belongs to a campaign and what that contributes; NaN
            where it belongs to none.
    """
    named = card.contributions(dict(values))
    order = list(named)
    shown = {name: values[name] if name in values else np.full(rows, np.nan) for name in order}
    if joined is not None:
        order.append(CAMPAIGN)
        shown[CAMPAIGN], named[CAMPAIGN] = joined[0], np.nan_to_num(joined[1])
    reasons: list[list[dict[str, Any]]] = []
    for row in range(rows):
        parts = sorted(
            ((float(named[name][row]), name) for name in order), key=lambda part: (-abs(part[0]), part[1])
        )
        reasons.append(
            [
                {
                    "feature": name,
                    "value": None if np.isnan(shown[name][row]) else float(shown[name][row]),
                    "contribution": weight,
                }
                for weight, name in parts
                if weight != 0.0
            ]
        )
    return reasons


def patterns_of(values: Mapping[str, Floats], rows: int) -> list[list[str]]:
    """Return, for each row, the names of the patterns it shows."""
    seen = [(pattern.name, pattern.seen(values)) for pattern in PATTERNS]
    return [[name for name, rows_seen in seen if rows_seen[row]] for row in range(rows)]


def name_worst(bench: Workbench, card: Scorecard, key: str, features: str, scored: str, worst: str) -> int:
    """Make `worst`: key, score, patterns and reasons of everyone flagged and of the next thousand.

    Args:
        bench: where the tables are.
        card: the card that gave the scores.
        key: the column that names a row, `number` or `line`.
        features: the table with a column for each feature.
        scored: the table with `key` and `score`.
        worst: the table to make.

    Returns:
        How many are flagged.
    """
    flagged = int(
        bench.engine.rows(
            f"SELECT count(*) FILTER (WHERE score >= {double_sql(card.threshold)}) FROM {scored}"
        )[0][0]
    )
    joined, join = "", ""
    if key == "number":
        joined = "j.probability AS membership, j.contribution AS joined,"
        join = "LEFT JOIN joined j ON f.number = j.number"
    bench.make(
        f"{worst}_features",
        f"""SELECT s.score, {joined} f.* FROM {features} f
        JOIN (SELECT {key}, score FROM {scored} ORDER BY score DESC, {key} LIMIT {flagged + NEXT}) s
        ON f.{key} = s.{key} {join}""",
    )
    rows = bench.engine.table(f"SELECT * FROM {worst}_features ORDER BY score DESC, {key}")
    values = columns_of(rows, card.features)
    patterns: list[list[str]] = [[] for _ in range(rows.num_rows)]
    owed = None
    if key == "number":
        patterns = patterns_of(columns_of(rows, list(BY_NAME)), rows.num_rows)
        told = columns_of(rows, ["membership", "joined"])
        owed = (told["membership"], told["joined"])
    bench.engine.take(
        worst,
        pa.table(
            {
                key: rows.column(key),
                "score": rows.column("score"),
                "patterns": pa.array(patterns, pa.list_(pa.string())),
                "reasons": pa.array(reasons_of(card, values, rows.num_rows, owed), pa.list_(REASON)),
            }
        ),
    )
    return flagged


def findings_select(bench: Workbench, card: Scorecard, zone_days: str) -> str:
    """Return the SELECT of `findings.parquet`, making the tables it reads.

    Args:
        bench: where `final`, `worst`, `members`, `campaign_names`, `behaviour`, `ties` and `false_calls` are.
        card: the final card.
        zone_days: SQL for the local day of `start_ms`.
    """
    shown_falsely = bench.engine.has("false_calls")
    unjudged = 1 / (1 + math.exp(-card.intercept))
    counted = """SELECT b.caller AS number, b.attempts AS calls, t.callees, b.active_days,
        b.first_ms, b.last_ms,
        FALSE AS shown_falsely FROM behaviour b JOIN ties t ON b.caller = t.number"""
    if shown_falsely:
        bench.make("falsely_shown", "SELECT caller FROM false_calls GROUP BY caller")
        counted = f"""{counted} WHERE NOT EXISTS (
          SELECT 1 FROM falsely_shown f WHERE f.caller = b.caller)
        UNION ALL SELECT caller, count(*), count(DISTINCT callee), count(DISTINCT {zone_days}), min(start_ms),
          max(start_ms), TRUE FROM calls WHERE caller IN (SELECT caller FROM falsely_shown) GROUP BY caller"""
    return f"""SELECT coalesce({normal_form_sql("n.number")}, o.normal) AS number,
          coalesce(o.raw, {normal_form_sql("n.number")}) AS raw,
          coalesce(s.score, {double_sql(unjudged)}) AS score,
          coalesce(s.score >= {double_sql(card.threshold)}, FALSE) AS flagged,
          n.shown_falsely, coalesce(w.patterns, CAST([] AS VARCHAR[])) AS patterns,
          a.name AS campaign,
          n.calls, n.callees, n.active_days,
          make_timestamp_ms(n.first_ms) AS first_at, make_timestamp_ms(n.last_ms) AS last_at,
          {double_sql(card.intercept)} AS intercept, w.reasons
        FROM ({counted}) n
        LEFT JOIN final s ON n.number = s.number
        LEFT JOIN worst w ON n.number = w.number
        LEFT JOIN members m ON n.number = m.number
        LEFT JOIN campaign_names a ON m.campaign = a.campaign
        LEFT JOIN odd_forms o ON n.number = o.key
        ORDER BY score DESC, number"""


def line_findings_select(bench: Workbench, card: Scorecard, zone_days: str) -> str:
    """Return the SELECT of `lines.parquet`, the columns of `findings.parquet` for lines."""
    bench.make(
        "line_counts",
        f"""SELECT line, count(DISTINCT callee) AS callees, count(DISTINCT {zone_days}) AS active_days
        FROM calls WHERE line IS NOT NULL GROUP BY line""",
    )
    false_line = "f.false_share > 0.5 OR f.line IN (SELECT line FROM forging_lines)"
    return f"""SELECT f.line, f.line AS raw, s.score, s.score >= {double_sql(card.threshold)} AS flagged,
          f.false_share > 0 AS shown_falsely,
          CASE WHEN {false_line} THEN ['{FALSE_CALLER_NUMBERS.name}'] ELSE CAST([] AS VARCHAR[]) END
            AS patterns,
          CAST(NULL AS VARCHAR) AS campaign, f.calls, c.callees, f.numbers, c.active_days,
          make_timestamp_ms(f.first_ms) AS first_at, make_timestamp_ms(f.last_ms) AS last_at,
          {double_sql(card.intercept)} AS intercept, w.reasons
        FROM line_features f JOIN line_scored s ON f.line = s.line JOIN line_counts c ON f.line = c.line
        LEFT JOIN worst_lines w ON f.line = w.line
        ORDER BY score DESC, f.line"""
