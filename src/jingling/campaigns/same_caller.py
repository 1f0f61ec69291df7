"""Same caller: two numbers that one ordinary person used, one after the other.

A person who changes the number keeps the people. So `later` is `earlier` under another number if it comes
into use as `earlier` goes out of use, and the same people are in touch with both, beyond chance. Such a
person is no campaign, and nobody looks for it unless asked.

Evidence adds up in nats: the logarithm of how much likelier it is if one person has both numbers than by
chance (Fellegi & Sunter 1969), where chance is measured on the records themselves. A whole group may change
numbers together and have no contact in common with its former self; so links found in one round tell who is
who among the contacts in the next.

Who is looked at: ordinary callers. At least half as many people ring them as they ring, and they have 2 to
300 contacts. That leaves out those who ring strangers (if one harassing number follows another, that is a
campaign's affair), services, withheld calls, and everybody where the records hold outgoing calls alone. Only
ordinary callers count as contacts, too. Two numbers that were ever in touch with each other are two persons.

Cost: all calls are grouped by number and hour and by caller and cell, once each. Only numbers that come into
use or go out of use within the records are joined by their contacts, and a contact has 300 people at most:
the work grows with the calls, not with the square of the numbers.
"""

import math
from typing import Any

import pyarrow as pa

from jingling.campaigns.find import EVIDENCE
from jingling.engines.workbench import Workbench

KINDS = ("chance", "handover", "shared_contacts", "moved_contacts", "same_cells", "rivals")
"""What speaks for a link or against it; `docs/result.md` says each in words."""

MOST_CONTACTS = 300
ORDINARY = f"""number <> 0 AND callees >= 1 AND 2 * callers >= callees
  AND callees + callers - mutual BETWEEN 2 AND {MOST_CONTACTS}"""
"""Who is looked at, in the columns of `ties`."""

ONE_IN = 200
"""Of so many ordinary callers, one is taken to change the number within the records."""

STRAY = 0.07
"""Of one who changes, the share of uses on the wrong side: the old number once more, the new one early."""

KEPT = 0.5
"""Of one who changes, the share of contacts, and of calls from a cell, that are as they were."""

LEAST_NATS = 1.0
"""Evidence that counts for anything: it is e times likelier than not."""

MOST_NATS = 12.0
"""The most that one kind of evidence can say: contacts come in circles, and calls in bursts."""

CELL_NATS = (-2.0, 3.0)
"""The least and the most that cells can say: neighbours are in the same cells, and people move house."""

LEAST_SCORE = 0.2
"""Links of a lower score are not told."""

ROUNDS = 3
SAMPLE = 1000
"""About so many ordinary callers tell how far two persons' contacts usually overlap."""

HOUR_MS = 3_600_000


def make_same_callers(bench: Workbench) -> int:
    """Make `same_callers`: earlier, later (keys), score (0 to 1), evidence (list of {kind, weight, count}).

    The weights, in nats, add up to the score's log-odds. Reads `own`, `pairs` and `ties`.

    Returns:
        The number of links.
    """
    bench.make("ordinary", f"SELECT number FROM ties WHERE {ORDINARY}")
    numbers = int(bench.engine.rows("SELECT count(*) FROM ordinary")[0][0])
    _make_hours(bench)
    bursts = _bursts(bench)
    _make_spans(bench, bursts)
    _make_cells(bench)
    persons: dict[int, int] = {}
    for _ in range(ROUNDS):
        _make_contacts(bench, persons)
        _make_shared(bench, numbers)
        _make_candidates(bench, numbers, bursts)
        _make_ranked(bench)
        found = dict(bench.engine.rows("SELECT later, earlier FROM ranked WHERE log_odds > 0"))
        if found == persons:
            break
        persons = found
    least = math.log(LEAST_SCORE / (1 - LEAST_SCORE))
    links = bench.engine.table(f"SELECT * FROM ranked WHERE log_odds >= {least!r}")
    bench.engine.take("same_callers", _told(links))
    bench.engine.drop("ordinary", "hourly", "clock", "spans", "cells", "persons", "contacts", "shared")
    bench.engine.drop("handover", "same_cells", "candidates", "ranked")
    return int(links.num_rows)


def _make_hours(bench: Workbench) -> None:
    """Make `hourly`, each number's uses by hour (of the epoch), and `clock`, everybody's as shares.

    A use is a call made or answered: a number that is rung in vain may be nobody's by now. `early` are the
    uses before the hour, `total` all of them; `before` and `until` are the shares of everybody's uses before
    the hour and up to its end.
    """
    uses = " UNION ALL ".join(
        f"""SELECT {end} AS number, start_ms // {HOUR_MS} AS hour, count(*) AS uses FROM own
        WHERE {end} IN (SELECT number FROM ordinary) {which} GROUP BY {end}, start_ms // {HOUR_MS}"""
        for end, which in (("caller", ""), ("callee", "AND answered"))
    )
    bench.make(
        "hourly",
        f"""SELECT number, hour, uses,
          CAST(sum(uses) OVER (PARTITION BY number ORDER BY hour) - uses AS BIGINT) AS early,
          CAST(sum(uses) OVER (PARTITION BY number) AS BIGINT) AS total
        FROM (SELECT number, hour, CAST(sum(uses) AS BIGINT) AS uses FROM ({uses}) ends
          GROUP BY number, hour) summed""",
    )
    bench.make(
        "clock",
        """SELECT hour,
          CAST(sum(uses) OVER (ORDER BY hour) - uses AS DOUBLE) / sum(uses) OVER () AS before,
          CAST(sum(uses) OVER (ORDER BY hour) AS DOUBLE) / sum(uses) OVER () AS until
        FROM (SELECT hour, CAST(sum(uses) AS BIGINT) AS uses FROM hourly GROUP BY hour) summed""",
    )


def _bursts(bench: Workbench) -> float:
    """Return how far one number's uses come together in time: their intraclass correlation, 0 or more.

    From the chi-squared of each number's uses before and after the middle of the records, cut at 10 so that
    those who changed the number do not set the measure they are held to; n uses of correlation r give 1 +
    (n - 1) r on average.
    """
    squared, more = bench.engine.rows(
        """WITH middle AS (SELECT min(hour) AS hour, min(before) AS share FROM clock WHERE before >= 0.5),
        halves AS (
          SELECT min(h.total) AS uses, min(m.share) AS share,
            coalesce(sum(h.uses) FILTER (h.hour < m.hour), 0) AS early
          FROM hourly h CROSS JOIN middle m WHERE h.total >= 4 GROUP BY h.number)
        SELECT avg(least(10.0, (early - uses * share) * (early - uses * share)
          / (uses * share * (1 - share)))), avg(uses - 1) FROM halves"""
    )[0]
    return round(max(0.0, (squared - 1) / more), 6) if more else 0.0


def _nats(right: str, wrong: str, chance: str, bursts: float) -> str:
    """Return SQL for the evidence (nats) that uses change sides at some hour, of one number.

    Args:
        right: uses on the side of the hour where they belong if it changed.
        wrong: uses on the other side.
        chance: everybody's share on the first side; between 0 and 1, neither included.
        bursts: the correlation of uses; n of them tell as much as n / (1 + (n - 1) r) that are independent.
    """
    said = f"({right}) * ln({1 - STRAY} / ({chance})) + ({wrong}) * ln({STRAY} / (1.0 - ({chance})))"
    return f"({said}) / (1.0 + {bursts!r} * (({right}) + ({wrong}) - 1))"


def _make_spans(bench: Workbench, bursts: float) -> None:
    """Make `spans`: the numbers that come into use or go out of use within the records.

    `begun` is the hour since when the number most likely is in use, `begins` the evidence for it (nats),
    `early` its uses before; `ended_by` is the first hour by which it may be out of use. What has too little
    evidence is NULL; `uses` is the number of all uses.
    """
    begins = _nats("h.total - h.early", "h.early", "1.0 - c.before", bursts)
    ends = _nats("h.early + h.uses", "h.total - h.early - h.uses", "c.until", bursts)
    bench.make(
        "spans",
        f"""WITH parted AS (
          SELECT h.number, h.hour, h.total, h.early,
            CASE WHEN c.before > 0 THEN {begins} ELSE 0.0 END AS begins,
            CASE WHEN c.until < 1 THEN {ends} ELSE 0.0 END AS ends
          FROM hourly h JOIN clock c ON h.hour = c.hour),
        best AS (
          SELECT *, row_number() OVER (PARTITION BY number ORDER BY begins DESC, hour) AS place
          FROM parted)
        SELECT number, min(total) AS uses,
          min(hour) FILTER (place = 1 AND begins >= {LEAST_NATS}) AS begun,
          min(begins) FILTER (place = 1 AND begins >= {LEAST_NATS}) AS begins,
          min(early) FILTER (place = 1 AND begins >= {LEAST_NATS}) AS early,
          min(hour + 1) FILTER (ends >= {LEAST_NATS}) AS ended_by
        FROM best GROUP BY number HAVING max(begins) >= {LEAST_NATS} OR max(ends) >= {LEAST_NATS}""",
    )


def _make_cells(bench: Workbench) -> None:
    """Make `cells`: in how many hours each ordinary caller called from each cell, as a count and a share.

    `usual` is everybody's share of hours in the cell. Without cells in the records it has no rows.
    """
    bench.make(
        "cells",
        f"""SELECT number, cell, hours,
          CAST(hours AS DOUBLE) / sum(hours) OVER (PARTITION BY number) AS share,
          CAST(sum(hours) OVER (PARTITION BY cell) AS DOUBLE) / sum(hours) OVER () AS usual
        FROM (
          SELECT caller AS number, cell, count(DISTINCT start_ms // {HOUR_MS}) AS hours FROM own
          WHERE cell IS NOT NULL AND caller IN (SELECT number FROM ordinary) GROUP BY caller, cell) seen""",
    )


def _make_contacts(bench: Workbench, persons: dict[int, int]) -> None:
    """Make `contacts`: with whom each ordinary caller was in touch, known by the earliest number known.

    `moved` is 1 for a contact that is known to have changed the number; `share` is its share of the number's
    calls, `usual` its share of everybody's; `contacts` is how many the number has.

    Args:
        bench: where the tables are.
        persons: the earlier number of each later one, as far as links are known.
    """
    bench.engine.take(
        "persons",
        pa.table(
            {
                "number": pa.array(persons.keys(), pa.int64()),
                "person": pa.array(persons.values(), pa.int64()),
            }
        ),
    )
    bench.make(
        "contacts",
        f"""WITH ends AS (
          SELECT low AS number, high AS contact, up_calls + down_calls AS calls FROM pairs WHERE low <> high
          UNION ALL SELECT high, low, up_calls + down_calls FROM pairs WHERE low <> high),
        known AS (
          SELECT e.number, coalesce(p.person, e.contact) AS contact, CAST(sum(e.calls) AS DOUBLE) AS calls,
            max(CASE WHEN p.person IS NULL THEN 0 ELSE 1 END) AS moved
          FROM ends e JOIN ordinary a ON e.number = a.number JOIN ordinary b ON e.contact = b.number
          LEFT JOIN persons p ON e.contact = p.number
          GROUP BY e.number, coalesce(p.person, e.contact)),
        shares AS (
          SELECT number, contact, moved, count(*) OVER (PARTITION BY contact) AS people,
            calls / sum(calls) OVER (PARTITION BY number) AS share,
            sum(calls) OVER (PARTITION BY contact) / sum(calls) OVER () AS usual
          FROM known)
        SELECT number, contact, moved, share, usual, count(*) OVER (PARTITION BY number) AS contacts
        FROM shares WHERE people <= {MOST_CONTACTS}""",
    )


def _make_shared(bench: Workbench, numbers: int) -> None:
    """Make `shared`: pairs of numbers that may be one person's, and the contacts they have in common.

    A contact of the number with fewer contacts weighs ln(1 - k + k share / usual), where k is `KEPT` and
    `share` its share of the other number's calls. The first contact in common makes the second less of a
    surprise, so further ones weigh no more than the usual overlap allows. That one number follows another is
    no link in itself: contacts must speak for it.

    Args:
        bench: where the tables are.
        numbers: how many ordinary callers there are.
    """
    apart = math.log(1 - KEPT)
    further = math.log(KEPT / max(_usual_overlap(bench), 1 / max(2, numbers)))
    bench.make(
        "shared",
        f"""WITH common AS (
          SELECT a.number AS earlier, b.number AS later, a.contact, greatest(a.moved, b.moved) AS moved,
            least(a.contacts, b.contacts) AS fewer,
            ln({1 - KEPT} + {KEPT} / a.usual
              * CASE WHEN a.contacts < b.contacts THEN b.share ELSE a.share END) AS weight
          FROM contacts a JOIN spans s ON a.number = s.number
          JOIN contacts b ON a.contact = b.contact JOIN spans t ON b.number = t.number
          WHERE a.number <> b.number AND s.ended_by <= t.begun),
        placed AS (
          SELECT *, row_number() OVER (PARTITION BY earlier, later ORDER BY weight DESC, contact) AS place
          FROM common),
        weighed AS (
          SELECT earlier, later, fewer, moved,
            CASE WHEN place = 1 THEN weight ELSE least(weight, {further!r}) END AS weight FROM placed),
        summed AS (
          SELECT earlier, later, count(*) AS contacts, count(*) FILTER (moved = 1) AS moved,
            coalesce(sum(weight) FILTER (moved = 1), 0.0) AS moved_weight,
            coalesce(sum(weight) FILTER (moved = 0), 0.0) + {apart!r} * (min(fewer) - count(*))
              AS stayed_weight
          FROM weighed GROUP BY earlier, later HAVING count(*) >= 2)
        SELECT s.earlier, s.later, s.moved, s.moved_weight, s.contacts - s.moved AS stayed, s.stayed_weight
        FROM summed s
        LEFT JOIN pairs p ON p.low = least(s.earlier, s.later) AND p.high = greatest(s.earlier, s.later)
        WHERE p.low IS NULL AND s.stayed_weight + s.moved_weight >= {LEAST_NATS}""",
    )


def _usual_overlap(bench: Workbench) -> float:
    """Return, of two persons with one contact in common, the share of the other contacts in common too.

    Measured on about `SAMPLE` ordinary callers, leaving out those who come into use or go out of use, who may
    be one person.
    """
    overlap = bench.engine.rows(
        f"""WITH steady AS (SELECT * FROM contacts WHERE number NOT IN (SELECT number FROM spans)),
        sampled AS (
          SELECT * FROM steady WHERE abs(number) % 9973
            % greatest(1, (SELECT count(DISTINCT number) FROM steady) // {SAMPLE}) = 0),
        common AS (
          SELECT count(*) AS contacts, min(least(a.contacts, b.contacts)) AS fewer
          FROM sampled a JOIN steady b ON a.contact = b.contact
          WHERE a.number <> b.number GROUP BY a.number, b.number)
        SELECT CAST(sum(contacts * (contacts - 1)) AS DOUBLE) / nullif(sum(contacts * (fewer - 1)), 0)
        FROM common"""
    )[0][0]
    return float(overlap or 0.0)


def _make_candidates(bench: Workbench, numbers: int, bursts: float) -> None:
    """Make `candidates`: earlier, later, and each kind of evidence but rivals, with its count.

    Args:
        bench: where the tables are.
        numbers: how many ordinary callers there are.
        bursts: the correlation of one number's uses.
    """
    ends = _nats("e.before", "e.uses - e.before", "c.before", bursts)
    bench.make(
        "handover",
        f"""WITH ending AS (
          SELECT k.earlier, k.later, min(h.total) AS uses,
            coalesce(sum(h.uses) FILTER (h.hour < t.begun), 0) AS before
          FROM shared k JOIN spans t ON k.later = t.number JOIN hourly h ON k.earlier = h.number
          GROUP BY k.earlier, k.later)
        SELECT e.earlier, e.later, e.before + t.uses - t.early AS uses,
          least({MOST_NATS / 2}, {ends}) + least({MOST_NATS / 2}, t.begins) AS weight
        FROM ending e JOIN spans t ON e.later = t.number JOIN clock c ON t.begun = c.hour""",
    )
    bench.make(
        "same_cells",
        f"""SELECT k.earlier, k.later, coalesce(sum(b.hours) FILTER (a.share > 0), 0) AS hours,
          sum(b.hours * ln({1 - KEPT} + {KEPT} * coalesce(a.share, 0.0) / b.usual)) AS weight
        FROM shared k JOIN cells b ON k.later = b.number
        LEFT JOIN cells a ON k.earlier = a.number AND a.cell = b.cell
        WHERE k.earlier IN (SELECT number FROM cells) GROUP BY k.earlier, k.later""",
    )
    chance = repr(-math.log(ONE_IN * max(1, numbers)))
    cells = f"greatest({CELL_NATS[0]}, least({CELL_NATS[1]}, coalesce(c.weight, 0.0)))"
    bench.make(
        "candidates",
        f"""SELECT k.earlier, k.later,
          {_rounded(chance)} AS chance, {numbers} AS chance_count,
          {_rounded("h.weight")} AS handover, CAST(h.uses AS BIGINT) AS handover_count,
          {_rounded(f"least({MOST_NATS}, k.stayed_weight)")} AS shared_contacts,
          k.stayed AS shared_contacts_count,
          {_rounded(f"least({MOST_NATS}, k.moved_weight)")} AS moved_contacts,
          k.moved AS moved_contacts_count,
          {_rounded(cells)} AS same_cells, CAST(coalesce(c.hours, 0) AS BIGINT) AS same_cells_count
        FROM shared k JOIN handover h ON k.earlier = h.earlier AND k.later = h.later
        LEFT JOIN same_cells c ON k.earlier = c.earlier AND k.later = c.later""",
    )


def _rounded(weight: str) -> str:
    """Return SQL for a weight to the sixth digit, so that sums in another order give the same."""
    return f"round(CAST({weight} AS DOUBLE), 6)"


def _make_ranked(bench: Workbench) -> None:
    """Make `ranked`: `candidates` with rivals and their count, and `log_odds`, the sum of all weights.

    A number has one successor and one predecessor at most. So a candidate is held against the other
    successors of `earlier`, and what that leaves against the other predecessors of `later`, each of whom
    counts by its own odds.
    """
    alone = [kind for kind in KINDS if kind != "rivals"]
    told = ", ".join(f"c.{kind}, c.{kind}_count" for kind in alone)
    bench.make(
        "ranked",
        f"""WITH alone AS (SELECT *, {" + ".join(alone)} AS nats FROM candidates),
        successors AS (
          SELECT c.earlier, c.later, sum(exp(r.nats)) AS odds, count(*) AS numbers
          FROM alone c JOIN alone r ON c.earlier = r.earlier AND c.later <> r.later
          GROUP BY c.earlier, c.later),
        held AS (
          SELECT c.*, -ln(1.0 + coalesce(s.odds, 0.0)) AS against, coalesce(s.numbers, 0) AS rivals_count
          FROM alone c LEFT JOIN successors s ON c.earlier = s.earlier AND c.later = s.later),
        predecessors AS (
          SELECT c.earlier, c.later, sum(exp(r.nats + r.against)) AS odds, count(*) AS numbers
          FROM held c JOIN held r ON c.later = r.later AND c.earlier <> r.earlier
          GROUP BY c.earlier, c.later),
        ranks AS (
          SELECT c.*, {_rounded("c.against - ln(1.0 + coalesce(p.odds, 0.0))")} AS rivals,
            coalesce(p.numbers, 0) AS others
          FROM held c LEFT JOIN predecessors p ON c.earlier = p.earlier AND c.later = p.later)
        SELECT c.earlier, c.later, {told}, c.rivals, c.rivals_count + c.others AS rivals_count,
          c.nats + c.rivals AS log_odds
        FROM ranks c""",
    )


def _told(links: pa.Table) -> pa.Table:
    """Return links as the result has them: earlier, later, score, evidence, the weightiest first."""
    rows: list[dict[str, Any]] = links.to_pylist()
    evidence = [
        sorted(
            (
                {"kind": kind, "weight": row[kind], "count": row[f"{kind}_count"]}
                for kind in KINDS
                if row[kind] != 0.0
            ),
            key=lambda part: -abs(part["weight"]),
        )
        for row in rows
    ]
    return pa.table(
        {
            "earlier": links.column("earlier"),
            "later": links.column("later"),
            "score": pa.array([1 / (1 + math.exp(-row["log_odds"])) for row in rows], pa.float64()),
            "evidence": pa.array(evidence, pa.list_(EVIDENCE)),
        }
    )
