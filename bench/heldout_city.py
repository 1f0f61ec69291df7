"""A city of call records by another hand, to examine a detector that was trained elsewhere."""

from __future__ import annotations

import argparse
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np

from heldout.calls import DAY, Calls, followers, one_at_a_time
from heldout.folk import World, lives, settle
from heldout.laws import laws_of
from heldout.lawful import heavy
from heldout.network import write
from heldout.register import Register
from heldout.table import print_roles
from heldout.trade import campaigns


def main() -> None:
    """Simulate, write, and print the table by role."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--kind", choices=["plain", "hard"], default="plain")
    parser.add_argument("--people", type=int, default=60000)
    parser.add_argument("--days", type=int, default=2)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    began = time.perf_counter()
    rng = np.random.default_rng([given.seed, given.kind == "hard"])
    first = datetime(2025, 9, 1, tzinfo=UTC) + timedelta(
        days=int(rng.integers(0, 40)) * 7 + int(rng.integers(0, 4))
    )
    world = World(given.kind, given.days, given.people, Register(rng), laws_of(given.kind), first.weekday())
    settle(world)
    trade, lines = campaigns(world)
    wave = Calls.join(lives(world) + heavy(world) + trade)
    waves = [wave]
    for _ in range(2):
        wave = followers(world.register, world.laws, wave)
        waves.append(wave)
    calls = one_at_a_time(world.register, Calls.join(waves), world.days)
    calls = calls.pick((calls.start >= 0) & (calls.start < world.days * DAY) & (calls.caller != calls.callee))
    write(world, calls, lines, given.out, first)
    print_roles(world, calls)
    print(
        f"{given.kind}, {given.people} people, {given.days} days from {first:%a %Y-%m-%d}: {time.perf_counter() - began:.1f} s"
    )


if __name__ == "__main__":
    main()
