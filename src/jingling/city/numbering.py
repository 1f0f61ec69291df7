"""Which numbers exist in the city: every caller's number is a function of an index, and none is given twice.

Numbers are 64-bit keys as everywhere in jingling: the digits of E.164, or 10**15 plus the digits of a code
that is shown bare. A space of numbers is cut in chunks of 100 neighbours. Some chunks are dealt out whole, to
whoever takes a row of neighbours (a company, a clinic, a pool of SIM cards); the others are filled with
ordinary numbers at random places. The order of chunks is a permutation, so that a company, a harasser and
families live side by side.
"""

from dataclasses import dataclass

import numpy as np

from jingling.city.chance import Ints, below, coprime, seed_of, stream, unit
from jingling.city.errors import NumbersRanOut
from jingling.city.settings import Settings

BARE = 10**15
CHUNK = 100

CARRIERS = ("CMCC", "CUCC", "CTCC", "CBN")
CMCC, CUCC, CTCC, CBN = range(4)

# Prefixes by network, as the operators publish them; the weights are subscribers, roughly.
_PREFIXES: tuple[tuple[int, int, float], ...] = tuple(
    [(p, CMCC, 2.4) for p in (134, 135, 136, 137, 138, 139, 150, 151, 152, 157, 158, 159, 182, 183, 187, 188)]
    + [(p, CMCC, 1.2) for p in (147, 178, 184, 195, 198)]
    + [(p, CUCC, 1.8) for p in (130, 131, 132, 155, 156, 185, 186)]
    + [(p, CUCC, 0.9) for p in (145, 166, 175, 176, 196)]
    + [(p, CTCC, 1.9) for p in (133, 153, 180, 181, 189, 177)]
    + [(p, CTCC, 0.9) for p in (149, 173, 190, 191, 193, 199)]
    + [(192, CBN, 0.8)]
)
# Virtual operators' four-digit blocks and the network that carries them.
_VIRTUAL: tuple[tuple[int, int], ...] = tuple(
    [(1700, CTCC), (1701, CTCC), (1702, CTCC), (1703, CMCC), (1705, CMCC), (1706, CMCC)]
    + [(1704, CUCC), (1707, CUCC), (1708, CUCC), (1709, CUCC)]
    + [(1710 + d, CUCC) for d in range(10)]
    + [(1620 + d, CTCC) for d in range(10)]
    + [(1650 + d, CMCC) for d in range(10)]
    + [(1670 + d, CUCC) for d in range(10)]
)
# 950, 951, 952, 954 and 957 are call-centre and value-added services: eight digits when a suffix follows.
_CALL_CENTRES = np.concatenate([np.arange(300), np.arange(400, 500), np.arange(700, 800)])
_OTHER_AREAS = np.array([311, 351, 411, 431, 451, 512, 531, 574, 591, 592, 791, 851, 871], dtype=np.int64)


class Space:
    """Numbers that share their length, in chunks of 100 neighbours.

    Args:
        codes: leading digits of each block, as integers, each followed by `tail` digits.
        tail: digits after the leading ones, 3 or 4.
        plain: ordinary numbers to place.
        rows: chunks kept whole for those who take neighbouring numbers.
        seed: decides the order of everything.
    """

    def __init__(self, codes: Ints, tail: int, plain: int, rows: int, seed: int) -> None:
        self.codes, self.tail, self.plain, self.rows, self.seed = codes, tail, max(1, plain), rows, seed
        self.chunks = len(codes) * 10**tail // CHUNK
        if self.chunks <= rows:
            raise NumbersRanOut("The numbering plan has no room left.", "Ask for fewer people or fewer days.")
        self.per_chunk = -(-self.plain // (self.chunks - rows))
        if self.per_chunk > CHUNK * 9 // 10:
            raise NumbersRanOut("The numbering plan is full.", "Ask for fewer people or fewer days.")
        self._step, self._shift = coprime(self.plain, seed), seed % self.plain
        self._stride, self._offset = coprime(self.chunks, seed + 1), seed % self.chunks

    def _keys(self, chunk: Ints, within: Ints) -> Ints:
        place = (chunk * self._stride + self._offset) % self.chunks
        per_code = 10**self.tail // CHUNK
        return np.asarray(self.codes[place // per_code] * 10**self.tail + (place % per_code) * CHUNK + within)

    def code_of(self, ids: Ints) -> Ints:
        """Return the index of the leading digits under which each ordinary number stands."""
        return self.code_of_chunks(
            self.rows + (ids * self._step + self._shift) % self.plain // self.per_chunk
        )

    def code_of_chunks(self, chunk: Ints) -> Ints:
        """Return the index of the leading digits under which each chunk stands."""
        return np.asarray((chunk * self._stride + self._offset) % self.chunks // (10**self.tail // CHUNK))

    def keys(self, ids: Ints) -> Ints:
        """Return the ordinary numbers with these indices (0 <= id < plain)."""
        slot = (ids * self._step + self._shift) % self.plain
        chunk = self.rows + slot // self.per_chunk
        return self._keys(chunk, (slot % self.per_chunk * 37 + below(chunk, self.seed, CHUNK)) % CHUNK)

    def vacant(self, ids: Ints) -> Ints:
        """Return numbers that belong to nobody, among those that do."""
        chunk = self.rows + below(ids, self.seed + 2, -(-self.plain // self.per_chunk))
        rank = self.per_chunk + below(ids, self.seed + 3, CHUNK - self.per_chunk)
        return self._keys(chunk, (rank * 37 + below(chunk, self.seed, CHUNK)) % CHUNK)

    def row(self, chunk: int, first: int, count: int) -> Ints:
        """Return `count` neighbouring numbers of a chunk kept whole."""
        within = np.arange(first, first + count, dtype=np.int64)
        return self._keys(np.full(count, chunk, dtype=np.int64), within)

    def code_of_row(self, chunk: int) -> int:
        """Return the index of the leading digits under which a chunk kept whole stands."""
        return int(self.code_of_chunks(np.array([chunk]))[0])


@dataclass(frozen=True)
class Quota:
    """What one district may give away: indices of ordinary numbers and whole chunks, per space."""

    scattered_mobiles: int
    mobile_rows: int
    landlines: int
    landline_rows: int
    service_rows: int


def quota(settings: Settings) -> Quota:
    """Say how many numbers a district keeps for its callers other than people's own mobiles."""
    people, days = settings.district_people, settings.days
    return Quota(
        scattered_mobiles=int(people * (0.06 + 0.06 * days)) + 2500 * (1 + days),
        mobile_rows=max(40, people // 100) + 20 * days,
        landlines=int(people * 0.25),
        landline_rows=max(100, people // 60) + 40 * days,
        service_rows=min(max(30, people // 1500), max(1, 4500 // settings.districts)),
    )


class Numbering:
    """The city's plan: mobiles, landlines here and of Beijing, service numbers, other places' numbers."""

    def __init__(self, settings: Settings) -> None:
        seed = seed_of(settings.seed, 0x4E50)
        dice = stream(seed)
        self.settings, self.seed, self.quota = settings, seed, quota(settings)
        districts, kept = settings.districts, self.quota
        plain = settings.population + districts * kept.scattered_mobiles
        rows = districts * kept.mobile_rows
        blocks = max(40, settings.population // settings.filled, int((plain / 80 + rows) * 1.1) // 100 + 1)
        self._draw_blocks(blocks, dice)
        self.mobiles = Space(self.city_codes, 4, plain, rows, seed + 11)
        self.landlines = self._landline_space(settings.area, seed + 12, dice)
        other = "010" if settings.area != "010" else str(dice.choice(["021", "0755", "028", "027"]))
        self.other_landlines = self._landline_space(other, seed + 13, dice)
        heads = (
            BARE // 1000
            + 95_000
            + dice.permutation(_CALL_CENTRES)[: max(60, kept.service_rows * districts // 4)]
        )
        self.services = Space(heads.astype(np.int64), 3, 1, districts * kept.service_rows, seed + 14)

    def _draw_blocks(self, blocks: int, dice: np.random.Generator) -> None:
        """Choose the seven-digit blocks of this city; the others are other places'."""
        weights = np.array([w for _, _, w in _PREFIXES])
        virtual = max(2, round(blocks * self.settings.virtual_share))
        prefix = dice.choice(len(_PREFIXES), size=blocks - virtual, p=weights / weights.sum())
        self._order = np.stack([dice.permutation(10_000) for _ in _PREFIXES])
        self._used = np.bincount(prefix, minlength=len(_PREFIXES))
        codes: list[int] = []
        hosts: list[int] = []
        for index, (digits, host, _) in enumerate(_PREFIXES):
            used = self._order[index, : self._used[index]]
            codes += [(86 * 1000 + digits) * 10_000 + int(v) for v in used]
            hosts += [host] * len(used)
        chosen = dice.choice(len(_VIRTUAL) * 500, size=virtual, replace=False)
        for pick in chosen:  # of the thousand blocks under four digits, the lower half can be this city's
            digits, host = _VIRTUAL[pick // 500]
            codes.append((86 * 10_000 + digits) * 1000 + int(pick % 500))
            hosts.append(host)
        order = dice.permutation(len(codes))
        self.city_codes = np.array(codes, dtype=np.int64)[order]
        self.city_hosts = np.array(hosts, dtype=np.int64)[order]
        self.city_virtual = order >= len(codes) - virtual

    def _landline_space(self, area: str, seed: int, dice: np.random.Generator) -> Space:
        plain = self.settings.districts * self.quota.landlines
        rows = self.settings.districts * self.quota.landline_rows
        blocks = min(6900, max(30, int((plain / 40 + rows) * 1.1) // 100 + 1))
        heads = 2001 + dice.permutation(6900)[:blocks]
        base = int("86" + area.lstrip("0")) * 10_000
        return Space((base + heads).astype(np.int64), 4, plain, rows, seed)

    def mobile_carrier(self, ids: Ints) -> Ints:
        """Return the network of ordinary mobile numbers: their block's, or another they have moved to."""
        host = self.city_hosts[self.mobiles.code_of(ids)]
        moved = unit(ids, self.seed + 21) < 0.04
        return np.where(moved, below(ids, self.seed + 22, 3), host)

    def landline_carrier(self, landlines: Ints) -> Ints:
        """Return the network of landlines and service numbers: that of their exchange."""
        return np.where(unit(landlines // 10_000, self.seed + 23) < 0.55, CTCC, CUCC)

    def elsewhere(self, ids: Ints) -> Ints:
        """Return numbers of other places: seven in ten mobiles, some landlines, a few abroad."""
        pick = unit(ids, self.seed + 31)
        prefix = below(ids, self.seed + 32, len(_PREFIXES))
        rank = self._used[prefix] + below(ids, self.seed + 33, 10_000 - self._used[prefix])
        digits = np.array([p for p, _, _ in _PREFIXES], dtype=np.int64)[prefix]
        tail = below(ids, self.seed + 34, 10_000)
        mobile = ((86_000 + digits) * 10_000 + self._order[prefix, rank]) * 10_000 + tail
        area = _OTHER_AREAS[below(ids, self.seed + 35, len(_OTHER_AREAS))]
        land = (86_000 + area) * 10**8 + 20_000_000 + below(ids, self.seed + 36, 60_000_000)
        virtual_digits = np.array([d for d, _ in _VIRTUAL], dtype=np.int64)[
            below(ids, self.seed + 37, len(_VIRTUAL))
        ]
        virtual = ((860_000 + virtual_digits) * 1000 + 500 + below(ids, self.seed + 38, 500)) * 10_000 + tail
        abroad = np.array([85_260_000_000, 14_155_000_000, 6_590_000_000, 819_010_000_000], dtype=np.int64)
        foreign = abroad[below(ids, self.seed + 39, 4)] + below(ids, self.seed + 40, 8_000_000)
        return np.select([pick < 0.80, pick < 0.86, pick < 0.98], [mobile, virtual, land], foreign)


def texts(keys: Ints) -> list[str]:
    """Return each key as people write it; meant for small tables, not for every call."""
    return ["anonymous" if k == 0 else str(k - BARE) if k >= BARE else f"+{k}" for k in keys.tolist()]
