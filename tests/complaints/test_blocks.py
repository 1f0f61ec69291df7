"""Blocks with far more reported numbers than chance are found, and chance alone finds none.

All numbers are drawn at random in area codes that are nobody's (555 to 558), so that no test holds a
number of somebody.
"""

import json
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest
from typer.testing import CliRunner

from jingling.cli import app
from jingling.complaints.background import fit_background
from jingling.complaints.blocks import BLOCK, find_blocks
from jingling.complaints.intake import read_reports, write_intake

EXCHANGES = np.array([exchange for exchange in range(200, 1000) if exchange % 100 != 11])
AREAS = np.array([555, 556, 557, 558])

Keys = npt.NDArray[np.int64]


def reported(seed: int, *, mean: float, size: float | None, planted: int = 0) -> tuple[Keys, set[str]]:
    """Draw reported numbers: blocks of a background, some of them with 120 numbers more."""
    chance = np.random.default_rng(seed)
    rates = np.full((len(AREAS), len(EXCHANGES)), mean)
    if size is not None:
        rates = chance.gamma(size, mean / size, rates.shape)
    counts = chance.poisson(rates)
    for place in chance.choice(counts.size, planted, replace=False):
        counts.flat[place] += 120
    prefixes = (10**10 + AREAS[:, None] * 10**7 + EXCHANGES[None, :] * BLOCK).ravel()
    keys = [
        prefix + chance.choice(BLOCK, count, replace=False)
        for prefix, count in zip(prefixes, counts.flat, strict=True)
    ]
    named = {
        f"+{prefix // BLOCK}" for prefix, count in zip(prefixes, counts.flat, strict=True) if count >= 120
    }
    return np.concatenate(keys), named


@pytest.mark.parametrize("seed", range(8))
@pytest.mark.parametrize(("mean", "size"), [(0.4, None), (5.0, None), (0.9, 0.6), (3.0, 1.5)])
def test_chance_alone_names_no_block(seed: int, mean: float, size: float | None) -> None:
    """Poisson or spread wider, dense or thin: a background alone has no block that stands out."""
    keys, _ = reported(seed, mean=mean, size=size)
    assert not find_blocks(keys, rate=0.01).named


@pytest.mark.parametrize("seed", range(4))
def test_planted_blocks_are_found_and_shuffling_loses_them(seed: int) -> None:
    """Twenty blocks of 120 numbers are named, hardly any other; shuffled within areas, none is."""
    keys, planted = reported(seed, mean=0.9, size=0.6, planted=20)
    named = {block.prefix for block in find_blocks(keys).named}
    assert planted <= named
    assert len(named - planted) <= 1
    chance = np.random.default_rng(seed)
    shuffled = keys // 10**7 * 10**7 + chance.choice(EXCHANGES, len(keys)) * BLOCK
    shuffled += chance.integers(0, BLOCK, len(keys))
    assert not find_blocks(shuffled).named


def test_repeats_and_order_change_nothing() -> None:
    """A number reported a thousand times counts once, and so does one reported in any order."""
    keys, _ = reported(1, mean=0.9, size=0.6, planted=5)
    again = np.concatenate([np.repeat(keys[:1], 1000), keys[::-1]])
    assert find_blocks(again).named == find_blocks(keys).named


def test_the_fit_finds_the_law_it_was_drawn_from() -> None:
    """Mean and spread come out as drawn, also where some blocks are far above the rest."""
    chance = np.random.default_rng(3)
    counts = chance.poisson(chance.gamma(0.6, 2.0 / 0.6, 20_000))
    counts[:400] += 80
    law = fit_background(counts[counts > 0], len(counts))
    assert law.mean == pytest.approx(2.0, rel=0.35)
    assert law.size == pytest.approx(0.6, rel=0.35)


def test_areas_with_few_reports_are_not_judged() -> None:
    """Where next to nothing was reported nothing is usual, and nothing is named."""
    found = find_blocks(np.arange(15552220000, 15552220020))
    assert (found.numbers, found.judged, found.named) == (20, 0, ())
    assert find_blocks(np.empty(0, np.int64)).numbers == 0


def test_the_command_names_blocks_and_no_number(tmp_path: Path) -> None:
    """`blocks` prints ranges with their rate and no whole number; JSON and CSV agree with the table."""
    keys, planted = reported(2, mean=0.9, size=0.6, planted=3)
    source = tmp_path / "numbers.csv"
    source.write_text("pattern\n" + "\n".join(str(key - 10**10) for key in keys) + "\n1234\n", "ascii")
    write_intake(read_reports([source], key=b"k" * 32), tmp_path / "in", lasting_tokens=False)
    given = ["complaints", "blocks", str(tmp_path / "in"), "--out", str(tmp_path / "blocks.csv")]
    told = json.loads(CliRunner().invoke(app, [*given, "--json"]).output)
    assert {block["prefix"] for block in told["blocks"]} >= planted
    said = CliRunner().invoke(app, [*given, "--lang", "en"]).output
    assert all(f"{prefix}****" in said for prefix in planted)
    assert "1.0%" in said
    assert not any(f"{key}" in said for key in keys)
    assert len((tmp_path / "blocks.csv").read_text("ascii").splitlines()) == told["named"] + 1
