"""Decisions in process: how many a second on one core, how long the slowest take, beside a bare floor.

    python bench/gate_lists.py              # makes tmp/gate50M first
    python bench/gate_decisions.py [--data tmp/gate50M] [--rounds 7]

The floor is what no decision can do without: four look-ups in LMDB and one committed counter, in the same
process, in turn with the decisions. Lists, every rule of China's pack, counters and records are on. Each
round asks about other people. Of the slowest, CPU says what the gate does, and wall time also what the
machine does meanwhile.
"""

import argparse
import gc
import os
import platform
import random
import statistics
import time
from collections.abc import Callable
from pathlib import Path

import lmdb
import msgspec

from jingling.gate import Gate, Question, question_from
from jingling.lists.packing import key_bytes
from jingling.lists.snapshot import Snapshot

FIRST = 86_13_000_000_000
CALLS = 20_000
TIMED = 5_000


def questions(draw: random.Random, entries: int) -> dict[str, list[Question]]:
    """Make the questions of each kind, every one about another person."""

    def of(kind: dict[str, object], callee: Callable[[int], int]) -> list[Question]:
        return [
            question_from({**kind, "callee": f"+{callee(draw.randrange(entries))}"}) for _ in range(CALLS)
        ]

    outbound = {"direction": "outbound", "caller": "+861051000001", "line": "trunk"}
    mine = {"principal": "Principal 7", "project": "project-7"}
    return {
        "outbound, consented": of(outbound | mine, lambda at: FIRST + 29 * (at // 1000 * 1000 + 7)),
        "outbound, no consent": of(outbound | mine, lambda at: FIRST + 11 + 29 * at),
        "network, a person's call": of(
            {"direction": "network", "caller": "+8613911112222", "line": "phones"}, lambda at: FIRST + 29 * at
        ),
        "network, each by another": [
            msgspec.structs.replace(question, caller=f"+86139{draw.randrange(10**8):08}")
            for question in of(
                {"direction": "network", "caller": "+86", "line": "phones"}, lambda at: FIRST + 29 * at
            )
        ],
        "network, a project's call": of(
            {"direction": "network", "caller": "+861051000001", "line": "trunk", "project": "project-7"},
            lambda at: FIRST + 29 * (at // 1000 * 1000 + 7),
        ),
    }


def floor(data: Path, lists: Snapshot, draw: random.Random, entries: int) -> Callable[[], None]:
    """Return a function that does the least: four gets and one committed counter, CALLS times."""
    path = data / "floor.mdb"
    path.unlink(missing_ok=True)
    counters = lmdb.open(
        str(path), subdir=False, map_size=1 << 32, writemap=True, map_async=True, sync=False, metasync=False
    )
    keys = [key_bytes(FIRST + 29 * draw.randrange(entries)) for _ in range(4 * CALLS)]

    def run() -> None:
        get, people = lists._get, lists._people  # noqa: SLF001 - the same file cannot be opened twice
        for at in range(CALLS):
            for key in keys[4 * at : 4 * at + 4]:
                get(key, db=people)
            with counters.begin(write=True) as txn:
                txn.put(keys[4 * at], txn.get(keys[4 * at]) or bytes(4))

    return run


def main() -> None:
    """Measure in turn, print medians."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--data", type=Path, default=Path("tmp/gate50M"))
    parser.add_argument("--rounds", type=int, default=7)
    asked = parser.parse_args()
    draw = random.Random(7)  # noqa: S311 - people to ask about, not secrets
    with Gate(asked.data, stream="bench") as gate:
        gate.warm().join()
        snapshot = gate.lists().snapshot
        if snapshot is None:
            parser.error(f"{asked.data} holds no lists: run bench/gate_lists.py first")
        entries = snapshot.meta.counts["people"] * 4 // 5
        kinds = list(questions(draw, entries))
        bare = floor(asked.data, snapshot, draw, entries)
        cpu: dict[str, list[float]] = {kind: [] for kind in ("floor", *kinds)}
        took: dict[str, list[tuple[float, float]]] = {kind: [] for kind in kinds}
        verdicts: dict[str, str] = {}
        gc.disable()
        for _ in range(asked.rounds):
            before = time.process_time()
            bare()
            cpu["floor"].append((time.process_time() - before) / CALLS * 1e6)
            for kind, asking in questions(draw, entries).items():
                before = time.process_time()
                for question in asking[TIMED:]:
                    gate.ask(question)
                cpu[kind].append((time.process_time() - before) / (CALLS - TIMED) * 1e6)
                for question in asking[:TIMED]:
                    at, used = time.perf_counter(), time.thread_time()
                    verdicts[kind] = gate.ask(question).verdict
                    took[kind].append((time.perf_counter() - at, time.thread_time() - used))
    least = statistics.median(cpu["floor"])
    print(
        f"{snapshot.meta.counts['people']:,} people on the lists; floor {least:.1f} µs; Python "
        f"{platform.python_version()}, {platform.python_compiler()}, load {os.getloadavg()[0]:.1f}"
    )
    for kind in kinds:
        each = statistics.median(cpu[kind])
        wall, used = ([at * 1e6 for at in sorted(times)] for times in zip(*took[kind], strict=True))
        print(
            f"{kind:28} {verdicts[kind]:7} {each:5.1f} µs CPU, {1e6 / each:7,.0f} a second, "
            f"{each / least:.1f} floors; wall p50 {wall[len(wall) // 2]:.0f} µs, p99 "
            f"{wall[len(wall) * 99 // 100]:.0f} µs; CPU p99 {used[len(used) * 99 // 100]:.0f} µs"
        )


if __name__ == "__main__":
    main()
