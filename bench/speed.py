"""Speed of a whole run, as a ratio against the floor on the same files, machine and minute.

usage: python bench/speed.py [--calls 20M] [--runs 3] [PATH…]

The floor is what DuckDB needs to group the records by caller and count distinct callees exactly, from
the same files. A run is `jingling detect` in a process of its own, from reading to all outputs, report
included. Both are timed in turn; the medians and their ratio are quoted, with the seconds of each step,
the CPU seconds of both (which hold where others use the machine, too) and the peak memory of the run.
Without paths a simulated city of that many calls is made in tmp/speed.
"""

import argparse
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import duckdb

JINGLING = str(Path(sys.executable).parent / "jingling")
FLOOR = """SELECT count(*), max(d) FROM (
  SELECT caller, count(*) AS n, count(DISTINCT callee) AS d FROM read_parquet(?) GROUP BY caller)"""


def main() -> None:
    """Print the floor, the run, the ratio and the steps."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--calls", default="20M")
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("paths", nargs="*")
    asked = parser.parse_args()
    paths = asked.paths or [str(path) for path in made(asked.calls)]
    floors, runs, spent, summaries = [], [], [], []
    for _ in range(asked.runs):
        before = cpu(resource.RUSAGE_SELF), cpu(resource.RUSAGE_CHILDREN)
        floors.append(floor(paths))
        with tempfile.TemporaryDirectory() as out:
            begun = time.perf_counter()
            subprocess.run([JINGLING, "detect", *paths, "--out", out], check=True, stdout=subprocess.DEVNULL)
            runs.append(time.perf_counter() - begun)
            spent.append((cpu(resource.RUSAGE_SELF) - before[0], cpu(resource.RUSAGE_CHILDREN) - before[1]))
            summaries.append(json.loads((Path(out) / "summary.json").read_text(encoding="utf-8")))
    last = summaries[-1]
    for name, seconds in sorted(last["seconds"].items(), key=lambda step: -step[1]):
        if seconds >= 0.1:
            print(f"  {name:24} {seconds:8.2f} s")
    sizes = f"records {last['rows_read']:,}, callers {last['callers']:,}"
    print(f"{sizes}, cores {os.cpu_count()}, duckdb {duckdb.__version__}")
    print(f"floor  {statistics.median(floors):8.2f} s  (runs {', '.join(f'{s:.2f}' for s in floors)})")
    print(f"detect {statistics.median(runs):8.2f} s  (runs {', '.join(f'{s:.2f}' for s in runs)})")
    print(f"ratio  {statistics.median(r / f for r, f in zip(runs, floors, strict=True)):8.2f}")
    floor_cpu, run_cpu = min(spent)
    print(f"CPU seconds: floor {floor_cpu:.2f}, detect {run_cpu:.2f}, ratio {run_cpu / floor_cpu:.2f}")
    print(f"peak memory of the run {max(s['peak_memory_bytes'] for s in summaries) / 2**30:.2f} GiB")


def cpu(who: int) -> float:
    """Return the CPU seconds spent so far by this process, or by those it started."""
    usage = resource.getrusage(who)
    return usage.ru_utime + usage.ru_stime


def made(calls: str) -> list[Path]:
    """Return the files of a simulated city of about so many calls, making it if need be."""
    city = Path(__file__).parents[1] / "tmp/speed" / calls
    if not (city / "truth.parquet").exists():
        subprocess.run([JINGLING, "city", "--out", str(city), "--calls", calls, "--seed", "31"], check=True)
    return sorted((city / "calls").glob("*.parquet"))


def floor(paths: list[str]) -> float:
    """Return the seconds that the floor takes."""
    with duckdb.connect() as connection:
        begun = time.perf_counter()
        connection.execute(FLOOR, [paths]).fetchall()
        return time.perf_counter() - begun


if __name__ == "__main__":
    main()
