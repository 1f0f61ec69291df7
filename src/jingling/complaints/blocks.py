"""Number blocks (号段) with far more reported numbers than chance.

Whoever shows a new number for each call often takes them from a few blocks of 10,000. What counts is
how many different numbers of a block were reported, not how often: a reporter who repeats one number adds
nothing. Each block is held against the background of its area, and of all the probabilities those are
kept that Benjamini and Hochberg's procedure (J. R. Stat. Soc. B 57, 1995) allows for a stated rate: of the
blocks named, that share at most is expected to be chance. A block is a place to look, and accuses no number
in it: numbers reported are often forged.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from jingling.complaints.background import Background, fit_background
from jingling.complaints.intake import read_import

Keys = npt.NDArray[np.int64]

BLOCK = 10_000
FEWEST_REPORTED = 30
"""An area with fewer reported numbers has no background to speak of, and is not judged."""

_AMERICAN_AREA = 10**7
_CHINESE_AREA = 10**8


@dataclass(frozen=True, slots=True)
class Block:
    """A block of 10,000 numbers.

    Args:
        prefix: its digits in normal form without the last four, `+1555010`.
        area: the digits of its area: an area code in North America, the first three digits of mobiles.
        reported: different numbers of it that were reported.
        expected: mean of the area's background.
        p: probability of so many or more in the background.
        q: the least false-discovery rate at which it is named.
    """

    prefix: str
    area: str
    reported: int
    expected: float
    p: float
    q: float


@dataclass(frozen=True, slots=True)
class Blocks:
    """What was found.

    Args:
        named: blocks within the rate, the most surprising first.
        rate: the false-discovery rate.
        numbers: different reported numbers.
        judged: those of them in areas that were judged.
        areas: areas judged.
        tested: blocks of those areas, all of them, reported or not.
        backgrounds: by area.
    """

    named: tuple[Block, ...]
    rate: float
    numbers: int
    judged: int
    areas: int
    tested: int
    backgrounds: dict[str, Background]


def find_blocks(numbers: Keys, *, rate: float = 0.01) -> Blocks:
    """Find blocks with more reported numbers than chance.

    Args:
        numbers: keys of the numbers reported; repeats count once.
        rate: false-discovery rate, the share of named blocks that may be chance.
    """
    distinct = np.unique(numbers)
    found: list[tuple[str, Keys, Keys, npt.NDArray[np.float64], Background]] = []
    tested = 0
    for area, keys, possible in _areas(distinct):
        prefixes, counts = np.unique(keys // BLOCK, return_counts=True)
        if counts.sum() < FEWEST_REPORTED:
            continue
        background = fit_background(counts, possible)
        found.append((area, prefixes, counts, background.tail(counts), background))
        tested += possible
    p = np.concatenate([one[3] for one in found]) if found else np.empty(0)
    q = _adjusted(p, tested)
    blocks = [
        (area, int(prefix), int(count), background.mean)
        for area, prefixes, counts, _, background in found
        for prefix, count in zip(prefixes, counts, strict=True)
    ]
    named = [
        Block(f"+{prefix}", area, count, expected, float(p[at]), float(q[at]))
        for at, (area, prefix, count, expected) in enumerate(blocks)
        if q[at] <= rate
    ]
    return Blocks(
        tuple(sorted(named, key=lambda block: (block.p, -block.reported, block.prefix))),
        rate,
        len(distinct),
        sum(count for _, _, count, _ in blocks),
        len(found),
        tested,
        {one[0]: one[4] for one in found},
    )


def read_numbers(path: Path) -> Keys:
    """Read the keys of an import's reports: its directory, or its `reports.parquet`.

    Raises:
        IntakeError: it holds no reports.
    """
    column = read_import(path, ["key"]).column("key")
    return np.asarray(column.drop_null().to_numpy(), dtype=np.int64)


def _areas(numbers: Keys) -> Iterator[tuple[str, Keys, int]]:
    """Yield each area with its numbers and how many blocks it can have; numbers of no area are left out."""
    exchange = numbers // BLOCK % 1000
    america = numbers // 10**10 == 1
    usable = (exchange >= 200) & (exchange % 100 != 11) & (numbers // _AMERICAN_AREA % 1000 >= 200)
    yield from _split(numbers[america & usable], _AMERICAN_AREA, 8 * 100 - 8)
    yield from _split(numbers[(numbers >= 86_130 * 10**8) & (numbers < 86_200 * 10**8)], _CHINESE_AREA, BLOCK)


def _split(numbers: Keys, area: int, possible: int) -> Iterator[tuple[str, Keys, int]]:
    areas, sizes = np.unique(numbers // area, return_counts=True)
    for at, keys in zip(areas, np.split(numbers, np.cumsum(sizes)), strict=False):
        yield f"+{at}", keys, possible


def _adjusted(p: npt.NDArray[np.float64], tested: int) -> npt.NDArray[np.float64]:
    """Return Benjamini and Hochberg's adjusted probabilities; blocks without a report have p = 1."""
    order = np.argsort(p, kind="stable")[::-1]
    ranks = np.arange(len(p), 0, -1)
    adjusted = np.empty_like(p)
    adjusted[order] = np.minimum.accumulate(np.minimum(p[order] * tested / ranks, 1.0))
    return adjusted
