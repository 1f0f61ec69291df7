"""The campaigns of a run: found among the suspects, named, remembered from day to day, and written.

`jingling.campaigns` finds and remembers; this says of whom, and puts the result where the rest of it stands.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pyarrow as pa

from jingling.campaigns import State, make_traits, name_of
from jingling.campaigns.find import SUSPECT, find_campaigns
from jingling.campaigns.weights import shipped_weights
from jingling.detect.model import CardPair
from jingling.engines.workbench import Workbench
from jingling.numbers import normal_form_sql

MOST_SHARED = 300
"""So many people rung by several of its numbers are kept of a campaign, those rung by most first."""

Write = Callable[[str, str], None]
"""Writes a table of the result: its name and its SELECT."""


@dataclass(frozen=True, slots=True)
class Gathered:
    """How many campaigns there are, and numbers in them."""

    campaigns: int
    numbers: int


def gather_campaigns(
    bench: Workbench, cards: CardPair, zone: str, local: str, state: Path | None = None
) -> Gathered:
    """Make `members`, `campaigns`, `campaign_links` and `campaign_names` (campaign, name).

    Args:
        bench: where `own`, `behaviour`, `ties` and `scored` are.
        cards: the cards in use.
        zone: of local time.
        local: SQL for the local milliseconds of `start_ms`.
        state: directory in which campaigns are remembered; the day of these records is written there.

    Raises:
        StateError: it cannot be used.
    """
    remembered = State(state) if state is not None else None
    bench.view("suspects", f"SELECT number, score FROM scored WHERE score >= {SUSPECT}")
    first_ms = int(bench.engine.rows("SELECT min(start_ms) FROM calls")[0][0])
    begun = datetime.fromtimestamp(first_ms / 1000, UTC).astimezone(ZoneInfo(zone))
    offset = begun.utcoffset()
    offset_ms = int(offset.total_seconds() * 1000) if offset else 0
    found = find_campaigns(bench, shipped_weights(cards.name), cards.final.threshold, offset_ms)
    numbers: dict[str, list[int]] = {}
    for campaign, number in bench.engine.rows(
        "SELECT campaign, number FROM members ORDER BY campaign, number"
    ):
        numbers.setdefault(campaign, []).append(number)
    day = begun.date()
    names = {campaign: name_of(day, members) for campaign, members in numbers.items()}
    if remembered is not None:
        make_traits(bench, local, bench.engine.columns("calls"))
        traits = bench.engine.table("SELECT * FROM traits")
        names, matches = remembered.recall(
            day, traits, dict(bench.engine.rows("SELECT * FROM trait_totals")), names
        )
        scores = dict(bench.engine.rows("SELECT campaign, score FROM campaigns"))
        remembered.remember(day, traits, names, scores, matches)
        bench.engine.drop("traits", "trait_totals")
    bench.engine.take(
        "campaign_names",
        pa.table(
            {"campaign": pa.array(names.keys(), pa.string()), "name": pa.array(names.values(), pa.string())}
        ),
    )
    return Gathered(found.campaigns, found.members)


def write_campaigns(bench: Workbench, write: Write) -> None:
    """Write `campaigns`, `members`, `campaign_links`, `campaign_ties`. Reads `member_calls` and `joined`."""
    named = "JOIN campaign_names n ON f.campaign = n.campaign"
    numbered = f"coalesce({normal_form_sql('f.number')}, o.normal) AS number"
    odd = "LEFT JOIN odd_forms o ON f.number = o.key"
    write(
        "campaigns",
        f"""SELECT n.name AS campaign, score, probability, numbers, calls, callees, callees_again,
          callees_shared, make_timestamp_ms(first_ms) AS first_at, make_timestamp_ms(last_ms) AS last_at,
          lines, devices, cells, blocks, hours, evidence FROM campaigns f {named}
        ORDER BY numbers DESC, f.campaign""",
    )
    write(
        "members",
        f"""SELECT n.name AS campaign, {numbered}, f.score, f.probability,
          coalesce(j.contribution, 0.0) AS contribution
        FROM members f {named} LEFT JOIN joined j ON f.number = j.number {odd}
        ORDER BY campaign, probability DESC, number""",
    )
    write(
        "campaign_links",
        f"""SELECT n.name AS campaign, {numbered}, kind, weight, "count" FROM campaign_links f {named} {odd}
        ORDER BY campaign, number, weight DESC, kind""",
    )
    columns = bench.engine.columns("calls")
    places = [place for place in ("line", "device", "cell") if place in columns]
    shared = [
        ("people", "callee", "NULL", _shared_people()),
        ("blocks", "trait", "NULL", _shared_places("number - number % 100")),
        *((f"{place}s", "NULL", "trait", _shared_places(place)) for place in places),
    ]
    ties = " UNION ALL ".join(
        f"""SELECT campaign, number, '{kind}' AS kind, CAST({key} AS BIGINT) AS key,
          CAST({trait} AS VARCHAR) AS trait, calls FROM ({select}) {kind}"""
        for kind, key, trait, select in shared
    )
    write(
        "campaign_ties",
        f"""SELECT n.name AS campaign, {numbered}, f.kind,
          coalesce(f.trait, {normal_form_sql("f.key")}, e.normal) AS trait, f.calls
        FROM ({ties}) f {named} {odd} LEFT JOIN odd_forms e ON f.kind = 'people' AND f.key = e.key
        ORDER BY campaign, f.kind, trait, number""",
    )


def _shared_people() -> str:
    """Return SQL of who rang whom among those rung by several members: campaign, number, callee, calls."""
    return f"""WITH rung AS (
          SELECT campaign, number, callee, count(*) AS calls
          FROM member_calls GROUP BY campaign, number, callee),
        several AS (
          SELECT campaign, callee,
            row_number() OVER (PARTITION BY campaign ORDER BY count(*) DESC, callee) AS place
          FROM rung GROUP BY campaign, callee HAVING count(*) >= 2)
        SELECT r.campaign, r.number, r.callee, r.calls
        FROM rung r JOIN several s ON r.campaign = s.campaign AND r.callee = s.callee
        WHERE s.place <= {MOST_SHARED}"""


def _shared_places(place: str) -> str:
    """Return SQL of who called from places that several members used: campaign, number, trait, calls."""
    return f"""WITH used AS (
          SELECT campaign, number, {place} AS trait, count(*) AS calls
          FROM member_calls WHERE {place} IS NOT NULL GROUP BY campaign, number, {place})
        SELECT u.campaign, u.number, u.trait, u.calls
        FROM used u JOIN (SELECT campaign, trait FROM used GROUP BY campaign, trait HAVING count(*) >= 2) s
        ON u.campaign = s.campaign AND u.trait = s.trait"""
