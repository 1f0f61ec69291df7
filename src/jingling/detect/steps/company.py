"""Company: for callers who reach strangers, who shares their line, device, cell, block and callees.

A number of eight calls a day is nothing by itself; it is found by the company it keeps. Each caller is
first scored on its own behaviour (the first look); here every caller learns how suspicious the *others*
are with whom it shares something. A caller's own first look never counts in its company's.
"""

from jingling.detect.steps.groups import make_groups
from jingling.engines.workbench import Workbench

REACHES_STRANGERS = "callees >= 4 AND 2 * mutual <= callees"
"""Who is compared with whom: callers of four or more, most of whom were never in touch with them."""

TOGETHER_MS = 15 * 60_000
"""Calls of two numbers on one person so close together are counted as a burst."""


def make_reachers(bench: Workbench) -> None:
    """Make `reachers` (number): those among whom company is looked for. Reads `ties`."""
    bench.make("reachers", f"SELECT number FROM ties WHERE {REACHES_STRANGERS}")


def make_company(bench: Workbench) -> None:
    """Make `company`: a row for each reacher. Reads `own`, `pairs` and `first_look` (caller, suspicion)."""
    bench.make(
        "reached_calls",
        """SELECT c.caller, c.callee, c.start_ms, c.line, c.device, c.cell, f.suspicion
        FROM own c JOIN first_look f ON c.caller = f.caller""",
    )
    for place in ("line", "device", "cell"):
        _make_shared_place(bench, place)
    _make_block(bench)
    _make_shared_callees(bench)
    make_groups(bench)
    _make_bursts(bench)
    bench.make(
        "company",
        """SELECT f.caller,
          l.places AS lines, l.others AS line_others, l.suspicion AS line_suspicion,
          d.places AS devices, d.others AS device_others, d.suspicion AS device_suspicion,
          c.others AS cell_others, c.suspicion AS cell_suspicion,
          b.others AS block_others, b.suspicion AS block_suspicion,
          s.shared_share, s.shared_reach, s.shared_suspicion,
          u.together_share, u.together_suspicion,
          coalesce(o.overlap, 0.0) AS overlap, coalesce(o.overlap_share, 0.0) AS overlap_share
        FROM first_look f
        LEFT JOIN shared_line l ON f.caller = l.caller
        LEFT JOIN shared_device d ON f.caller = d.caller
        LEFT JOIN shared_cell c ON f.caller = c.caller
        LEFT JOIN shared_block b ON f.caller = b.caller
        LEFT JOIN shared_callees s ON f.caller = s.caller
        LEFT JOIN bursts u ON f.caller = u.caller
        LEFT JOIN list_overlaps o ON f.caller = o.caller""",
    )
    bench.engine.drop("reached_calls", "shared_line", "shared_device", "shared_cell", "shared_block")
    bench.engine.drop("shared_callees", "bursts", "reached", "list_overlaps")


def _make_shared_place(bench: Workbench, place: str) -> None:
    """Make `shared_<place>`: mean number and mean suspicion of the others at a caller's places.

    A caller at several places takes each in proportion to its calls there.
    """
    bench.make(
        f"shared_{place}",
        f"""WITH held AS (
          SELECT {place} AS place, caller, min(suspicion) AS suspicion, count(*) AS calls
          FROM reached_calls WHERE {place} IS NOT NULL GROUP BY {place}, caller),
        totals AS (SELECT place, count(*) AS numbers, sum(suspicion) AS suspicion FROM held GROUP BY place)
        SELECT h.caller, count(*) AS places,
          sum(h.calls * (t.numbers - 1)) / sum(h.calls) AS others,
          sum(h.calls * (t.suspicion - h.suspicion) / (t.numbers - 1)) FILTER (t.numbers > 1)
            / sum(h.calls) FILTER (t.numbers > 1) AS suspicion
        FROM held h JOIN totals t ON h.place = t.place GROUP BY h.caller""",
    )


def _make_block(bench: Workbench) -> None:
    """Make `shared_block`: the others in the same hundred numbers."""
    bench.make(
        "shared_block",
        """WITH totals AS (
          SELECT caller - caller % 100 AS block, count(*) AS numbers, sum(suspicion) AS suspicion
          FROM first_look GROUP BY caller - caller % 100)
        SELECT f.caller, t.numbers - 1 AS others,
          CASE WHEN t.numbers > 1 THEN (t.suspicion - f.suspicion) / (t.numbers - 1) END AS suspicion
        FROM first_look f JOIN totals t ON f.caller - f.caller % 100 = t.block""",
    )


def _make_shared_callees(bench: Workbench) -> None:
    """Make `shared_callees`: how often others who reach strangers reach the same people, against chance.

    `shared_reach` is the mean number of others per callee, and `shared_suspicion` their mean summed
    suspicion, each divided by its mean over all callers: 1 is what chance gives in these records.
    """
    bench.make(
        "reached",
        """SELECT p.caller, p.callee, f.suspicion FROM (
          SELECT low AS caller, high AS callee FROM pairs WHERE up_calls > 0
          UNION ALL SELECT high, low FROM pairs WHERE down_calls > 0) p
        JOIN first_look f ON p.caller = f.caller""",
    )
    bench.make(
        "shared_callees",
        """WITH totals AS (
          SELECT callee, count(*) AS numbers, sum(suspicion) AS suspicion FROM reached GROUP BY callee),
        usual AS (
          SELECT sum(numbers * (numbers - 1)) / sum(numbers) AS reach,
            sum(suspicion * (numbers - 1)) / sum(numbers) AS suspicion FROM totals)
        SELECT r.caller,
          count(*) FILTER (t.numbers > 1) / count(*) AS shared_share,
          avg(t.numbers - 1) / nullif(min(u.reach), 0) AS shared_reach,
          avg(t.suspicion - r.suspicion) / nullif(min(u.suspicion), 0) AS shared_suspicion
        FROM reached r JOIN totals t ON r.callee = t.callee CROSS JOIN usual u GROUP BY r.caller""",
    )


def _make_bursts(bench: Workbench) -> None:
    """Make `bursts`: the share of a caller's calls that come within 15 minutes of another's on one person."""
    bench.make(
        "bursts",
        f"""WITH ordered AS (
          SELECT caller, start_ms,
            lag(caller) OVER w AS before, lag(start_ms) OVER w AS before_ms,
            lag(suspicion) OVER w AS before_p,
            lead(caller) OVER w AS after, lead(start_ms) OVER w AS after_ms,
            lead(suspicion) OVER w AS after_p
          FROM reached_calls
          WINDOW w AS (PARTITION BY callee ORDER BY start_ms, caller)),
        near AS (
          SELECT caller,
            CASE WHEN before <> caller AND start_ms - before_ms <= {TOGETHER_MS}
              THEN before_p END AS before_p,
            CASE WHEN after <> caller AND after_ms - start_ms <= {TOGETHER_MS}
              THEN after_p END AS after_p
          FROM ordered)
        SELECT caller,
          count(*) FILTER (before_p IS NOT NULL OR after_p IS NOT NULL) / count(*) AS together_share,
          sum(greatest(coalesce(before_p, 0), coalesce(after_p, 0))) / count(*) AS together_suspicion
        FROM near GROUP BY caller""",
    )
