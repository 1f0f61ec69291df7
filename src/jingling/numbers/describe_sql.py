"""Describe a relation of distinct keys in SQL: three joins, no Python for each row.

`plan_rows` gives the three tables; whoever runs the SQL puts them into the engine under these names.
"""

from functools import cache
from typing import Any

from jingling.numbers.keys import SHORT_BASE
from jingling.numbers.kinds import NumberKind
from jingling.numbers.plan import (
    CHINA,
    ELEVEN_DIGIT_KEYS,
    MACHINE_KEYS,
    MOBILE_KEYS,
    SHORT_CODE_BASE,
    TEN_DIGIT_KEYS,
    blocks,
    descriptions,
)
from jingling.numbers.plan_files import places
from jingling.numbers.portability import PORTED_TABLE, Portability

PLAN_TABLE = "number_plan"
BLOCKS_TABLE = "number_blocks"
PLACES_TABLE = "number_places"


@cache
def plan_rows() -> dict[str, dict[str, list[Any]]]:
    """Return the plan's tables for an engine: table name to column name to values.

    `number_plan` (some 40,000 rows) has plan_code, kind, country, area, place, place_zh, carrier,
    carrier_zh; `number_blocks` (some 330,000 rows) has block, located_at; `number_places` has
    located_at, area, place, place_zh. The codes are whole numbers, the rest text. The lists fit
    `pyarrow.table` as they are; leave them unchanged.
    """
    plan = sorted(descriptions().items())
    found = list(blocks())
    return {
        PLAN_TABLE: {
            "plan_code": [code for code, _ in plan],
            "kind": [row.kind.value for _, row in plan],
            "country": [row.country for _, row in plan],
            "area": [row.area for _, row in plan],
            "place": [row.place.en for _, row in plan],
            "place_zh": [row.place.zh for _, row in plan],
            "carrier": [row.carrier.en for _, row in plan],
            "carrier_zh": [row.carrier.zh for _, row in plan],
        },
        BLOCKS_TABLE: {
            "block": [block for block, _ in found],
            "located_at": [place for _, place in found],
        },
        PLACES_TABLE: {
            "located_at": list(range(len(places()))),
            "area": [area for area, _ in places()],
            "place": [words.en for _, words in places()],
            "place_zh": [words.zh for _, words in places()],
        },
    }


def plan_code_sql(key: str) -> str:
    """Return SQL for the plan code of a BIGINT key, as `plan_code` gives it."""
    short = f"CAST({key} - {SHORT_BASE} AS VARCHAR)"
    code = (
        f"CASE WHEN {_within(key, MOBILE_KEYS)} OR {_within(key, TEN_DIGIT_KEYS)} THEN {key} // 1000000 "
        f"WHEN {_within(key, ELEVEN_DIGIT_KEYS)} THEN 1000000 + {key} // 10000000 "
        f"WHEN {key} < 0 THEN -1 "
        f"WHEN {key} >= {SHORT_BASE} THEN {SHORT_CODE_BASE} + length({short}) * 100000 "
        f"+ CAST(substr({short}, 1, 5) AS INTEGER) "
        f"WHEN {_within(key, MACHINE_KEYS)} THEN 10000000 + {key} // 100000000 "
        f"ELSE CAST(substr(CAST({key} AS VARCHAR), 1, 4) AS INTEGER) END"
    )
    return f"CAST({code} AS INTEGER)"


def describe_sql(relation: str, key_column: str, *, ported: Portability | None = None) -> str:
    """Return SQL that describes each key of a relation, one row for each row of it.

    Columns: the key column, kind, country, area, place, place_zh, carrier_by_prefix,
    carrier_by_prefix_zh, virtual_operator; with a portability file also carrier and carrier_zh, which
    are the carrier it names and else the carrier by prefix. Texts are empty where nothing is known,
    never null. The rows are what `read_number` says of the key's normal form.

    Args:
        relation: a table's name, or a query in brackets.
        key_column: the name of its BIGINT column of keys.
        ported: what is known of ported numbers; its `rows` must be in the engine as `number_ported`.
    """
    key = f"asked.{key_column}"
    block = f"CASE WHEN {_within(key_column, MOBILE_KEYS)} THEN CAST({key_column} // 10000 AS INTEGER) END"
    chinese = f"{key} >= {SHORT_BASE} OR substr(CAST({key} AS VARCHAR), 1, 2) = '86'"
    columns = [
        key,
        f"coalesce(plan.kind, '{NumberKind.UNASSIGNED}') AS kind",
        f"coalesce(plan.country, CASE WHEN {chinese} THEN '{CHINA}' ELSE '' END) AS country",
        _first("area", "places.area", "plan.area"),
        _first("place", "places.place", "plan.place"),
        _first("place_zh", "places.place_zh", "plan.place_zh"),
        _first("carrier_by_prefix", "plan.carrier"),
        _first("carrier_by_prefix_zh", "plan.carrier_zh"),
        f"coalesce(plan.kind = '{NumberKind.VIRTUAL}', FALSE) AS virtual_operator",
    ]
    joins = [
        f"LEFT JOIN {PLAN_TABLE} AS plan ON plan.plan_code = asked.asked_code",
        f"LEFT JOIN {BLOCKS_TABLE} AS blocks ON blocks.block = asked.asked_block",
        f"LEFT JOIN {PLACES_TABLE} AS places ON places.located_at = blocks.located_at",
    ]
    if ported is not None:
        scales = [(f"ported_{scale}", scale) for scale in ported.scales]
        columns += [
            _first(name, *(f"{alias}.{name}" for alias, _ in scales), f"plan.{name}")
            for name in ("carrier", "carrier_zh")
        ]
        joins += [
            f"LEFT JOIN {PORTED_TABLE} AS {alias} ON {alias}.scale = {scale} "
            f"AND {alias}.prefix = {key} // {scale}"
            for alias, scale in scales
        ]
    asked = f"SELECT {key_column}, {plan_code_sql(key_column)} AS asked_code, {block} AS asked_block"
    return f"SELECT {', '.join(columns)} FROM ({asked} FROM {relation}) AS asked {' '.join(joins)}"


def _within(key: str, bounds: tuple[int, int]) -> str:
    return f"{key} BETWEEN {bounds[0]} AND {bounds[1]}"


def _first(name: str, *sources: str) -> str:
    return f"coalesce({', '.join((*sources, repr('')))}) AS {name}"
