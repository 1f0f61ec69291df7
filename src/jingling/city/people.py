"""The inhabitants: who they are, what they carry, whom they know; all of it a function of their index.

Friendship is a set of matchings. A layer lays all people of a district (or of the city) in one shuffled row
and pairs the one at place p with the one at p XOR mask, so that "who is my friend in this layer" needs no
table, is the same from both sides, and costs the same for anyone in the city. Households are four
neighbouring indices, workmates sixteen shuffled ones.
"""

from dataclasses import dataclass

import numpy as np

from jingling.city.chance import Flags, Floats, Ints, Words64, bell, below, coprime, mix, seed_of, unit
from jingling.city.lines import fixed_line
from jingling.city.manners import Manners
from jingling.city.numbering import Numbering
from jingling.city.settings import Settings

ADULT, ELDERLY, STUDENT, TRADER, TALKER, NEWCOMER, SECOND = range(7)
# Shares of the kinds, in 256ths: adults, the old, students, traders, talkers, newcomers, second numbers.
_KINDS = np.repeat(np.arange(7), [134, 38, 33, 18, 13, 13, 7])
# How much people of each kind call, relative to adults.
_KIND_ACTIVITY = np.array([1.0, 0.6, 0.55, 2.2, 3.2, 0.9, 0.5])
# How many of the ties an adult would have, people of each kind have.
_KIND_TIES = np.array([1.0, 1.0, 1.0, 1.0, 1.0, 0.3, 0.15])

PEOPLE_PER_CELL = 350


@dataclass(frozen=True)
class Layer:
    """One matching: `mask` decides the partner's place, `reach` whether it spans the district or the city."""

    salt: int
    mask: int
    citywide: bool
    shuffled: bool
    share: float  # of its pairs, those who really know each other
    weight: float  # calls between them, relative


def _layers() -> tuple[Layer, ...]:
    family = [
        Layer(100, mask, citywide=False, shuffled=False, share=0.8 - 0.15 * mask, weight=5.0)
        for mask in (1, 2, 3)
    ]
    work = [Layer(200, mask, citywide=False, shuffled=True, share=0.28, weight=0.7) for mask in range(1, 16)]
    friends = [Layer(300 + k, 1, citywide=False, shuffled=True, share=0.55, weight=1.0) for k in range(14)]
    far = [Layer(400 + k, 1, citywide=True, shuffled=True, share=0.45, weight=0.8) for k in range(6)]
    return tuple(family + work + friends + far)


LAYERS = _layers()


class People:
    """All inhabitants of a city; every method takes an array of indices and returns one value for each."""

    def __init__(self, settings: Settings, numbering: Numbering, manners: Manners) -> None:
        self.settings, self.numbering, self.manners = settings, numbering, manners
        self._weights = {1: manners.family, 2: manners.work, 3: manners.friends, 4: manners.far}
        self.count, self.per_district = settings.population, settings.district_people
        self.seed = seed_of(settings.seed, 0x9E0)
        self.access_lines = max(2, self.count // 30_000)

    def keys(self, ids: Ints) -> Ints:
        """Return people's numbers."""
        return self.numbering.mobiles.keys(ids)

    def carrier(self, ids: Ints) -> Ints:
        """Return people's networks."""
        return self.numbering.mobile_carrier(ids)

    def kind(self, ids: Ints) -> Ints:
        """Return what kind of person each is."""
        return _KINDS[(mix(ids, self.seed + 1) >> np.uint64(56)).astype(np.int64)]

    def activity(self, ids: Ints) -> Floats:
        """Return how much each person calls, relative to others."""
        return np.asarray(
            np.exp(self.manners.activity_spread * bell(ids, self.seed + 2)) * _KIND_ACTIVITY[self.kind(ids)]
        )

    def willing(self, ids: Ints) -> Floats:
        """Return how readily each person answers unknown callers: about 0.4 to 1.5, 1 on average."""
        return 0.45 + 1.1 * unit(ids, self.seed + 3)

    def device(self, ids: Ints) -> Words64:
        """Return people's phones: some share one with the other number of their household."""
        shared = (self.kind(ids) == SECOND) & (unit(ids, self.seed + 4) < 0.6)
        return mix(np.where(shared, ids ^ 1, ids), self.seed + 5)

    def subscriber(self, ids: Ints) -> Words64:
        """Return the account behind each number."""
        return mix(ids, self.seed + 6)

    def line(self, ids: Ints) -> Ints:
        """Return the access line each person's calls come in by: their network's, with thousands more."""
        return (self.carrier(ids) << 8) | below(ids, self.seed + 7, self.access_lines)

    def landline_line(self, landlines: Ints) -> Ints:
        """Return the access line of landlines: their exchange's."""
        exchange = below(landlines // 10_000, self.seed + 15, max(1, self.access_lines // 2))
        return fixed_line(0, 0) | (self.numbering.landline_carrier(landlines) << 8) | exchange

    def cell(self, ids: Ints, hours: Floats) -> Ints:
        """Return the cell each person is in at these local hours: home, work, or on the way."""
        home = self.home_cell(ids)
        day = ids * 64 + hours.astype(np.int64)
        away = (hours >= 8.5) & (hours < 18.5) & (unit(ids, self.seed + 8) < 0.7)
        roaming = unit(day, self.seed + 9) < 0.12
        cells = self.cells
        return np.where(roaming, below(day, self.seed + 10, cells), np.where(away, self.work_cell(ids), home))

    @property
    def cells(self) -> int:
        """Number of cells of the city."""
        return max(8, self.count // PEOPLE_PER_CELL)

    def home_cell(self, ids: Ints) -> Ints:
        """Return the cell of each person's home; neighbours share it."""
        return ids // PEOPLE_PER_CELL % self.cells

    def work_cell(self, ids: Ints) -> Ints:
        """Return the cell where each person works: half of them near home."""
        near = (self.home_cell(ids) + below(ids, self.seed + 11, 5)) % self.cells
        return np.where(unit(ids, self.seed + 12) < 0.5, near, below(ids, self.seed + 13, self.cells))

    def partner(self, ids: Ints, layer: Layer) -> Ints:
        """Return whom each person meets in a layer (never themselves); the same from both sides."""
        size = self.count if layer.citywide else self.per_district
        base = np.zeros_like(ids) if layer.citywide else ids // size * size
        place = ids - base
        if not layer.shuffled:
            return base + (place ^ layer.mask)
        step = coprime(size, self.seed + layer.salt)
        back = pow(step, -1, size)
        shift = (self.seed + 7919 * layer.salt) % size
        return base + ((((place * step + shift) % size) ^ layer.mask) - shift) % size * back % size

    def tie(self, ids: Ints, partners: Ints, layer: Layer) -> tuple[Flags, Floats]:
        """Return which pairs know each other, and how much they call, relative."""
        low, high = np.minimum(ids, partners), np.maximum(ids, partners)
        pair = mix(low, self.seed + layer.salt) ^ mix(high, self.seed + layer.mask)
        sociable = 0.5 + unit(low, self.seed + 14) * unit(high, self.seed + 14) * 2
        few = _KIND_TIES[self.kind(low)] * _KIND_TIES[self.kind(high)]
        known = unit(pair, 1) < layer.share * sociable * few
        weight = layer.weight * self._weights[layer.salt // 100]
        return known, weight * np.exp(self.manners.tie_spread * bell(pair, 2))

    def acquaintance(self, ids: Ints, pick: Ints) -> Ints:
        """Return one person of each one's circle: `pick` chooses among household, workmates and friends."""
        chosen = pick % len(LAYERS)
        found = ids.copy()
        for index in np.unique(chosen):
            here = chosen == index
            found[here] = self.partner(ids[here], LAYERS[index])
        return found

    def district(self, number: int) -> Ints:
        """Return the indices of a district's inhabitants."""
        return np.arange(number * self.per_district, (number + 1) * self.per_district, dtype=np.int64)
