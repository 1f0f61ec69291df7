"""Campaigns examined: how far those found agree with the true ones, on the stranger's cities.

usage: python bench/campaign_figures.py [DIRECTORY] [--people N] [--cities N] [--first SEED]

For each kind and each set of columns it prints F1 over pairs of numbers, B³ F1, and the mean over true
campaigns of the best F1, over nuisance numbers with at least 8 calls, as the median over cities with the
range; then the most lawful callers in one campaign, and the recall of numbers with 8 to 20 calls a day.
"""

import argparse
import statistics
from pathlib import Path

import duckdb

from heldout_figures import made
from jingling.campaigns.agreement import Agreement, agreement
from jingling.detect.run import Options, detect

LEAST_CALLS = 8


def main() -> None:
    """Make the cities that are missing, run, and print the table."""
    parser = argparse.ArgumentParser()
    parser.add_argument("directory", nargs="?", default="tmp/heldout", type=Path)
    parser.add_argument("--people", type=int, default=60_000)
    parser.add_argument("--cities", type=int, default=4)
    parser.add_argument("--first", type=int, default=7201)
    asked = parser.parse_args()
    for kind in ("plain", "hard"):
        cities = [
            asked.directory / f"{kind}-{seed}" for seed in range(asked.first, asked.first + asked.cities)
        ]
        for columns, pattern in (("all", "calls"), ("four", "required.parquet")):
            told, lawful, low = [], 0, []
            for seed, city in enumerate(cities, start=asked.first):
                made(city, kind, asked.people, seed)
                out = city / f"out-campaigns-{columns}"
                detect([city / pattern], out, Options())
                told.append(examined(city / "truth.parquet", out))
                lawful = max(lawful, most_lawful(city / "truth.parquet", out))
                low.append(low_volume(city / "truth.parquet", out))
                print("  ", city.name, columns, told[-1], lawful, flush=True)
            print(
                kind,
                columns,
                *row_of(told),
                f"at most {lawful} lawful",
                f"8 to 20 calls a day {statistics.median(low):.3f}",
                sep=" | ",
                flush=True,
            )


def examined(truth: Path, out: Path) -> Agreement:
    """Compare one city's campaigns with its truth."""
    true = duckdb.execute(
        """SELECT row_number() OVER (ORDER BY t.number), t.campaign, f.campaign
        FROM read_parquet(?) t JOIN read_parquet(?) f ON t.number = f.number
        WHERE t.nuisance AND t.campaign IS NOT NULL AND f.calls >= ?""",
        [str(truth), str(out / "findings.parquet"), LEAST_CALLS],
    ).fetchall()
    return agreement(
        {row: campaign for row, campaign, _ in true}, {row: found for row, _, found in true if found}
    )


def most_lawful(truth: Path, out: Path) -> int:
    """Return the most lawful callers in one campaign."""
    return duckdb.execute(
        """SELECT coalesce(max(lawful), 0) FROM (
          SELECT count(*) FILTER (NOT t.nuisance) AS lawful FROM read_parquet(?) m
          JOIN read_parquet(?) t ON m.number = t.number GROUP BY m.campaign)""",
        [str(out / "members.parquet"), str(truth)],
    ).fetchall()[0][0]


def low_volume(truth: Path, out: Path) -> float:
    """Return the share flagged of nuisance numbers with 8 to 20 calls a day."""
    return duckdb.execute(
        """SELECT coalesce(avg(CAST(f.flagged AS INTEGER)), 1) FROM read_parquet(?) t
        JOIN read_parquet(?) f ON t.number = f.number
        WHERE t.nuisance AND f.calls >= 8 AND f.calls / f.active_days BETWEEN 8 AND 20""",
        [str(truth), str(out / "findings.parquet")],
    ).fetchall()[0][0]


def row_of(told: list[Agreement]) -> list[str]:
    """Return the three figures as the median over cities, with the range."""

    def said(name: str, values: list[float]) -> str:
        return f"{name} {statistics.median(values):.3f} ({min(values):.3f} to {max(values):.3f})"

    return [
        said("pairs", [each.pair_f1 for each in told]),
        said("B³", [each.cubed_f1 for each in told]),
        said("best", [each.best for each in told]),
    ]


if __name__ == "__main__":
    main()
