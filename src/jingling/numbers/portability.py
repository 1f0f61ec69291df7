"""Ported numbers (携号转网): what is known of who carries a number now, laid over the carrier by prefix."""

import csv
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jingling.numbers.errors import BadPortabilityFile
from jingling.numbers.keys import SHORT_BASE
from jingling.numbers.number import Number, read_key
from jingling.numbers.plan_files import carriers
from jingling.words import Words

PORTED_TABLE = "number_ported"
_HEADER = ["first", "last", "carrier"]


@dataclass(frozen=True)
class Portability:
    """Numbers and ranges with their carriers, cut into blocks of 1, 10, 100 … numbers for equal joins.

    Attributes:
        blocks: (size of the block, key divided by that size) to carrier.
    """

    blocks: dict[tuple[int, int], Words]

    @property
    def scales(self) -> tuple[int, ...]:
        """The sizes of blocks there are, smallest first: the smallest that names a number decides."""
        return tuple(sorted({scale for scale, _ in self.blocks}))

    def carrier_of(self, number: Number) -> Words:
        """Return the carrier that the file names for a number, else the carrier by prefix."""
        for scale in self.scales:
            if (carrier := self.blocks.get((scale, number.key // scale))) is not None:
                return carrier
        return number.carrier

    def rows(self) -> dict[str, list[Any]]:
        """Return the table `number_ported`: scale and prefix BIGINT, carrier, carrier_zh."""
        found = sorted(self.blocks.items())
        return {
            "scale": [scale for (scale, _), _ in found],
            "prefix": [prefix for (_, prefix), _ in found],
            "carrier": [carrier.en for _, carrier in found],
            "carrier_zh": [carrier.zh for _, carrier in found],
        }


def read_portability(path: Path) -> Portability:
    """Read a portability file: CSV in UTF-8 with the columns first, last, carrier.

    A row names one number (`last` empty) or a range of numbers, both ends included, and who carries
    them now: `mobile`, `unicom`, `telecom`, `broadnet`, or any name. Of two rows about a number the one
    with the smaller block decides, and the later of two equal ones.

    Raises:
        BadPortabilityFile: the header differs, an end is no whole number, or a range runs backwards.
    """
    blocks: dict[tuple[int, int], Words] = {}
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.DictReader(file)
        if reader.fieldnames != _HEADER:
            raise BadPortabilityFile(f"{path}: the header is {reader.fieldnames}", "write first,last,carrier")
        for row in reader:
            first = _end(path, reader.line_num, row["first"])
            last = _end(path, reader.line_num, row["last"] or row["first"])
            if last < first:
                raise BadPortabilityFile(f"{path}, line {reader.line_num}: the range runs backwards")
            name = (row["carrier"] or "").strip()
            carrier = carriers().get(name) or Words(name, name)
            for block in _blocks_of(first, last):
                blocks[block] = carrier
    return Portability(blocks)


def _end(path: Path, line: int, text: str | None) -> int:
    key, _ = read_key(text or "")
    if not 0 < key < SHORT_BASE:
        raise BadPortabilityFile(f"{path}, line {line}: {text!r} is not a whole number")
    return key


def _blocks_of(first: int, last: int) -> list[tuple[int, int]]:
    """Cut a range into as few blocks of a power of ten as it has."""
    found = []
    while first <= last:
        scale = 1
        while first % (scale * 10) == 0 and first + scale * 10 - 1 <= last:
            scale *= 10
        found.append((scale, first // scale))
        first += scale
    return found
