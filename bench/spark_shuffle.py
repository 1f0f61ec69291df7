"""What each step of a run on Spark shuffles, reads and writes: measured here, scaled to 10 billion records.

usage: python bench/spark_shuffle.py [--calls 1M] [--records 10000000000] [--out DIR] [PATH…]

Runs `jingling detect --engine spark` once on this machine and asks Spark what every stage wrote for others to
read. Small tables are not broadcast, for where records are many they are not small. The bytes are those of
Spark's shuffle files, compressed. Scaling is by the number of records alone: numbers per record, links per
number and how well bytes compress are taken to stay as they are. What `write …` writes, the driver takes to
itself: the files of the result, and (`write table`) what numpy reads. Without paths a simulated city of that
many calls is made in tmp/spark. With --out the result is kept.
"""

import argparse
import json
import subprocess
import sys
import tempfile
import urllib.request
from collections import defaultdict
from pathlib import Path
from typing import Any

from pyspark.sql import SparkSession

from jingling.detect.options import Options
from jingling.detect.run import detect
from jingling.engines.workbench import StepMade

JINGLING = str(Path(sys.executable).parent / "jingling")
MEASURES = ("shuffleWriteBytes", "outputBytes", "executorCpuTime")


def main() -> None:
    """Print a row for each step, the largest shuffle first, and the sums."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--calls", default="1M")
    parser.add_argument("--records", type=int, default=10_000_000_000)
    parser.add_argument("--out", type=Path)
    parser.add_argument("paths", nargs="*")
    asked = parser.parse_args()
    paths = asked.paths or [str(made(asked.calls))]
    spark = (
        SparkSession.builder.master("local[2]")
        .config("spark.driver.memory", "4g")
        .config("spark.driver.bindAddress", "127.0.0.1")
        .config("spark.driver.host", "127.0.0.1")
        .config("spark.log.level", "ERROR")
        .config("spark.sql.autoBroadcastJoinThreshold", "-1")
        .config("spark.ui.showConsoleProgress", "false")
        .config("spark.ui.retainedJobs", "100000")
        .config("spark.ui.retainedStages", "100000")
        .getOrCreate()
    )
    steps: list[StepMade] = []
    with tempfile.TemporaryDirectory() as passing:
        summary = detect(paths, asked.out or Path(passing), Options(engine="spark"), steps=steps)
        context = spark.sparkContext
        found = by_step(f"{context.uiWebUrl}/api/v1/applications/{context.applicationId}")
    spark.stop()
    told(found, {step.name: step.rows for step in steps}, summary["rows_read"], asked.records)


def by_step(api: str) -> dict[str, dict[str, int]]:
    """Return, for each step, the sums over its stages of what Spark measured."""
    stages = {(stage["stageId"], stage["attemptId"]): stage for stage in asked_of(f"{api}/stages")}
    step_of = {stage: job.get("jobGroup", "") for job in asked_of(f"{api}/jobs") for stage in job["stageIds"]}
    sums: dict[str, dict[str, int]] = defaultdict(lambda: dict.fromkeys(MEASURES, 0))
    for (number, _attempt), stage in stages.items():
        if stage["status"] == "COMPLETE":
            for name in MEASURES:
                sums[step_of.get(number, "")][name] += stage[name]
    return sums


def asked_of(url: str) -> Any:
    """Return what Spark's own pages say."""
    with urllib.request.urlopen(url) as answer:  # noqa: S310 (this machine's own Spark)
        return json.load(answer)


def told(found: dict[str, dict[str, int]], rows: dict[str, int], read: int, records: int) -> None:
    """Print the table."""
    scale = records / read
    print(f"records {read:,}; scaled by {scale:,.0f} to {records:,}")
    heads = ("rows", "shuffle", "B/record", "written", "shuffled at scale")
    print(" ".join((f"{'step':24}", f"{heads[0]:>10}", *(f"{head:>9}" for head in heads[1:]))))
    total = dict.fromkeys(MEASURES, 0)
    for step, sums in sorted(found.items(), key=lambda each: -each[1]["shuffleWriteBytes"]):
        total = {name: total[name] + sums[name] for name in MEASURES}
        if sums["shuffleWriteBytes"] >= 0.1 * read or sums["outputBytes"] >= 0.1 * read:
            print(line(step, f"{rows[step]:,}" if rows.get(step) else "", sums, read, scale))
    print(line("all steps", "", total, read, scale))
    driver = sum(sums["outputBytes"] for step, sums in found.items() if step.startswith("write "))
    print(
        f"through the driver {driver / 1e6:.1f} MB, {driver / read:.1f} B/record; "
        f"at scale {driver * scale / 1e9:,.0f} GB"
    )
    cpu = total["executorCpuTime"]
    print(f"CPU of the tasks {cpu / 1e9:,.0f} s: {cpu / read / 1e3:.0f} µs a record")


def line(step: str, rows: str, sums: dict[str, int], read: int, scale: float) -> str:
    """Return a row: megabytes here, bytes a record, gigabytes of shuffle at scale."""
    shuffle, written = (sums[name] for name in MEASURES[:2])
    return (
        f"{step:24} {rows:>10} {shuffle / 1e6:6.2f} MB {shuffle / read:9.1f} {written / 1e6:6.2f} MB "
        f"{shuffle * scale / 1e9:6,.0f} GB"
    )


def made(calls: str) -> Path:
    """Return the files of a simulated city of about so many calls, making it if need be."""
    city = Path(__file__).parents[1] / "tmp/spark" / calls
    if not (city / "truth.parquet").exists():
        subprocess.run([JINGLING, "city", "--out", str(city), "--calls", calls, "--seed", "31"], check=True)
    return city / "calls"


if __name__ == "__main__":
    main()
