"""Fifty million consents and refusals: time to load and publish, size, and the cost of a look-up.

python bench/gate_lists.py [--entries 50000000] [--data tmp/gate50M]
"""

import argparse
import random
import resource
import statistics
import time
from pathlib import Path

import duckdb

from jingling.identity import read_lines
from jingling.lists.publish import publish
from jingling.lists.snapshot import FILE_NAME, Snapshot
from jingling.lists.tables import load_table

LINES = """line,kind,holder,carrier,numbers,purposes,hours,calls_per_day
trunk,enterprise,Call Floor,CT,+861051000000-+861051009999,marketing service collection,,
phones,subscriber,,CM,,,,
"""
PRINCIPALS = 1_000
FIRST = 86_13_000_000_000


def made(path: Path, select: str) -> Path:
    """Write the rows of a SELECT."""
    duckdb.execute(f"COPY ({select}) TO '{path}' (FORMAT parquet)")
    return path


def sources(folder: Path, entries: int) -> dict[str, Path]:
    """Write four consents for each refusal, one entry a person, principals in turn; and registers."""
    (folder / "lines.csv").write_text(LINES)
    number = "'+' || CAST({first} + 29 * i AS VARCHAR)"
    consents = (
        f"SELECT 'Principal ' || (i % {PRINCIPALS}) AS principal, {number.format(first=FIRST)} AS callee,"
        " 'marketing' AS purpose, '2026-01-01T00:00:00+08:00' AS given_at, 'sha256:' || i AS proof"
        f" FROM range({entries * 4 // 5}) AS r(i)"
    )
    refusals = (
        f"SELECT 'Principal ' || (i % {PRINCIPALS}) AS principal, {number.format(first=FIRST + 7)} AS callee,"
        f" '2026-02-01T00:00:00+08:00' AS \"at\", '*' AS scope FROM range({entries // 5}) AS r(i)"
    )
    projects = (
        f"SELECT 'project-' || i AS project, 'Principal ' || i AS principal, 'Call Floor' AS centre,"
        " 'marketing' AS purpose, 'trunk' AS lines, '+861051000000-+861051009999' AS numbers, '' AS licence,"
        f" '' AS \"window\" FROM range({PRINCIPALS}) AS r(i)"
    )
    tables = {"consents": consents, "refusals": refusals, "projects": projects}
    return {name: made(folder / f"{name}.parquet", select) for name, select in tables.items()}


def timed(snapshot: Snapshot, people: list[int]) -> float:
    """Return the microseconds of CPU that one person costs."""
    before = time.process_time()
    for person in people:
        snapshot.person(person)
    return (time.process_time() - before) / len(people) * 1e6


def main() -> None:
    """Build, measure, print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--entries", type=int, default=50_000_000)
    parser.add_argument("--data", type=Path, default=Path("tmp/gate50M"))
    asked = parser.parse_args()
    asked.data.mkdir(parents=True, exist_ok=True)
    given = sources(asked.data, asked.entries)
    for name, path in given.items():
        wall, cpu = time.perf_counter(), time.process_time()
        loaded = load_table(asked.data, name, path)
        print(
            f"load {name}: {loaded.rows_kept:,} rows, {time.perf_counter() - wall:.1f} s, "
            f"{time.process_time() - cpu:.1f} CPU s"
        )
        path.unlink()
    wall, cpu = time.perf_counter(), time.process_time()
    published = publish(asked.data, read_lines(asked.data / "lines.csv"))
    print(
        f"publish: {published.counts['people']:,} people, {published.size / 1e6:,.0f} MB, "
        f"{time.perf_counter() - wall:.1f} s, {time.process_time() - cpu:.1f} CPU s; peak memory "
        f"{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20:.1f} GiB"
    )
    snapshot = Snapshot(asked.data / FILE_NAME)
    draw = random.Random(1)  # noqa: S311 - numbers to look up, not secrets
    there = [FIRST + 29 * draw.randrange(asked.entries * 4 // 5) for _ in range(100_000)]
    absent = [FIRST + 11 + 29 * draw.randrange(asked.entries * 4 // 5) for _ in range(100_000)]
    for what, people in (("there", there), ("not there", absent), ("the same again", there[:1000] * 100)):
        costs = [timed(snapshot, people) for _ in range(3)]
        print(f"look-up, {what}: first {costs[0]:.2f} µs, then {statistics.median(costs[1:]):.2f} µs")


if __name__ == "__main__":
    main()
