"""Learn what evidence for one campaign weighs, on the simulated cities that the shipped model was fitted on.

usage: python bench/fit_campaign_weights.py [DIRECTORY]     (default tmp/model)

Writes src/jingling/campaigns/weights.json. The cities are those of `bench/fit_shipped_model.py`, which
makes them (every other one of the first 64); suspects are whom the shipped model suspects there.
"""

import argparse
import json
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from zoneinfo import ZoneInfo

import duckdb

from jingling.calls import read_calls
from jingling.campaigns.find import SUSPECT
from jingling.campaigns.learn import Known, learn
from jingling.campaigns.traces import make_traces
from jingling.campaigns.weights import FORMAT
from jingling.detect.measure import measure_company, measure_own, score
from jingling.detect.model import load_model
from jingling.detect.steps.own_calls import READ
from jingling.engines.duckdb import DuckdbEngine
from jingling.engines.workbench import Workbench
from jingling.numbers import read_number

ROOT = Path(__file__).parents[1]
WEIGHTS = ROOT / "src/jingling/campaigns/weights.json"
SEEDS = range(1000, 1064, 2)
ZONE = "Asia/Shanghai"
REQUIRED = ("caller", "callee", "start_ms", "talk_ms", "answered")


def main() -> None:
    """Measure the cities, learn twice, write."""
    parser = argparse.ArgumentParser()
    parser.add_argument("directory", nargs="?", default=ROOT / "tmp/model", type=Path)
    asked = parser.parse_args()
    cities = [asked.directory / str(seed) for seed in SEEDS]
    weights = {}
    for name in ("all columns", "required columns"):
        known = []
        for city in cities:
            known.append(suspects_of(city, all_columns=name == "all columns"))
            print(f"{name}: {city.name}, {len(known[-1].campaigns)} suspects", flush=True)
        learnt = learn(known)
        weights[name] = learnt.to_json()
        print(name, round(learnt.intercept, 2), {term: round(w, 2) for term, w in learnt.terms.items()})
    facts = {"cities": len(SEEDS), "model": load_model().digest}
    WEIGHTS.write_text(json.dumps({"format": FORMAT, "facts": facts, "weights": weights}) + "\n", "utf-8")


def suspects_of(city: Path, *, all_columns: bool) -> Known:
    """Measure one city and return its suspects with what is true of them."""
    with TemporaryDirectory() as spill:
        engine = DuckdbEngine(spill=Path(spill), threads=1)
        bench = Workbench(engine)
        read_calls(engine.connection, [str(city / "calls")], columns=READ)
        if not all_columns:
            bench.make("calls", f"SELECT {', '.join(REQUIRED)} FROM calls")
        cards = load_model().choose(frozenset(engine.columns("calls")))
        measure_company(bench, measure_own(bench, ZONE), cards.first_look)
        score(bench, cards.final)
        bench.view("suspects", f"SELECT number, score FROM scored WHERE score >= {SUSPECT}")
        first_ms = engine.rows("SELECT min(start_ms) FROM own")[0][0]
        traces = make_traces(bench, offset_ms(first_ms))
        engine.close()
    rows = duckdb.sql(f"SELECT number, role, coalesce(campaign, '') FROM '{city}/truth.parquet'").fetchall()
    truth = {read_number(number).key: (role, campaign) for number, role, campaign in rows}
    trades, campaigns = zip(*(truth[number] for number in traces.numbers.tolist()), strict=True)
    return Known(traces, campaigns, trades)


def offset_ms(at_ms: int) -> int:
    """Return how far local time is ahead of UTC."""
    delta = datetime.fromtimestamp(at_ms / 1000, UTC).astimezone(ZoneInfo(ZONE)).utcoffset()
    return int(delta.total_seconds() * 1000) if delta else 0


if __name__ == "__main__":
    main()
