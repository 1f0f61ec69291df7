"""Callers are held against the lists that suspect groups work through."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jingling.detect.steps.groups import group_members, make_groups
from jingling.engines.duckdb import DuckdbEngine
from jingling.engines.workbench import Workbench

Reached = list[tuple[int, int, float]]

LIST, CITY = 60, 40_000
"""People on a gang's list, and in the city."""


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Workbench]:
    """Return an empty workbench."""
    engine = DuckdbEngine(spill=tmp_path, threads=1)
    yield Workbench(engine)
    engine.close()


def overlaps(bench: Workbench, reached: Reached) -> dict[int, tuple[float, float]]:
    """Return each caller's overlap and share; `reached` are caller, callee and suspicion."""
    columns = [pa.array(column) for column in zip(*reached, strict=True)]
    bench.engine.take("reached", pa.table(columns, names=["caller", "callee", "suspicion"]))
    make_groups(bench)
    return {
        caller: (overlap, share)
        for caller, overlap, share in bench.engine.rows(
            "SELECT caller, overlap, overlap_share FROM list_overlaps"
        )
    }


def rings(caller: int, people: range, calls: int, suspicion: float, dice: np.random.Generator) -> Reached:
    """Return a caller of so many different people, drawn from a range."""
    chosen = dice.choice(len(people), calls, replace=False) + people.start
    return [(caller, int(callee), suspicion) for callee in chosen]


def scene(seed: int) -> Reached:
    """Return eight gangs of 20 with a list each, an unsuspected 900 who rings the first, and 300 others."""
    dice = np.random.default_rng(seed)
    lists = [range(LIST * gang, LIST * (gang + 1)) for gang in range(8)]
    reached = [row for each in range(160) for row in rings(each, lists[each // 20], 12, 0.9, dice)]
    reached += rings(900, lists[0], 12, 0.02, dice)
    for each in range(300):
        reached += rings(1000 + each, range(CITY), 12, 0.9 if each < 20 else 0.02, dice)
    return reached


@settings(max_examples=20, deadline=None)
@given(seed=st.integers(0, 10_000))
def test_who_rings_a_gangs_list_is_told_from_everybody_else(seed: int) -> None:
    """A number on the gang's list stands out though nobody suspects it; no other caller comes near."""
    with TemporaryDirectory() as spill, closing(DuckdbEngine(spill=Path(spill), threads=1)) as engine:
        found = overlaps(Workbench(engine), scene(seed))
    overlap, share = found[900]
    assert overlap > 20
    assert share > 0.5
    assert max((found[caller][0] for caller in found if caller >= 1000), default=0.0) < overlap / 2


@settings(max_examples=10, deadline=None)
@given(seed=st.integers(0, 10_000))
def test_the_order_of_links_makes_no_difference(seed: int) -> None:
    """Links in any order give the same groups, so that neither threads nor engines show in a score."""
    dice = np.random.default_rng(seed)
    one, other = np.triu_indices(300, 1)
    near = dice.random(len(one)) < np.where(one // 30 == other // 30, 0.2, 0.05)
    links = pa.table(
        {"one": one[near], "other": other[near], "weight": dice.integers(1, 5000, int(near.sum()))}
    )
    mixed = links.take(pa.array(dice.permutation(links.num_rows)))
    assert group_members(links, 300).equals(group_members(mixed, 300))


def test_a_number_is_not_held_against_its_own_calls(bench: Workbench) -> None:
    """Suspects without anyone in common are no group, and a group's people rung by one alone do not count."""
    dice = np.random.default_rng(1)
    alone = [
        row for each in range(30) for row in rings(each, range(1000 * each, 1000 * each + 50), 9, 0.9, dice)
    ]
    assert overlaps(bench, alone) == {}
    gang = [(each, callee, 0.9) for each in range(3) for callee in (1, 2, 3)]
    many = [(0, 90_000 + each, 0.9) for each in range(9)]
    common = overlaps(bench, gang + many + alone[90:])
    assert common[0][1] < 3 / 12


def test_any_order_of_rows_gives_the_same(bench: Workbench) -> None:
    """Groups do not depend on the order in which calls are read."""
    reached = scene(3)
    before = overlaps(bench, reached)
    shuffled = [reached[at] for at in np.random.default_rng(5).permutation(len(reached))]
    assert overlaps(bench, shuffled) == before


def test_nobody_suspect_is_no_group(bench: Workbench) -> None:
    """Without suspects there is no list to overlap with."""
    assert overlaps(bench, [(1, 2, 0.1), (3, 2, 0.2), (4, 2, 0.3)]) == {}
