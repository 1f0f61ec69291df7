"""Campaigns examined: how far those found agree with the true ones, on the stranger's cities.

usage: python bench/campaign_figures.py [DIRECTORY] [--cities N]     after bench/heldout_figures.py

For each kind and set of columns, over the results that heldout_figures.py left: F1 over pairs of numbers,
B³ F1, and the mean over true campaigns of the best F1, over nuisance numbers with at least 8 calls, as the
median over cities with the range; the most lawful callers in one campaign; and of nuisance numbers with 8 to
20 calls a day the share flagged, and the share ranked above all but 1 in 10,000 of the innocent.
"""

import argparse
import statistics
from pathlib import Path

import duckdb

from jingling.campaigns.agreement import Agreement, agreement

LEAST_CALLS = 8


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser()
    parser.add_argument("directory", nargs="?", default="tmp/heldout", type=Path)
    parser.add_argument("--cities", type=int, default=4)
    asked = parser.parse_args()
    for kind in ("plain", "hard"):
        cities = [asked.directory / f"{kind}-{seed}" for seed in range(7601, 7601 + asked.cities)]
        for columns in ("all", "four"):
            results = [(city / "truth.parquet", city / f"out-{columns}") for city in cities]
            low = [low_volume(truth, out) for truth, out in results]
            print(
                kind,
                columns,
                *row_of([examined(truth, out) for truth, out in results]),
                f"at most {max(most_lawful(truth, out) for truth, out in results)} lawful",
                said("8 to 20 calls a day, flagged", [flagged for flagged, _ in low]),
                said("at 1e-4", [ranked for _, ranked in low]),
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


def low_volume(truth: Path, out: Path) -> tuple[float, float]:
    """Return the share, of nuisance numbers with 8 to 20 calls a day, flagged and ranked high."""
    found = duckdb.execute(
        """WITH known AS (
          SELECT f.*, coalesce(t.nuisance, FALSE) AS nuisance FROM read_parquet(?) f
          LEFT JOIN read_parquet(?) t ON f.number = t.number WHERE NOT f.shown_falsely),
        level AS (SELECT quantile_disc(score, 0.9999) AS score FROM known WHERE NOT nuisance)
        SELECT coalesce(avg(CAST(flagged AS INTEGER)), 1),
          coalesce(avg(CAST(k.score > l.score AS INTEGER)), 1) FROM known k, level l
        WHERE nuisance AND calls >= 8 AND calls / active_days BETWEEN 8 AND 20""",
        [str(out / "findings.parquet"), str(truth)],
    ).fetchall()
    return found[0][0], found[0][1]


def said(name: str, values: list[float]) -> str:
    """Return a figure as the median over cities, with the range."""
    return f"{name} {statistics.median(values):.3f} ({min(values):.3f} to {max(values):.3f})"


def row_of(told: list[Agreement]) -> list[str]:
    """Return the three figures of agreement."""
    return [
        said("pairs", [each.pair_f1 for each in told]),
        said("B³", [each.cubed_f1 for each in told]),
        said("best", [each.best for each in told]),
    ]


if __name__ == "__main__":
    main()
