"""Make the shipped model: simulate cities of varied settings, fit on some, choose thresholds on others.

usage: python bench/fit_shipped_model.py [DIRECTORY]     (default tmp/model; cities that exist are kept)

Writes src/jingling/detect/model.json. Cities for fitting have the seeds from 1000, those for thresholds
the seeds from 2000: no seed and no drawn setting is shared with any other test or figure of the project.
"""

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

from jingling.city import make_city, varied

ROOT = Path(__file__).parents[1]
FITTED, TUNED, PEOPLE = range(1000, 1028), range(2000, 2012), 20_000


def main() -> None:
    """Simulate what is missing, then run `jingling fit` as anyone would."""
    place = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "tmp/model"
    for seed in (*FITTED, *TUNED):
        city = place / str(seed)
        if not (city / "truth.parquet").exists():
            made = make_city(replace(varied(seed), people=PEOPLE), city)
            print(f"city {seed}: {made.calls} calls, {made.nuisance} of {made.callers} callers harass", flush=True)
    command = [str(Path(sys.executable).parent / "jingling"), "fit", "--out", str(ROOT / "src/jingling/detect/model.json")]
    for option, seeds in (("", FITTED), ("tune-", TUNED)):
        for seed in seeds:
            command += [f"--{option}calls", str(place / str(seed) / "calls")]
            command += [f"--{option}labels", str(place / str(seed) / "truth.parquet")]
    subprocess.run(command, check=True)


if __name__ == "__main__":
    main()
