"""What numbers cost: their keys, classes, places and carriers, as a share of the CPU seconds of a whole run.

usage: python bench/numbers_cost.py [--whole SECONDS] PATH…

Keys are made of the caller and the callee of every record, and every distinct key is described by the plan
(a run describes only the numbers it shows). A scan of the same columns is taken off. The whole is `jingling
detect` on the same files, in a process of its own, or the CPU seconds that `bench/speed.py` printed of it:
they hold on a machine that others use, too.
"""

import argparse
import resource
import subprocess
import sys
import tempfile
from pathlib import Path

import duckdb
import pyarrow as pa

from jingling.numbers import describe_sql, key_sql, plan_rows

JINGLING = str(Path(sys.executable).parent / "jingling")


def main() -> None:
    """Print the CPU seconds of numbers and of a run, and the share."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--whole", type=float)
    parser.add_argument("paths", nargs="+")
    asked = parser.parse_args()
    with duckdb.connect() as connection:

        def spent(sql: str) -> float:
            begun = cpu(resource.RUSAGE_SELF)
            connection.execute(sql, [asked.paths] if "$1" in sql else None).fetchall()
            return cpu(resource.RUSAGE_SELF) - begun

        scan = spent("SELECT sum(length(caller) + length(callee)) FROM read_parquet($1)")
        caller, callee = key_sql("caller"), key_sql("callee")
        keys = spent(
            f"SELECT sum(length(caller) + length(callee) + {caller} % 7 + {callee} % 7) FROM read_parquet($1)"
        )
        connection.execute(
            f"""CREATE TABLE keys AS SELECT DISTINCT key FROM (
              SELECT {caller} AS key FROM read_parquet($1) UNION ALL SELECT {callee} FROM read_parquet($1))
            WHERE key IS NOT NULL""",
            [asked.paths],
        )
        for name, columns in plan_rows().items():
            connection.register("taken", pa.table(columns))
            connection.execute(f"CREATE TABLE {name} AS SELECT * FROM taken")
        described = spent(
            f"SELECT count(kind), count(place), count(carrier_by_prefix) FROM ({describe_sql('keys', 'key')})"
        )
        distinct = connection.execute("SELECT count(*) FROM keys").fetchall()[0][0]
    whole = asked.whole or run(asked.paths)
    print(f"keys     {keys - scan:8.2f} CPU s (a scan alone: {scan:.2f})")
    print(f"described{described:8.2f} CPU s for {distinct:,} distinct numbers")
    print(f"detect   {whole:8.2f} CPU s")
    print(f"share    {(keys - scan + described) / whole:8.1%}")


def run(paths: list[str]) -> float:
    """Return the CPU seconds of a run."""
    begun = cpu(resource.RUSAGE_CHILDREN)
    with tempfile.TemporaryDirectory() as out:
        subprocess.run([JINGLING, "detect", *paths, "--out", out], check=True, stdout=subprocess.DEVNULL)
    return cpu(resource.RUSAGE_CHILDREN) - begun


def cpu(who: int) -> float:
    """Return the CPU seconds spent so far."""
    usage = resource.getrusage(who)
    return usage.ru_utime + usage.ru_stime


if __name__ == "__main__":
    main()
