"""Traits: what the day's campaigns are known by, and would be known by again another day."""

from collections.abc import Sequence

from jingling.engines.workbench import Workbench
from jingling.words import Words

PLACES = ("line", "device", "cell")
"""Columns of records that say where a call came from."""

KINDS = {
    "numbers": Words("numbers", "号码"),
    "people": Words("people rung", "被叫"),
    "lines": Words("lines", "线路"),
    "devices": Words("devices", "终端"),
    "cells": Words("cells", "小区"),
    "blocks": Words("blocks of a hundred numbers", "百号段"),
    "hours": Words("hours of the day", "活跃时段"),
}
"""Kinds of traits."""


def make_traits(bench: Workbench, local_ms: str, columns: Sequence[str]) -> None:
    """Make `traits` of the day's campaigns, and `trait_totals` (kind, total): how many of each the day saw.

    Reads `own` and `members` (campaign, number).

    Args:
        bench: where the tables are.
        local_ms: SQL for the local wall-clock milliseconds of `start_ms`.
        columns: columns that the records have.
    """
    bench.make(
        "campaign_calls",
        "SELECT m.campaign, c.* FROM own c JOIN members m ON c.caller = m.number",
    )
    hour = f"({local_ms}) % 86400000 / 3600000"
    traits = {
        "numbers": ("caller", "1"),
        "people": ("callee", "count(DISTINCT caller)"),
        "blocks": ("caller - caller % 100", "count(DISTINCT caller)"),
        "hours": (f"CAST(floor({hour}) AS BIGINT)", "1"),
    }
    parts = [
        f"""SELECT campaign, '{kind}' AS kind, CAST({trait} AS VARCHAR) AS trait, count(*) AS calls,
          CAST({holders} AS BIGINT) AS holders, min(start_ms) AS first_ms, max(start_ms) AS last_ms
        FROM campaign_calls GROUP BY campaign, {trait}"""
        for kind, (trait, holders) in traits.items()
    ]
    totals = [
        "SELECT 'numbers' AS kind, count(DISTINCT caller) AS total FROM own",
        "SELECT 'people', count(DISTINCT callee) FROM own",
        "SELECT 'blocks', count(DISTINCT caller - caller % 100) FROM own",
    ]
    for place in PLACES:
        if place not in columns:
            continue
        parts.append(
            f"""SELECT s.campaign, '{place}s', CAST(s.{place} AS VARCHAR), s.calls, h.holders, s.first_ms,
              s.last_ms
            FROM (SELECT campaign, {place}, count(*) AS calls, min(start_ms) AS first_ms,
                max(start_ms) AS last_ms FROM campaign_calls WHERE {place} IS NOT NULL
              GROUP BY campaign, {place}) s
            JOIN (SELECT {place}, count(DISTINCT caller) AS holders FROM own
              WHERE {place} IN (SELECT {place} FROM campaign_calls) GROUP BY {place}) h
            ON s.{place} = h.{place}"""
        )
        totals.append(f"SELECT '{place}s', count(DISTINCT {place}) FROM own")
    bench.make("traits", " UNION ALL ".join(parts))
    bench.make("trait_totals", " UNION ALL ".join(totals))
    bench.engine.drop("campaign_calls")
