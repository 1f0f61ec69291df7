"""A district's shelf of numbers for callers other than people's own mobiles.

Rows of neighbouring numbers are cut from chunks that several takers share, so that a harasser's row stands
next to a clinic's; single numbers lie scattered among the inhabitants'.
"""

import numpy as np

from jingling.city.agents import Phones, blank_phones
from jingling.city.chance import Flags, Ints, below, mix, seed_of
from jingling.city.errors import NumbersRanOut
from jingling.city.numbering import BARE, CHUNK, Numbering, Space
from jingling.city.people import People

_OPEN_CHUNKS = 6
_NATIONAL = {
    "bank": np.array([95588, 95533, 95599, 95566, 95555, 95559, 95568, 95561, 95558, 95577]),
    "hotline": np.array([10086, 10010, 10000, 95598, 95338, 95311, 95543, 95511, 95519, 12345]),
}
_FLOOR_400 = 86_400 * 10**7


class _Rows:
    """Rows of neighbours, cut from a few chunks at a time."""

    def __init__(self, space: Space, first: int, count: int, dice: np.random.Generator) -> None:
        self.space, self.dice = space, dice
        self._next, self._end = first, first + count
        self._open: list[list[int]] = []

    @property
    def left(self) -> int:
        """How many numbers can be taken for certain, in rows of any length."""
        return (self._end - self._next) * CHUNK // 2

    def take(self, count: int) -> tuple[Ints, int]:
        """Return `count` numbers, neighbours as far as a chunk goes, and the index of the last one's code."""
        pieces: list[Ints] = []
        code = 0
        while count > 0:
            while len(self._open) < _OPEN_CHUNKS:
                if self._next >= self._end:
                    raise NumbersRanOut("A district has no rows of numbers left.", "Ask for fewer days.")
                self._open.append([self._next, int(self.dice.integers(0, 12))])
                self._next += 1
            spot = int(self.dice.integers(0, len(self._open)))
            chunk, place = self._open[spot]
            piece = min(count, CHUNK - place)
            if piece < min(count, 20):  # a row is not begun at the end of a chunk
                del self._open[spot]
                continue
            pieces.append(self.space.row(chunk, place, piece))
            code = self.space.code_of_row(chunk)
            self._open[spot][1] += piece + int(self.dice.geometric(0.3)) - 1
            if self._open[spot][1] > CHUNK - 3:
                del self._open[spot]
            count -= piece
        return (np.concatenate(pieces) if pieces else np.zeros(0, dtype=np.int64)), code


class Shelf:
    """Hands out numbers as phones, each once."""

    def __init__(
        self, numbering: Numbering, people: People, district: int, dice: np.random.Generator
    ) -> None:
        self.numbering, self.people, self.dice, self.district = numbering, people, dice, district
        kept = numbering.quota
        self.seed = seed_of(numbering.seed, district)
        first = people.count + district * kept.scattered_mobiles
        self._scattered = first + dice.permutation(kept.scattered_mobiles).astype(np.int64)
        self._virtual = numbering.city_virtual[numbering.mobiles.code_of(self._scattered)]
        self._landlines = district * kept.landlines + dice.permutation(kept.landlines // 2).astype(np.int64)
        self._mobile_rows = _Rows(numbering.mobiles, district * kept.mobile_rows, kept.mobile_rows, dice)
        self._city_rows = _Rows(numbering.landlines, district * kept.landline_rows, kept.landline_rows, dice)
        self._other_rows = _Rows(
            numbering.other_landlines, district * kept.landline_rows, kept.landline_rows, dice
        )
        self._services = _Rows(numbering.services, district * kept.service_rows, kept.service_rows, dice)
        self._given = 0

    def _fresh(self, count: int) -> Ints:
        marks = np.arange(self._given, self._given + count, dtype=np.int64) + (self.district << 32)
        self._given += count
        return marks

    def mobiles(self, count: int, role: str, campaign: int = -1, virtual: float = 0.05) -> Phones:
        """Return scattered mobiles, each in a phone of its own, `virtual` of them under virtual operators."""
        wanted = self.dice.random(count) < virtual
        picked = self._pick(int(wanted.sum()), self._virtual)
        picked = np.concatenate([picked, self._pick(count - len(picked), ~self._virtual)])
        self.dice.shuffle(picked)
        phones = blank_phones(count, role)
        phones["key"] = self.numbering.mobiles.keys(picked)
        self._as_mobiles(phones, self.numbering.mobile_carrier(picked), campaign)
        return phones

    def _pick(self, count: int, fitting: Flags) -> Ints:
        places = np.flatnonzero(fitting)[:count]
        if len(places) < count:  # the other kind has to do
            rest = np.setdiff1d(np.arange(len(self._scattered)), places)[: count - len(places)]
            places = np.concatenate([places, rest])
        if len(places) < count:
            raise NumbersRanOut(
                "A district has no mobile numbers left.", "Ask for fewer days or less rotation."
            )
        picked = self._scattered[places]
        self._scattered = np.delete(self._scattered, places)
        self._virtual = np.delete(self._virtual, places)
        return picked

    def mobile_row(self, count: int, role: str, campaign: int = -1) -> Phones:
        """Return neighbouring mobiles."""
        keys, code = self._mobile_rows.take(count)
        phones = blank_phones(count, role)
        phones["key"] = keys
        self._as_mobiles(phones, np.full(count, self.numbering.city_hosts[code]), campaign)
        return phones

    def _as_mobiles(self, phones: Phones, carrier: Ints, campaign: int) -> None:
        marks = self._fresh(len(phones))
        phones["carrier"], phones["campaign"], phones["attestation"] = carrier, campaign, 1
        phones["line"] = (carrier << 8) | below(marks, self.seed + 1, self.people.access_lines)
        phones["subscriber"], phones["device"] = mix(marks, self.seed + 2), mix(marks, self.seed + 3)

    def landlines(self, count: int, role: str, campaign: int = -1, *, other: bool = False) -> Phones:
        """Return neighbouring landlines of the city, or of another place (Beijing, where that is another)."""
        keys, _ = (self._other_rows if other else self._city_rows).take(count)
        return self._as_landlines(keys, role, campaign)

    def single_landlines(self, count: int, role: str, campaign: int = -1) -> Phones:
        """Return landlines scattered over the city."""
        if count > len(self._landlines):
            raise NumbersRanOut("A district has no landlines left.", "Ask for fewer lawful callers.")
        picked, self._landlines = self._landlines[:count], self._landlines[count:]
        return self._as_landlines(self.numbering.landlines.keys(picked), role, campaign)

    def services(self, count: int, role: str, campaign: int = -1) -> Phones:
        """Return eight-digit service numbers, 95xxx and a suffix; landlines once all are given away."""
        if count > self._services.left:
            return self.landlines(count, role, campaign)
        return self._as_landlines(self._services.take(count)[0], role, campaign)

    def freephones(self, count: int, role: str, campaign: int = -1) -> Phones:
        """Return 400 numbers."""
        place = self.district * 2000 + self._fresh(count) % 2000
        return self._as_landlines(_FLOOR_400 + (place * 6_180_339 + 1_234_567) % 10**7, role, campaign)

    def national(self, count: int, role: str) -> Phones:
        """Return a national code, such as a bank's, that desks all over the country show."""
        codes = _NATIONAL[role][self.dice.integers(0, len(_NATIONAL[role]), 1)]
        return self._as_landlines(np.repeat(codes + BARE, count), role, -1)

    def elsewhere(self, count: int, role: str, campaign: int = -1) -> Phones:
        """Return numbers of other places, shown by a line in this city."""
        marks = mix(self._fresh(count), self.seed + 4).astype(np.int64) & ((1 << 39) - 1)
        return self._as_landlines(self.numbering.elsewhere(marks), role, campaign)

    def _as_landlines(self, keys: Ints, role: str, campaign: int) -> Phones:
        marks = self._fresh(len(keys))
        phones = blank_phones(len(keys), role)
        phones["key"], phones["campaign"] = keys, campaign
        phones["carrier"], phones["line"] = (
            self.numbering.landline_carrier(keys),
            self.people.landline_line(keys),
        )
        phones["subscriber"], phones["attestation"] = mix(marks, self.seed + 5), 1
        return phones
