"""Make the shipped model: simulate cities of varied settings, fit on some, choose thresholds on others.

usage: python bench/fit_shipped_model.py [DIRECTORY]     (default tmp/model; cities that exist are kept)

Writes src/jingling/detect/model.json. Cities for fitting have the seeds from 1000 and settings drawn at
random; many small ones carry over better than a few large ones. Those for calibration and thresholds have
the seeds from 2000, half of them drawn at random, a quarter each of the plain and the hard kind. No seed is
shared with any other test or figure of the project. These cities strain lawful firms on purpose, so more
than the rate aimed at, 1e-4, is allowed on them: four times with all columns, three with the required ones.
"""

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

from jingling.city import Settings, hard, make_city, plain, varied

ROOT = Path(__file__).parents[1]
FITTED = range(1000, 1096)
TUNED = (*range(2000, 2008), *range(2100, 2104), *range(2200, 2204))
MODEL = ROOT / "src/jingling/detect/model.json"


def main() -> None:
    """Simulate what is missing, then run `jingling fit` as anyone would."""
    place = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "tmp/model"
    for seed in (*FITTED, *TUNED):
        city = place / str(seed)
        if not (city / "truth.parquet").exists():
            made = make_city(settings(seed), city)
            print(f"{seed}: {made.calls} calls, {made.nuisance} of {made.callers} harass", flush=True)
    command = [
        str(Path(sys.executable).parent / "jingling"),
        "fit",
        "--out",
        str(MODEL),
        "--false-positives",
        "4e-4",
        "--false-positives-required",
        "3e-4",
        "--pairs",
        "8",
    ]
    for option, seeds in (("", FITTED), ("tune-", TUNED)):
        for seed in seeds:
            command += [f"--{option}calls", str(place / str(seed) / "calls")]
            command += [f"--{option}labels", str(place / str(seed) / "truth.parquet")]
    subprocess.run(command, check=True)


def settings(seed: int) -> Settings:
    """Return the settings of a city by its seed."""
    kind = {21: plain, 22: hard}.get(seed // 100, varied)
    return replace(kind(seed), people=12_000 if seed in FITTED else 20_000)


if __name__ == "__main__":
    main()
