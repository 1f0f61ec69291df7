"""A campaign keeps its name from day to day, though all its numbers are new."""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jingling.campaigns.errors import StateError
from jingling.campaigns.memory import State, name_of
from jingling.campaigns.traits import make_traits
from jingling.engines.duckdb import DuckdbEngine
from jingling.engines.workbench import Workbench

FIRST = date(2026, 3, 10)
DAY_MS = 24 * 3_600_000
GANGS = 4
Named = dict[str, str]


@contextmanager
def day_of(at: int, seed: int, *, line: bool = True) -> Iterator[Workbench]:
    """Lay one day on a workbench: gangs of 12 numbers new each day, each with its list and line, and a city.

    A gang works down its list of 600: 240 people a day, of whom 120 were rung the day before.
    """
    dice = np.random.default_rng([seed, at])
    rows = []
    members = []
    for gang in range(GANGS):
        numbers = 8613_000_000_000 + dice.choice(10**9, 12, replace=False)
        people = 8615_000_000_000 + 10_000 * gang + (np.arange(240) + 120 * at) % 600
        members += [(str(gang), int(number)) for number in numbers]
        rows += [(int(dice.choice(numbers)), int(callee), f"trunk-{gang}") for callee in people]
    for person in range(400):
        caller = 8618_000_000_000 + person
        rows += [(caller, int(8615_000_000_000 + dice.integers(50_000)), "city") for _ in range(5)]
    start = [at * DAY_MS + int(dice.integers(9, 20)) * 3_600_000 for _ in rows]
    columns = {
        "caller": pa.array([row[0] for row in rows], pa.int64()),
        "callee": pa.array([row[1] for row in rows], pa.int64()),
        "start_ms": pa.array(start, pa.int64()),
        "line": pa.array([row[2] if line else None for row in rows], pa.string()),
    }
    with TemporaryDirectory() as spill:
        engine = DuckdbEngine(spill=Path(spill), threads=1)
        engine.take("own", pa.table(columns))
        engine.take(
            "members",
            pa.table(
                {"campaign": [gang for gang, _ in members], "number": [number for _, number in members]}
            ),
        )
        yield Workbench(engine)
        engine.close()


def run_day(state: State, at: int, seed: int, *, line: bool = True) -> Named:
    """Run one day, and return the name of each gang."""
    with day_of(at, seed, line=line) as bench:
        make_traits(bench, "start_ms", ("line",) if line else ())
        traits = bench.engine.table("SELECT * FROM traits")
        totals = dict(bench.engine.rows("SELECT * FROM trait_totals"))
        numbers = bench.engine.rows("SELECT campaign, list(number) FROM members GROUP BY campaign")
    day = FIRST + timedelta(at)
    named, matches = state.recall(day, traits, totals, {gang: name_of(day, found) for gang, found in numbers})
    state.remember(day, traits, named, dict.fromkeys(named, 0.9), matches)
    return named


def digests(directory: Path) -> dict[str, str]:
    """Return the digest of each file."""
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in directory.iterdir()}


@settings(max_examples=5, deadline=None)
@given(seed=st.integers(0, 1000), line=st.booleans())
def test_new_numbers_keep_the_name(seed: int, line: bool) -> None:
    """With every number new each day, four gangs keep four names, with lines in the records and without."""
    with TemporaryDirectory() as directory:
        state = State(Path(directory))
        names = [run_day(state, at, seed, line=line) for at in range(3)]
        assert len(set(names[0].values())) == GANGS
        assert names[0] == names[1] == names[2]
        for gang in names[0]:
            seen = state.history(names[0][gang])
            assert [sighting.day for sighting in seen] == ["2026-03-10", "2026-03-11", "2026-03-12"]
            assert all(sighting.numbers == 12 for sighting in seen)
            assert not seen[0].matches
            assert seen[1].matches[0].evidence[0].kind in {"people", "lines"}


def test_running_a_day_again_changes_nothing(tmp_path: Path) -> None:
    """Any day run a second time leaves every file as it was, byte for byte."""
    state = State(tmp_path)
    names = [run_day(state, at, 7) for at in range(3)]
    before = digests(tmp_path)
    for at in (0, 1, 2, 1):
        assert run_day(state, at, 7) == names[at]
    assert digests(tmp_path) == before


@pytest.mark.parametrize("order", [(0, 2, 1), (2, 1, 0)])
def test_running_a_late_day_again_changes_nothing(tmp_path: Path, order: tuple[int, ...]) -> None:
    """A day that took names from a later one keeps them, and what they were recognised by, when run again."""
    state = State(tmp_path)
    for at in order:
        names = run_day(state, at, 7)
        before = digests(tmp_path)
        assert run_day(state, at, 7) == names
        assert digests(tmp_path) == before


@pytest.mark.parametrize("order", [(0, 2, 1), (2, 1, 0), (1, 0, 2)])
def test_a_day_can_be_added_late(tmp_path: Path, order: tuple[int, ...]) -> None:
    """In whatever order three days come, the history of each gang holds all three, and no other gang's."""
    state = State(tmp_path)
    names = {at: run_day(state, at, 11) for at in order}
    for gang in names[0]:
        seen = state.history(names[order[0]][gang])
        assert [sighting.day for sighting in seen] == ["2026-03-10", "2026-03-11", "2026-03-12"]
        assert [sighting.campaign for sighting in seen] == [names[at][gang] for at in range(3)]


def test_strangers_are_no_old_acquaintances(tmp_path: Path) -> None:
    """Gangs with other people and lines get names of their own, and so does one not seen for long."""
    state = State(tmp_path)
    first = run_day(state, 0, 3)
    with day_of(40, 3) as bench:
        make_traits(bench, "start_ms", ("line",))
        traits = bench.engine.table("SELECT * FROM traits")
        totals = dict(bench.engine.rows("SELECT * FROM trait_totals"))
    fresh = {str(gang): f"new-{gang}" for gang in range(GANGS)}
    assert state.recall(FIRST + timedelta(40), traits, totals, fresh) == (fresh, [])
    elsewhere = traits.set_column(
        2, "trait", pa.array([f"other {trait}" for trait in traits.column("trait").to_pylist()])
    )
    assert state.recall(FIRST + timedelta(1), elsewhere, totals, fresh) == (fresh, [])
    assert set(first.values()).isdisjoint(fresh.values())


def test_a_stranger_in_the_state_is_named(tmp_path: Path) -> None:
    """A file that is no day of campaigns, and a campaign nobody remembers, are errors that say what to do."""
    state = State(tmp_path)
    with pytest.raises(StateError, match="no such campaign") as unknown:
        state.history("20260310-ffffff")
    assert unknown.value.hint
    run_day(state, 0, 5)
    (tmp_path / "2026-03-09.parquet").write_bytes(b"PAR1 not really")
    with pytest.raises(StateError, match="2026-03-09") as damaged:
        run_day(state, 0, 5)
    assert damaged.value.hint
