"""Making a city: district by district, day by day, to files.

Districts need nothing from each other but the seed, so they are made side by side and the result is the
same however many are made at once.
"""

import dataclasses
import json
import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np
import pyarrow.parquet as pq

from jingling.calls import SIMULATED
from jingling.city.agents import Phones
from jingling.city.attempts import Settled
from jingling.city.cast import Cast, Troupe, World
from jingling.city.chance import Ints
from jingling.city.dialling import Dialling
from jingling.city.errors import CityError
from jingling.city.lawful import engage
from jingling.city.lines import Registered, write_lines
from jingling.city.private_calls import PrivateCalls
from jingling.city.records import Recorder
from jingling.city.settings import Settings
from jingling.city.trade import infest
from jingling.city.trade.campaigns import plan_campaigns
from jingling.city.truth import Seen, seen, write_truth

Progress = Callable[[int, int, int], None]
_ENTERPRISE = (1, 2)  # kinds of lines, in the upper bits of their code, that have a register of numbers
_OURS = re.compile(r"\d{8}-\d{4}\.parquet")
_DICTIONARIES = ["answered_by", "released_by", "carrier", "attestation", "line", "cell"]


@dataclass(frozen=True)
class CityMade:
    """What was made: where, and how much of it."""

    out: Path
    settings: Settings
    calls: int
    files: int
    callers: int
    nuisance: int
    by_role: dict[str, int]
    lines: int


@dataclass(frozen=True)
class _District:
    rows: int
    parts: list[Seen]
    phones: Phones
    lines: Ints
    forging: Ints


def make_city(settings: Settings, out: Path, progress: Progress | None = None, workers: int = 2) -> CityMade:
    """Simulate a city and write it to a folder.

    The folder then holds calls/*.parquet, truth.parquet, lines.csv, truth_lines.parquet and city.json.

    Args:
        settings: the knobs; the result depends on nothing else.
        out: a folder that is empty, absent, or holds a city made earlier, which is replaced.
        progress: called after each district with (districts done, districts in all, calls so far).
        workers: districts made side by side.

    Raises:
        CityError: the folder holds something else, or the numbering plan is too small for the settings.
    """
    calls_dir = _clear(out)
    world = World(settings)
    campaigns = plan_campaigns(settings)

    def one(district: int) -> _District:
        cast = Cast(world, district)
        engage(cast)
        infest(cast, campaigns)
        return _make_district(world, cast.troupe(), calls_dir)

    done: list[_District] = []
    with ThreadPoolExecutor(max_workers=workers) as pool:
        for made in pool.map(one, range(settings.districts)):
            done.append(made)
            if progress:
                progress(len(done), settings.districts, sum(d.rows for d in done))
    phones = [d.phones for d in done]
    counts = write_truth(out / "truth.parquet", [part for d in done for part in d.parts], phones)
    plain = np.concatenate([d.lines for d in done])
    lines = write_lines(out, settings, _registered(phones), plain, np.concatenate([d.forging for d in done]))
    made_city = CityMade(
        out,
        settings,
        sum(d.rows for d in done),
        settings.districts * settings.days,
        counts["totals"]["callers"],
        counts["totals"]["nuisance"],
        counts["callers"],
        lines,
    )
    described = dataclasses.asdict(made_city) | {"out": str(out), "campaigns": len(campaigns)}
    described["settings"] = {
        k: v if isinstance(v, int | float | dict) else str(v) for k, v in described["settings"].items()
    }
    text = json.dumps(described, ensure_ascii=False, indent=1)
    (out / "city.json").write_text(text + "\n", encoding="utf-8")
    return made_city


def _clear(out: Path) -> Path:
    calls_dir = out / "calls"
    calls_dir.mkdir(parents=True, exist_ok=True)
    old = list(calls_dir.iterdir())
    if foreign := [file.name for file in old if not _OURS.fullmatch(file.name)]:
        raise CityError(
            f"{calls_dir} holds {foreign[0]}, which is no simulated city's.", "Choose another folder."
        )
    for file in old:
        file.unlink()
    (out / "city.json").unlink(missing_ok=True)
    return calls_dir


def _make_district(world: World, troupe: Troupe, calls_dir: Path) -> _District:
    settings, parts, rows = world.settings, [], 0
    lines: list[Ints] = []
    for day in range(settings.days):
        date = settings.start + timedelta(days=day)
        weekend = date.weekday() >= 5
        midnight = datetime.combine(date, time(), ZoneInfo(settings.zone))
        calls = Settled.joined(
            [
                PrivateCalls(world, troupe.district, day, weekend=weekend).calls(),
                Dialling(world, troupe, day, weekend=weekend).calls(),
            ]
        )
        recorder = Recorder(world, troupe.phones, troupe.district, day, int(midnight.timestamp()) * 1000)
        calls, caller, callee = recorder.observed(calls)
        table, line = recorder.table(calls, caller, callee)
        name = f"{date:%Y%m%d}-{troupe.district:04d}.parquet"
        with pq.ParquetWriter(
            calls_dir / name,
            table.schema,
            compression="zstd",
            use_dictionary=_DICTIONARIES,
            store_schema=False,
        ) as writer:
            writer.add_key_value_metadata({SIMULATED: "true"})
            writer.write_table(table)
        parts.append(seen(calls, caller))
        lines.append(np.unique(line))
        rows += len(calls.attempts)
    codes = np.unique(np.concatenate(lines))
    return _District(
        rows, parts, troupe.phones, codes[~np.isin(codes >> 40, _ENTERPRISE)], troupe.forging_lines()
    )


def _registered(phones: list[Phones]) -> Registered:
    every = np.concatenate(phones)
    every = every[np.isin(every["line"] >> 40, _ENTERPRISE)]
    return Registered(every["line"], every["key"], every["carrier"], every["purpose"].astype(np.int64))
