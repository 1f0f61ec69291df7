"""Lines: what was sent through each line, and how suspect those are who sent it."""

from jingling.detect.steps.own_calls import STRANGE_CALLS
from jingling.engines.workbench import Workbench

LINE_FEATURES = (
    "suspicion",
    "suspect_share",
    "false_share",
    "strange_share",
    "strange_call_share",
    "answered_share",
    "talk_s",
    "talk_15s_share",
)
"""What the lines' card reads, in order; `docs/features.md` says each in words."""


def make_lines(bench: Workbench) -> None:
    """Make `line_features`: one row for each line seen.

    Reads `calls`, `line_callers`, `false_calls` and `scored` (number, score).
    """
    bench.make(
        "line_features",
        f"""WITH callers AS (
          SELECT h.line, count(*) AS numbers,
            CAST(sum(h.calls) AS DOUBLE) AS calls,
            count(*) FILTER (h.calls <= {STRANGE_CALLS}) AS strange,
            coalesce(sum(h.calls) FILTER (h.calls <= {STRANGE_CALLS}), 0) AS strange_calls,
            sum(CASE WHEN f.caller IS NULL THEN h.calls * coalesce(s.score, 0) END) AS suspicion,
            sum(CASE WHEN f.caller IS NULL AND s.score >= 0.5 THEN h.calls END) AS suspect_calls,
            sum(CASE WHEN f.caller IS NULL THEN h.calls END) AS own_calls,
            coalesce(sum(f.calls), 0) AS false_calls
          FROM line_callers h
          LEFT JOIN scored s ON h.caller = s.number
          LEFT JOIN false_calls f ON h.line = f.line AND h.caller = f.caller
          GROUP BY h.line),
        talks AS (
          SELECT line, count(*) FILTER (answered) AS answered,
            sum(talk_ms) FILTER (answered) AS talk_ms,
            count(*) FILTER (answered AND talk_ms <= 15000) AS talks_15s,
            min(start_ms) AS first_ms, max(start_ms) AS last_ms
          FROM calls WHERE line IS NOT NULL GROUP BY line)
        SELECT c.line, c.numbers, CAST(c.calls AS BIGINT) AS calls, t.first_ms, t.last_ms,
          c.suspicion / c.own_calls AS suspicion,
          coalesce(c.suspect_calls, 0) / c.own_calls AS suspect_share,
          c.false_calls / c.calls AS false_share,
          CAST(c.strange AS DOUBLE) / c.numbers AS strange_share,
          c.strange_calls / c.calls AS strange_call_share,
          t.answered / c.calls AS answered_share,
          0.001 * t.talk_ms / nullif(t.answered, 0) AS talk_s,
          CAST(t.talks_15s AS DOUBLE) / nullif(t.answered, 0) AS talk_15s_share
        FROM callers c JOIN talks t ON c.line = t.line""",
    )
