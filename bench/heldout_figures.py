"""Detection examined on the stranger's cities, several of each kind, with all columns and with four.

usage: python bench/heldout_figures.py [DIRECTORY] [--people N] [--cities N]

For each kind and each set of columns it prints the recall of nuisance numbers with at least 8 calls at the
shipped threshold, the share of all other callers wrongly flagged, and recall at 1e-3 and 1e-4; then, over
all cities, lawful heavy callers wrongly flagged by role with the upper 95 % bound, and gateways found.

Seeds start at 7601: cities of earlier seeds had been looked at while jingling was built.
"""

import argparse
import statistics
import subprocess
import sys
from collections import Counter
from pathlib import Path

import duckdb

from jingling.detect.evaluate import evaluate, upper_bound
from jingling.detect.options import Options
from jingling.detect.run import detect

PLAIN_PEOPLE = {"person", "forged", "withheld"}
REQUIRED = "SELECT caller, callee, started_at, talk_s FROM read_parquet(?)"


def main() -> None:
    """Make the cities that are missing, run, and print the tables."""
    parser = argparse.ArgumentParser()
    parser.add_argument("directory", nargs="?", default="tmp/heldout", type=Path)
    parser.add_argument("--people", type=int, default=60_000)
    parser.add_argument("--cities", type=int, default=4)
    asked = parser.parse_args()
    numbers: dict[str, Counter[str]] = {"all": Counter(), "four": Counter()}
    wronged: dict[str, Counter[str]] = {"all": Counter(), "four": Counter()}
    gateways: Counter[str] = Counter()
    for kind in ("plain", "hard"):
        pages: dict[str, list[dict]] = {"all": [], "four": []}
        for seed in range(7601, 7601 + asked.cities):
            city = asked.directory / f"{kind}-{seed}"
            made(city, kind, asked.people, seed)
            for columns, pattern in (("all", "calls"), ("four", "required.parquet")):
                out = city / f"out-{columns}"
                detect([city / pattern], out, Options())
                page = evaluate(out / "findings.parquet", city / "truth.parquet")
                pages[columns].append(page)
                for row in page["innocents_by_role"]:
                    numbers[columns][row["role"]] += row["numbers"]
                    wronged[columns][row["role"]] += row["flagged"]
                if columns == "all":
                    gateways.update(lines(city, out))
        for columns, made_pages in pages.items():
            print(kind, columns, *row_of(made_pages), sep=" | ", flush=True)
    for columns in ("all", "four"):
        heavy = [role for role in numbers[columns] if role not in PLAIN_PEOPLE]
        many, few = sum(numbers[columns][r] for r in heavy), sum(wronged[columns][r] for r in heavy)
        print(
            f"lawful heavy callers, {columns}: {few} of {many} flagged, {1e3 * few / many:.2f} in 1,000, "
            f"at most {1e3 * upper_bound(few, many):.2f}"
        )
        for role in sorted(numbers[columns], key=lambda r: -wronged[columns][r]):
            n, k = numbers[columns][role], wronged[columns][role]
            rate, most = 1e4 * k / n, 1e4 * upper_bound(k, n)
            print(f"  {role:18} {k:4} of {n:7}  {rate:7.1f} in 10,000, at most {most:.1f}")
    print(dict(gateways))


def made(city: Path, kind: str, people: int, seed: int) -> None:
    """Make a city of the stranger's, and its four required columns alone, unless they are there."""
    if not (city / "required.parquet").exists():
        program = Path(__file__).parent / "heldout_city.py"
        command = [
            sys.executable,
            program,
            "--out",
            city,
            "--kind",
            kind,
            "--people",
            str(people),
            "--seed",
            str(seed),
        ]
        subprocess.run(list(map(str, command)), check=True, stdout=subprocess.DEVNULL)
        calls = REQUIRED.replace("?", f"'{city}/calls/*.parquet'")
        duckdb.execute(f"COPY ({calls}) TO '{city}/required.parquet'")


def row_of(pages: list[dict]) -> list[str]:
    """Return recall and false positives as the median over cities, with the range."""

    def told(values: list[float], form: str) -> str:
        return f"{statistics.median(values):{form}} ({min(values):{form}} to {max(values):{form}})"

    return [
        "recall " + told([p["at_threshold"]["recall"] for p in pages], ".3f"),
        "false positives " + told([p["at_threshold"]["false_positive_rate"] for p in pages], ".1e"),
        "recall at 1e-3 " + told([p["recall_at"][0]["recall"] for p in pages], ".3f"),
        "at 1e-4 " + told([p["recall_at"][1]["recall"] for p in pages], ".3f"),
    ]


def lines(city: Path, out: Path) -> Counter[str]:
    """Count gateways and their findings, and shown numbers flagged."""
    rows = duckdb.execute(
        """SELECT count(*), count(*) FILTER (l.flagged), count(*) FILTER (len(l.patterns) > 0)
        FROM read_parquet(?) t LEFT JOIN read_parquet(?) l ON t.line = l.line WHERE t.forges""",
        [f"{city}/truth_lines.parquet", f"{out}/lines.parquet"],
    ).fetchall()[0]
    return Counter(
        dict(zip(("gateways", "gateways flagged", "gateways named as forging"), rows, strict=True))
    )


if __name__ == "__main__":
    main()
