"""Finding campaigns: from suspects to groups that act together, each membership with its probability.

Only groups that are judged to harass are campaigns, by the mean of their members' scores, so a courier firm
behind one line is a group and no campaign.
"""

from dataclasses import dataclass
from time import perf_counter
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from jingling.campaigns.clusters import belonging, cluster
from jingling.campaigns.habits import Floats
from jingling.campaigns.sharing import Ints
from jingling.campaigns.traces import make_traces
from jingling.campaigns.weights import COUNTED, KIND, Weights
from jingling.engines.workbench import Workbench

SUSPECT = 0.02
"""Who may be a member: numbers at least so suspect by themselves."""

LARGE, HARASSES, LARGE_HARASSES = 64, 0.6, 0.3
"""A group is judged to harass from this mean of its members' scores; a large one from less. Lawful groups
that look bad (a collector's desk, a survey's room, a firm's own block) are of some dozens of numbers; a large
one whose members are each a little suspect is a trade that hides."""

LEAST_NUMBERS = 2
"""Fewer numbers are no campaign."""


EVIDENCE = pa.struct([("kind", pa.string()), ("weight", pa.float64()), ("count", pa.int64())])

LEAST_WEIGHT = 0.01
"""Kinds that add less are not told."""


@dataclass(frozen=True)
class Found:
    """How many campaigns were found, and how many numbers are in one."""

    campaigns: int
    members: int


def find_campaigns(bench: Workbench, weights: Weights, threshold: float, offset_ms: int) -> Found:
    """Make `members`, `member_calls`, `campaign_links` and `campaigns`.

    `members`: number, campaign, score, probability. `campaign_links`: campaign, number, kind, weight
    (log-odds that the kind adds to the number's belonging), count (people or turns, where the kind counts
    them; 1 elsewhere); with the weights' start they add up to the log-odds of the probability.
    `campaigns`: what each
    used, its score, and its `evidence` (list of {kind, weight, count}).

    Args:
        bench: where `suspects` (number, score), `own`, `behaviour` and `ties` are.
        weights: what evidence weighs.
        threshold: score from which a number is flagged.
        offset_ms: of local time from UTC.
    """
    traces = make_traces(bench, offset_ms)
    bench.engine.rest()
    begun = perf_counter()
    group = cluster(traces, weights)
    bench.note("cluster", "", len(group), perf_counter() - begun)
    tied, evidence = belonging(traces, weights, group)
    probability = np.zeros(len(group))
    ties = weights.ties(evidence)
    probability[tied] = 1 / (1 + np.exp(-weights.start - sum(ties.values())))
    # whoever is more likely tied to the rest than not stays, and whoever is flagged stays where it was put
    stays = (probability >= 0.5) | (traces.scores >= threshold)
    groups = int(group.max(initial=-1)) + 1
    size = np.bincount(group[stays], minlength=groups)
    level = np.bincount(group[stays], traces.scores[stays], minlength=groups) / np.maximum(size, 1)
    harasses = (size >= LEAST_NUMBERS) & (level >= np.where(size >= LARGE, LARGE_HARASSES, HARASSES))
    first = np.full(groups, len(group))
    np.minimum.at(first, group, np.arange(len(group)))
    order = sorted(np.flatnonzero(harasses).tolist(), key=lambda at: (-size[at], first[at]))
    names = np.full(groups, "", dtype=object)
    names[order] = [name_of(rank) for rank in range(1, len(order) + 1)]
    members = np.flatnonzero(stays & harasses[group])
    bench.engine.take(
        "members",
        pa.table(
            {
                "number": pa.array(traces.numbers[members], pa.int64()),
                "campaign": pa.array(names[group[members]], pa.string()),
                "score": pa.array(traces.scores[members], pa.float64()),
                "probability": pa.array(probability[members], pa.float64()),
            }
        ),
    )
    bench.make(
        "member_calls",
        """SELECT m.campaign, m.number, c.callee, c.start_ms, c.line, c.device, c.cell
        FROM suspect_calls c JOIN seats s ON c.seat = s.seat JOIN members m ON s.number = m.number""",
    )
    links = _links(traces.numbers, names[group], np.isin(tied, members), tied, ties, evidence)
    bench.engine.take("campaign_links", links)
    bench.make("campaigns_used", _used(offset_ms))
    used = bench.engine.table("SELECT * FROM campaigns_used ORDER BY campaign")
    hours = [[hour for hour in range(24) if bits >> hour & 1] for bits in used.column("hours").to_pylist()]
    used = used.drop_columns("hours").append_column("hours", pa.array(hours, pa.list_(pa.int32())))
    used = used.append_column("score", pa.array(level[order], pa.float64()))
    bench.engine.take("campaigns", used.append_column("evidence", _evidence(links, size[order].tolist())))
    bench.engine.drop("seats", "suspect_calls", "campaigns_used")
    return Found(len(order), len(members))


def _links(
    numbers: Ints,
    names: npt.NDArray[np.object_],
    chosen: npt.NDArray[np.bool_],
    tied: Ints,
    ties: dict[str, Floats],
    evidence: dict[str, Floats],
) -> pa.Table:
    """Return what ties each member to the rest of its campaign, a row for each kind that says anything."""
    added = {kind: np.zeros(len(tied)) for kind in dict.fromkeys(KIND.values())}
    for term, column in ties.items():
        added[KIND[term]] += column
    parts = []
    for kind, weight in added.items():
        told = chosen & (np.abs(weight) >= LEAST_WEIGHT)
        count = evidence[COUNTED[kind]] if kind in COUNTED else np.ones(len(tied))
        parts.append(
            pa.table(
                {
                    "campaign": pa.array(names[tied[told]], pa.string()),
                    "number": pa.array(numbers[tied[told]], pa.int64()),
                    "kind": pa.array([kind] * int(told.sum()), pa.string()),
                    "weight": pa.array(weight[told], pa.float64()),
                    "count": pa.array(count[told].astype(np.int64), pa.int64()),
                }
            )
        )
    return pa.concat_tables(parts)


def _evidence(links: pa.Table, sizes: list[int]) -> pa.Array:
    """Return, for each campaign in the order of its name, what speaks for it, the weightiest kind first.

    `weight` is the mean over members of what the kind adds to belonging, `count` the members it speaks for.
    """
    told: dict[str, dict[str, list[float]]] = {}
    for link in links.to_pylist():
        told.setdefault(link["campaign"], {}).setdefault(link["kind"], []).append(link["weight"])
    lists = []
    for rank, size in enumerate(sizes, start=1):
        kinds: list[dict[str, Any]] = [
            {"kind": kind, "weight": sum(added) / size, "count": sum(weight > 0 for weight in added)}
            for kind, added in told.get(name_of(rank), {}).items()
        ]
        lists.append(sorted(kinds, key=lambda kind: (-kind["weight"], kind["kind"])))
    return pa.array(lists, pa.list_(EVIDENCE))


def name_of(rank: int) -> str:
    """Return the name of a campaign by its rank, the largest being 1."""
    return f"C{rank:04d}"


def _used(offset_ms: int) -> str:
    """Return the SELECT of what each campaign used, over its members' own calls.

    Blocks are hundreds of numbers; `hours` has a bit for each local hour with a call.
    """
    hour = f"(start_ms + {offset_ms}) % 86400000 // 3600000"
    return f"""WITH made AS (
          SELECT *, CAST({hour} AS INTEGER) AS hour FROM member_calls),
        people AS (
          SELECT campaign, count(*) AS callees, count(*) FILTER (calls > 1) AS callees_again,
            count(*) FILTER (numbers > 1) AS callees_shared
          FROM (SELECT campaign, callee, count(*) AS calls, count(DISTINCT number) AS numbers
            FROM made GROUP BY campaign, callee) rung GROUP BY campaign),
        used AS (
          SELECT campaign, count(DISTINCT number) AS numbers, count(*) AS calls, min(start_ms) AS first_ms,
            max(start_ms) AS last_ms, count(DISTINCT line) AS lines, count(DISTINCT device) AS devices,
            count(DISTINCT cell) AS cells, count(DISTINCT number - number % 100) AS blocks,
            bit_or(1 << hour) AS hours
          FROM made GROUP BY campaign),
        tied AS (SELECT campaign, avg(probability) AS probability FROM members GROUP BY campaign)
        SELECT u.*, p.callees, p.callees_again, p.callees_shared, t.probability
        FROM used u JOIN people p ON u.campaign = p.campaign JOIN tied t ON u.campaign = t.campaign"""
