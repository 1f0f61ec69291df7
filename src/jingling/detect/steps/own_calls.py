"""Which calls count for the number they show.

A gateway that forges shows a new number at each call, often a living person's. Such calls say
nothing about the number's owner, so they are set apart before anything is counted: those over a line
that the register proves false (`--lines`), and those over a line that behaves as only a forging one
does, by numbers seen there too seldom to be at home there.
"""

from jingling.calls import COLUMNS
from jingling.engines.workbench import Workbench

READ = ("answered_by", "ring_s", "cause", "sip_status", "released_by", "line", "device", "cell")
"""Optional columns of the contract that the steps read."""

OPTIONAL = {column.target: column.sql_type for column in COLUMNS if column.name in READ}
"""The same as they stand in `calls`, and their types."""

STRANGE_CALLS = 3
"""A number with at most so many calls on a line is not at home there."""

FORGING = """strange_numbers >= 25 AND strange_numbers >= 0.85 * numbers AND strange_calls >= 0.05 * calls
  AND known <= 0.03 * pairs AND repeated <= 0.05 * pairs"""
"""A line forges when nearly all numbers it shows are strange there, they make up a share of its calls,
and hardly any of those they ring had ever rung them before or are rung by them again. An ordinary trunk
fails both: of people who rarely call, some ring a friend who rang them, and some try twice. (In a
simulated city, known: 0.01 against 0.15; repeated: 0.00 against 0.18.) Calls *back* do not count:
people ring back the numbers that a gateway showed them."""


def make_own_calls(bench: Workbench) -> None:
    """Make `own` (the calls that count for their caller) and `false_calls` (line, caller, calls).

    Reads `calls`, and `proven_false` (line, caller) where a register was given.
    """
    present = bench.engine.columns("calls")
    absent = ", ".join(
        f"CAST(NULL AS {kind}) AS {name}" for name, kind in OPTIONAL.items() if name not in present
    )
    everything = "SELECT *" + (f", {absent}" if absent else "") + " FROM calls"
    if "line" not in present:
        bench.view("own", everything)
        return
    bench.make(
        "line_callers",
        """SELECT line, caller, count(*) AS calls, count(*) FILTER (answered) AS answered
        FROM calls WHERE line IS NOT NULL GROUP BY line, caller""",
    )
    bench.make("suspect_lines", _suspect_lines())
    bench.make("strange", _strange_calls())
    forging = f"""SELECT line FROM (
        SELECT line, numbers, calls, strange_numbers, strange_calls, count(*) AS pairs,
          count(*) FILTER (known) AS known, count(*) FILTER (repeated) AS repeated
        FROM strange GROUP BY line, numbers, calls, strange_numbers, strange_calls) WHERE {FORGING}"""
    proven = ""
    if bench.engine.has("proven_false"):
        proven = "UNION SELECT line, caller FROM proven_false"
    found = bench.make(
        "false_calls",
        f"""SELECT c.line, c.caller, c.calls FROM line_callers c JOIN (
          SELECT line, caller FROM line_callers
          WHERE calls <= {STRANGE_CALLS} AND line IN ({forging}) {proven}) f
        ON c.line = f.line AND c.caller = f.caller""",
    )
    bench.make("forging_lines", forging)
    if not found:
        bench.view("own", everything)
        return
    bench.view(
        "own",
        f"""SELECT * FROM ({everything}) c WHERE c.line IS NULL OR NOT EXISTS (
        SELECT 1 FROM false_calls f WHERE f.line = c.line AND f.caller = c.caller)""",
    )


def _suspect_lines() -> str:
    return f"""SELECT line, count(*) AS numbers, sum(calls) AS calls,
          count(*) FILTER (calls <= {STRANGE_CALLS}) AS strange_numbers,
          sum(calls) FILTER (calls <= {STRANGE_CALLS}) AS strange_calls
        FROM line_callers GROUP BY line
        HAVING count(*) FILTER (calls <= {STRANGE_CALLS}) >= 25
          AND count(*) FILTER (calls <= {STRANGE_CALLS}) >= 0.85 * count(*)
          AND sum(calls) FILTER (calls <= {STRANGE_CALLS}) >= 0.05 * sum(calls)"""


def _strange_calls() -> str:
    """One row for each pair of a strange number on a suspect line and one it rang."""
    return f"""WITH strange_pairs AS (
          SELECT c.line, c.caller, c.callee, count(*) AS calls, min(c.start_ms) AS first_ms
          FROM calls c JOIN line_callers h ON c.line = h.line AND c.caller = h.caller
          WHERE h.calls <= {STRANGE_CALLS} AND h.line IN (SELECT line FROM suspect_lines)
          GROUP BY c.line, c.caller, c.callee),
        before AS (
          SELECT s.line, s.caller, s.callee FROM calls c
          JOIN strange_pairs s ON c.caller = s.callee AND c.callee = s.caller
          WHERE c.start_ms < s.first_ms GROUP BY s.line, s.caller, s.callee)
        SELECT s.line, l.numbers, l.calls, l.strange_numbers, l.strange_calls,
          b.caller IS NOT NULL AS known, s.calls > 1 AS repeated
        FROM strange_pairs s JOIN suspect_lines l ON s.line = l.line
        LEFT JOIN before b ON s.line = b.line AND s.caller = b.caller AND s.callee = b.callee"""
