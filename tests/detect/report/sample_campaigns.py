"""Campaigns added to a sample result, in the tables that a detection writes: made-up figures."""

import json
import math
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

INTERCEPT = -3.0
DAYS = (date(2026, 3, 10), date(2026, 3, 11))
NAMES = ("20260310-5e752d", "20260310-a01c9e")
LIST = 300
"""People on a campaign's list; those of the second begin where the first's end."""

Rows = list[dict[str, Any]]


def person(at: int) -> str:
    """Return the normal form of a person on a list."""
    return f"+8615{900_000_000 + 7919 * at:09d}"


def device(at: int) -> str:
    """Return a device."""
    return f"86{4_100_000_000_000 + 104_729 * at:013d}"


def add_campaigns(out: Path, sizes: tuple[int, ...], seed: int = 5) -> list[list[str]]:
    """Make campaigns of the first numbers of a sample result, and return their numbers.

    Each has two lines, a device for every eight numbers and a block for every forty, and rings one list.
    The last number of each hangs on that list alone.
    """
    rng = np.random.default_rng(seed)
    findings = pq.read_table(out / "findings.parquet")
    rows = findings.to_pylist()
    # number 1 is the hostile caller: it stays outside, where other tests meet it
    numbers = [rows[0]["number"], *(row["number"] for row in rows[2:])]
    by_number = {row["number"]: row for row in rows}
    gangs: list[list[str]] = []
    campaigns: Rows = []
    members: Rows = []
    links: Rows = []
    ties: Rows = []
    hours: Rows = []
    for at, (name, size) in enumerate(zip(NAMES, sizes, strict=False)):
        gang = [numbers.pop(0) for _ in range(size)]
        gangs.append(gang)
        for place, number in enumerate(gang):
            last = place == size - 1
            weights = {"list": 3.5, "line": -0.2} if last else {"list": 2.5, "turns": 1.5, "line": 1.0}
            weights["habits"] = -0.25
            odds = INTERCEPT + sum(weights.values())
            row = by_number[number]
            row["campaign"] = name
            members.append(
                {
                    "campaign": name,
                    "number": number,
                    "score": row["score"],
                    "probability": 1 / (1 + math.exp(-odds)),
                }
            )
            links += [
                {"campaign": name, "number": number, "kind": kind, "weight": weight, "count": 7}
                for kind, weight in weights.items()
            ]
            shared = [("lines", f"trunk-{at}{place % 2}"), ("devices", device(100 * at + place // 8))]
            shared.append(("blocks", str(8617_012_345_600 + 100 * (place // 40) + 1_000_000 * at)))
            shared += [("people", person(LIST * at + int(one))) for one in rng.choice(LIST, 3, replace=False)]
            ties += [
                {"campaign": name, "number": number, "kind": kind, "trait": trait, "calls": 2 + place % 3}
                for kind, trait in shared
            ]
            first = int(place * 40 / size)
            for hour in range(first, min(48, first + 5)):
                hours.append({"number": number, "hour": hour % 24, "day": DAYS[hour // 24], "calls": 3})
        begun = datetime(2026, 3, 9, 16, 0, tzinfo=UTC)
        evidence = [
            {"kind": kind, "weight": weight, "count": size - 1}
            for kind, weight in (("list", 2.5), ("turns", 1.4), ("line", 0.9), ("habits", -0.25))
        ]
        campaigns.append(
            {
                "campaign": name,
                "score": 0.9731,
                "numbers": size,
                "calls": 40 * size,
                "callees": 30 * size,
                "callees_again": 8 * size,
                "callees_shared": 2 * size,
                "first_at": begun,
                "last_at": begun + timedelta(hours=44),
                "lines": 2,
                "devices": -(-size // 8),
                "cells": 0,
                "blocks": -(-size // 40),
                "hours": list(range(9, 20)),
                "probability": 0.87,
                "evidence": evidence,
            }
        )
    pq.write_table(pa.Table.from_pylist(rows, schema=findings.schema), out / "findings.parquet")
    kept = pq.read_table(out / "hours.parquet").to_pylist()
    among = {number for gang in gangs for number in gang}
    hours += [row for row in kept if row["number"] not in among]
    tables = {"members": members, "campaign_links": links, "campaign_ties": ties, "hours": hours}
    for table, told in {**tables, "campaigns": campaigns}.items():
        pq.write_table(pa.Table.from_pylist(told), out / f"{table}.parquet")
    summary = json.loads((out / "summary.json").read_text(encoding="utf-8"))
    summary["campaigns"] = {"intercept": INTERCEPT}
    (out / "summary.json").write_text(json.dumps(summary), encoding="utf-8")
    return gangs
