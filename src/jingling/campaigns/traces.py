"""Traces: what suspects leave in the records that may link one with another, in tables of links and lists.

Nothing here compares every number with every other. Numbers meet only over something they share, and what
too many share links nobody, so that rows stay in proportion to the suspects' calls.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import sparse

from jingling.campaigns.habits import Floats, measured_habits
from jingling.campaigns.turns import Turns, make_turns
from jingling.engines.workbench import Workbench

PLACES = ("line", "device", "cell", "block")
"""Where numbers may be found together; a block is a hundred consecutive numbers."""

POPULAR = 40
"""A person rung by more numbers (or, later, groups) than this links none of them."""

ROW = 7
"""So many suspects in one hundred make a row of numbers; fewer may be there by chance."""


@dataclass(frozen=True)
class Held:
    """Who was found at which place.

    Args:
        shares: a row for each number, a column for each place; the share of its calls made there.
        own: of each place's calls, the share that suspects made, each counted by its score.
    """

    shares: sparse.csr_matrix
    own: Floats


@dataclass(frozen=True)
class Traces:
    """All that is known of the suspects, in the order of their numbers.

    Args:
        numbers: their keys, ascending.
        scores: how suspect each is, 0 to 1.
        reach: 1 where a number (row) rang a person (column).
        turns: how their calls on one person follow each other.
        held: for each kind of place that the records know.
        habits: measures, a row for each number.
    """

    numbers: npt.NDArray[np.int64]
    scores: Floats
    reach: sparse.csr_matrix
    turns: Turns
    held: dict[str, Held]
    habits: Floats


def make_traces(bench: Workbench, offset_ms: int) -> Traces:
    """Gather the traces of `suspects` (number, score). Reads `own`, `behaviour` and `ties`.

    Makes `seats` (number, score, seat) and `suspect_calls` for later steps.
    """
    bench.make("seats", "SELECT number, score, row_number() OVER (ORDER BY number) - 1 AS seat FROM suspects")
    bench.make(
        "suspect_calls",
        """SELECT s.seat, c.callee, c.start_ms, c.answered, c.line, c.device, c.cell
        FROM own c JOIN seats s ON c.caller = s.number""",
    )
    bench.make(
        "suspect_reach",
        """SELECT r.seat, p.person, p.numbers, r.callee
        FROM (SELECT seat, callee FROM suspect_calls GROUP BY seat, callee) r
        JOIN (
          SELECT callee, count(DISTINCT seat) AS numbers, row_number() OVER (ORDER BY callee) - 1 AS person
          FROM suspect_calls GROUP BY callee) p ON r.callee = p.callee""",
    )
    bench.make(
        "shared_calls",
        f"""SELECT c.seat, p.person, c.start_ms, c.answered
        FROM suspect_calls c JOIN (
          SELECT callee, min(person) AS person FROM suspect_reach
          WHERE numbers BETWEEN 2 AND {POPULAR} GROUP BY callee) p ON c.callee = p.callee""",
    )
    seats = bench.engine.table("SELECT number, score FROM seats ORDER BY number")
    count = seats.num_rows
    reach = bench.engine.table("SELECT seat, person FROM suspect_reach")
    bench.engine.rest()
    seat, person = (reach.column(name).to_numpy() for name in ("seat", "person"))
    traces = Traces(
        seats.column("number").to_numpy(),
        seats.column("score").to_numpy(),
        _matrix(np.ones(len(seat)), seat, person, count),
        make_turns(bench, count, offset_ms),
        {place: held for place in PLACES if (held := _held(bench, place, count)) is not None},
        measured_habits(bench, "seats", offset_ms),
    )
    bench.engine.drop("suspect_reach", "shared_calls")
    return traces


def _held(bench: Workbench, place: str, count: int) -> Held | None:
    """Return who was at which place of a kind; None when the records know none."""
    own = "t.suspicion / t.calls"
    if place == "block":
        own = f"least(1.0, (t.numbers - 1.0) / {ROW - 1}) * t.suspicion / t.calls"
        held = "SELECT seat, number - number % 100 AS place, 1 AS calls FROM seats"
        everyone = "SELECT caller - caller % 100 AS place, count(*) AS calls FROM behaviour GROUP BY 1"
    else:
        held = f"""SELECT seat, {place} AS place, count(*) AS calls FROM suspect_calls
            WHERE {place} IS NOT NULL GROUP BY seat, {place}"""
        everyone = f"""SELECT {place} AS place, count(*) AS calls FROM own
            WHERE {place} IN (SELECT {place} FROM suspect_calls) GROUP BY {place}"""
    rows = bench.engine.table(
        f"""WITH held AS ({held}), everyone AS ({everyone}),
        t AS (
          SELECT h.place, sum(h.calls * s.score) AS suspicion, count(*) AS numbers, min(e.calls) AS calls,
            row_number() OVER (ORDER BY h.place) - 1 AS place_number
          FROM held h JOIN everyone e ON h.place = e.place JOIN seats s ON h.seat = s.seat GROUP BY h.place)
        SELECT h.seat, t.place_number AS place, h.calls, {own} AS own
        FROM held h JOIN t ON h.place = t.place"""
    )
    if not rows.num_rows:
        return None
    seat, at = rows.column("seat").to_numpy(), rows.column("place").to_numpy()
    calls = rows.column("calls").to_numpy().astype(np.float64)
    total = np.bincount(seat, calls, minlength=count)
    shares = _matrix(calls / total[seat], seat, at, count)
    of_place = np.zeros(shares.shape[1])
    of_place[at] = rows.column("own").to_numpy()
    return Held(shares, of_place)


def _matrix(values: Floats, row: object, column: object, rows: int) -> sparse.csr_matrix:
    columns = int(np.max(np.asarray(column), initial=-1)) + 1
    return sparse.csr_matrix((values, (row, column)), shape=(rows, columns))
