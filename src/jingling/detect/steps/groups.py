"""Groups: numbers that work through one list of people, and how far every caller rings that list.

One number's list overlaps with everybody's a little; with its own campaign's it overlaps far beyond chance,
and with one campaign only. So those suspect at first look are grouped by the people they have in common
(Louvain: Blondel, Guillaume, Lambiotte & Lefebvre 2008), and each caller is held against each group. How
well the groups match true campaigns does not matter here: two that bought one list may stand as one.
"""

import numpy as np
import pyarrow as pa
from scipy import sparse
from sknetwork.clustering import Louvain

from jingling.engines.workbench import Workbench

SUSPECT = 0.5
"""Who is grouped: callers at least so suspect at first look."""

POPULAR = 40
"""People rung by more of those grouped link nobody: the number of links stays in proportion to the calls."""

WHOLE = 5040
"""What a person rung by two numbers adds to their link; by n numbers, an (n - 1)th of it to each link. Whole
numbers add up to the same in any order."""

LEAST_NUMBERS = 3


def make_groups(bench: Workbench) -> None:
    """Make `list_overlaps`: a row for each reacher whose list overlaps with a group's. Reads `reached`.

    `overlap` is the surprise of the overlap with the group that surprises most, in nats: of n people rung in
    common, where chance makes e expect, n ln(n / e) - (n - e), the deviance of a Poisson count halved.
    `overlap_share` is the largest (n - e) / people rung.
    """
    bench.make(
        "grouped",
        f"""SELECT caller, row_number() OVER (ORDER BY caller) - 1 AS place
        FROM (SELECT DISTINCT caller FROM reached WHERE suspicion >= {SUSPECT}) suspects""",
    )
    bench.make(
        "grouped_calls",
        "SELECT g.place, r.callee FROM reached r JOIN grouped g ON r.caller = g.caller",
    )
    bench.make(
        "links",
        f"""WITH rung AS (
          SELECT callee, count(*) AS numbers FROM grouped_calls
          GROUP BY callee HAVING count(*) BETWEEN 2 AND {POPULAR})
        SELECT a.place AS one, b.place AS other, CAST(sum({WHOLE} // (r.numbers - 1)) AS BIGINT) AS weight
        FROM grouped_calls a JOIN rung r ON a.callee = r.callee JOIN grouped_calls b ON a.callee = b.callee
        WHERE a.place < b.place GROUP BY a.place, b.place""",
    )
    numbers = bench.engine.rows("SELECT count(*) FROM grouped")[0][0]
    bench.engine.take("members", group_members(bench.engine.table("SELECT * FROM links"), numbers))
    bench.make(
        "group_lists",
        """SELECT m.member_of, c.callee, count(*) AS numbers
        FROM grouped_calls c JOIN members m ON c.place = m.place GROUP BY m.member_of, c.callee""",
    )
    bench.make(
        "list_overlaps",
        """WITH lists AS (
          SELECT member_of, CAST(count(*) AS DOUBLE) AS people FROM group_lists GROUP BY member_of),
        standing AS (
          SELECT r.caller, count(*) AS people, min(m.member_of) AS member_of
          FROM reached r LEFT JOIN grouped g ON r.caller = g.caller LEFT JOIN members m ON g.place = m.place
          GROUP BY r.caller),
        everybody AS (SELECT count(DISTINCT callee) AS people FROM reached),
        common AS (
          SELECT r.caller, l.member_of, count(*) AS n
          FROM reached r JOIN group_lists l ON r.callee = l.callee JOIN standing s ON r.caller = s.caller
          WHERE l.numbers > 1 OR s.member_of IS NULL OR s.member_of <> l.member_of
          GROUP BY r.caller, l.member_of),
        held AS (
          SELECT c.caller, c.n, s.people, s.people * l.people / e.people AS expected
          FROM common c JOIN standing s ON c.caller = s.caller JOIN lists l ON c.member_of = l.member_of
          CROSS JOIN everybody e)
        SELECT caller,
          max(CASE WHEN n > expected THEN n * ln(n / expected) - (n - expected) ELSE 0.0 END) AS overlap,
          max(CASE WHEN n > expected THEN (n - expected) / people ELSE 0.0 END) AS overlap_share
        FROM held GROUP BY caller""",
    )
    bench.engine.drop("grouped", "grouped_calls", "links", "members", "group_lists")


def group_members(links: pa.Table, numbers: int) -> pa.Table:
    """Return who is a member of which group: `place`, `member_of`."""
    one, other = (links.column(name).to_numpy() for name in ("one", "other"))
    weight = links.column("weight").cast(pa.float64()).to_numpy()
    graph = sparse.coo_matrix((weight, (one, other)), shape=(numbers, numbers)).tocsr()
    graph = (graph + graph.T).tocsr()
    graph.sort_indices()  # Louvain follows the order in which neighbours stand, and an engine keeps none
    group = Louvain().fit_predict(graph) if len(weight) else np.empty(0, np.int64)
    place = np.arange(len(group))
    large = np.bincount(group)[group] >= LEAST_NUMBERS if len(group) else place > 0
    return pa.table(
        {"place": pa.array(place[large], pa.int64()), "member_of": pa.array(group[large], pa.int64())}
    )
