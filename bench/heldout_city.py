"""A city of call records by another hand, to examine a detector that was trained elsewhere.

    python bench/heldout_city.py --out DIR --kind plain|hard [--people 60000] [--days 2] [--seed 1]

writes DIR/calls/*.parquet (all columns of the call-record contract, numbers as E.164 text or bare codes),
DIR/truth.parquet (number, role, nuisance, campaign; every caller once) and DIR/truth_lines.parquet (line,
calls, nuisance_share, false_share, forges: a gateway's line), and prints a table by role. Numbers that a
gateway shows falsely are not nuisance: living people's keep their role, invented ones have the role `forged`.
Nothing here is imported from jingling, and its author had not read jingling's own simulator or its detector.

Lawful heavy callers are oversampled and so is the trade: this is an examination paper, not a census.

Where the habits come from. *Press* is the Chinese press and the regulator's papers on harassing calls, as the
project's issue tells them; *network* is public practice (Q.850, SIP, the numbering plan, privacy numbers,
missed-call notices); *invented* is this author's guess at a plausible figure.

| habit | source |
|---|---|
| 64 agents behind 010 landlines, 500 to 800 calls an agent and day, 9 to 20 h | press |
| loan agents: 250 calls in a sprint on mobiles, old lists rung again after refusals | press |
| cloud calling from mixed areas and 8-digit 95 numbers, four calls in nine minutes to one person | press |
| 170/171 card pools below any threshold, up to ten further numbers after one hang-up | press |
| robots at a steady beat; one-ring bait; call bombing; collectors and the debtor's friends | press |
| bought blocks, low and slow; a gateway that shows another number at each call | press, the issue |
| cards that call each other to look alive (养卡, `hard`) | press, invented |
| twins on one provider and one bought list, numbers new each day, shared trunks (`hard`) | the issue |
| privacy numbers lent for hours: bursts of strangers, who sometimes call back | network |
| collectors: at most six attempts and three talks a day with one debtor, office hours | the rules' figures |
| results night, notice robots, codes by voice, alarm desks, clinics, shops under one cell | the issue |
| after-sales pools (售后回访) of numbers with few calls each, community workers (网格员) | invented |
| second telephones for work alone; sellers and hosts who ring strangers | invented |
| circles (household, kin, firm, neighbourhood, friends), rhythms, weekends, call-backs, retries | invented |
| talk times as lognormal mixtures, heterogeneous wariness, answering assistants, all the figures | invented |
| missing devices, cells and accounts: by subscriber, in one share for honest and nuisance alike | invented |
"""

from __future__ import annotations

import argparse
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np

from heldout.calls import DAY, Calls, followers, one_at_a_time
from heldout.folk import World, lives, settle
from heldout.lawful import heavy
from heldout.lawful_own import own_ways
from heldout.laws import laws_of
from heldout.network import write
from heldout.register import Register
from heldout.table import print_roles
from heldout.trade import campaigns


def main() -> None:
    """Simulate, write, and print the table by role."""
    parser = argparse.ArgumentParser(description="A held-out city of call records with known truth.")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--kind", choices=["plain", "hard"], default="plain")
    parser.add_argument("--people", type=int, default=60000)
    parser.add_argument("--days", type=int, default=2)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    began = time.perf_counter()
    rng = np.random.default_rng([given.seed, given.kind == "hard"])
    weeks, weekday = int(rng.integers(0, 40)), int(rng.integers(0, 4))  # from a Monday to a Thursday
    first = datetime(2025, 9, 1, tzinfo=UTC) + timedelta(days=7 * weeks + weekday)
    world = World(given.kind, given.days, given.people, Register(rng), laws_of(given.kind), first.weekday())
    settle(world)
    trade = campaigns(world)
    wave = Calls.join([*lives(world), *heavy(world), *own_ways(world), *trade])
    waves = [wave]
    for _ in range(2):
        wave = followers(world.register, world.laws, wave)
        waves.append(wave)
    calls = one_at_a_time(world.register, Calls.join(waves), world.days)
    calls = calls.pick((calls.start >= 0) & (calls.start < world.days * DAY) & (calls.caller != calls.callee))
    write(world, calls, given.out, first)
    print_roles(world, calls)
    spent = time.perf_counter() - began
    print(f"{given.kind}, {given.people} people, {given.days} days from {first:%a %Y-%m-%d}: {spent:.1f} s")


if __name__ == "__main__":
    main()
