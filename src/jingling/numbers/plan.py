"""What a key is in the numbering plan: its kind, country, area, place and carrier by prefix.

Every key has a plan code, an integer that arithmetic alone gives and that SQL computes alike; a table
maps codes to descriptions, and a second one maps blocks of 10,000 mobile numbers to places. Python and
SQL read the same two tables, so that they cannot disagree.

| keys | plan code |
|---|---|
| mobile, 11 digits | 86 and the first five digits |
| landline, 400 and 800, 10 digits | 86 and the first four digits |
| landline, 11 digits | 1,000,000 more than that |
| machine, 13 digits | 10,000,000 and 86 and the first five digits |
| other E.164 | the first four digits |
| short and service codes | 1,000,000,000, 100,000 times the length, and up to five first digits |
| withheld, unknown | 0, -1 |
"""

from bisect import bisect_right
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from jingling.numbers.keys import SHORT_BASE
from jingling.numbers.kinds import NumberKind
from jingling.numbers.plan_files import (
    NO_CARRIER,
    NOWHERE,
    Network,
    Service,
    areas,
    block_ranges,
    calling_codes,
    carriers,
    countries,
    networks,
    places,
    services,
)
from jingling.words import Words

CHINA = "CN"
SHORT_CODE_BASE = 1_000_000_000
MOBILE_KEYS = (86_130_0000_0000, 86_199_9999_9999)
TEN_DIGIT_KEYS = (86_1000_000_000, 86_9999_999_999)
ELEVEN_DIGIT_KEYS = (86_300_0000_0000, 86_999_9999_9999)
MACHINE_KEYS = (86_1000_0000_00000, 86_1999_9999_99999)


class Description(NamedTuple):
    """What the plan says of a number; `country` is empty where it is shared or unknown."""

    kind: NumberKind
    country: str = ""
    area: str = ""
    place: Words = NOWHERE
    carrier: Words = NO_CARRIER


def plan_code(key: int) -> int:
    """Return the plan code of a key."""
    if key <= 0:
        return max(key, -1)
    if key >= SHORT_BASE:
        digits = str(key - SHORT_BASE)
        return SHORT_CODE_BASE + len(digits) * 100_000 + int(digits[:5])
    if MOBILE_KEYS[0] <= key <= MOBILE_KEYS[1] or TEN_DIGIT_KEYS[0] <= key <= TEN_DIGIT_KEYS[1]:
        return key // 1_000_000
    if ELEVEN_DIGIT_KEYS[0] <= key <= ELEVEN_DIGIT_KEYS[1]:
        return 1_000_000 + key // 10_000_000
    if MACHINE_KEYS[0] <= key <= MACHINE_KEYS[1]:
        return 10_000_000 + key // 100_000_000
    return int(str(key)[:4])


def block_of(key: int) -> int | None:
    """Return the block of 10,000 a mobile key lies in: 86 and its first seven digits."""
    return key // 10_000 if MOBILE_KEYS[0] <= key <= MOBILE_KEYS[1] else None


def kind_of(key: int) -> NumberKind:
    """Say what kind of number a key is, as `describe` does, at a third of its cost."""
    found = descriptions().get(plan_code(key))
    return NumberKind.UNASSIGNED if found is None else found.kind


def describe(key: int) -> Description:
    """Say what a key is in the plan; what the plan does not list is `unassigned`."""
    found = descriptions().get(plan_code(key))
    if found is None:
        chinese = key >= SHORT_BASE or str(key).startswith("86")
        return Description(NumberKind.UNASSIGNED, CHINA if chinese else "")
    block = block_of(key)
    if block is not None and (place := _place_of_block(block)) is not None:
        return found._replace(area=place[0], place=place[1])
    return found


@cache
def descriptions() -> dict[int, Description]:
    """Return what each plan code stands for."""
    table = {0: Description(NumberKind.ANONYMOUS), -1: Description(NumberKind.UNKNOWN)}
    for parts in (_abroad(), _landlines(), _toll(), _mobiles(), _codes()):
        table.update(parts)
    return table


def blocks() -> Iterator[tuple[int, int]]:
    """Yield (block, number of its place in `places`) for every block whose place is known."""
    for first, count, place in block_ranges():
        for block in range(first, first + count):
            yield 86_000_0000 + block, place


def _place_of_block(block: int) -> tuple[str, Words] | None:
    bare = block - 86_000_0000
    at = bisect_right(_range_starts(), bare) - 1
    if at < 0 or bare >= block_ranges()[at].first + block_ranges()[at].blocks:
        return None
    return places()[block_ranges()[at].place]


@cache
def _range_starts() -> tuple[int, ...]:
    return tuple(found.first for found in block_ranges())


def _expanded(prefix: str, digits: int) -> range:
    """Return every number of so many digits that begins with a prefix."""
    width = int(10 ** (digits - len(prefix)))
    return range(int(prefix) * width, (int(prefix) + 1) * width)


def _abroad() -> Iterator[tuple[int, Description]]:
    for code in calling_codes():
        main = Description(NumberKind.FOREIGN, countries()[code])
        # +1 has no area codes that begin with 0 or 1
        for first in range(2, 10) if code == "1" else range(10):
            yield from ((four, main) for four in _expanded(f"{code}{first}", 4))
    for prefix, country in countries().items():
        if prefix not in calling_codes():
            yield from ((four, Description(NumberKind.FOREIGN, country)) for four in _expanded(prefix, 4))


def _landlines() -> Iterator[tuple[int, Description]]:
    for area in areas().values():
        landline = Description(NumberKind.LANDLINE, CHINA, area.code, area.place)
        for local_digits in area.local_digits:
            longer = 1_000_000 if len(area.code) - 1 + local_digits == 11 else 0
            for first in range(2, 9):
                for code in _expanded(f"86{area.code[1:]}{first}", 6):
                    yield longer + code, landline


def _toll() -> Iterator[tuple[int, Description]]:
    for code in range(10):
        yield 86_4000 + code, Description(NumberKind.SHARED_COST_400, CHINA)
        yield 86_8000 + code, Description(NumberKind.FREEPHONE_800, CHINA)


def _mobiles() -> Iterator[tuple[int, Description]]:
    def described(network: Network) -> Description:
        kind, carrier = NumberKind(network.kind), carriers()[network.carrier]
        return Description(kind, CHINA, carrier=carrier)

    for network in networks():
        base = 10_000_000 if network.digits == 13 else 0
        description = described(network)
        for code in _expanded("86" + network.prefix, 7):
            yield base + code, description


def _codes() -> Iterator[tuple[int, Description]]:
    def described(service: Service) -> Description:
        return Description(NumberKind(service.kind), CHINA, carrier=carriers()[service.carrier])

    for service in services():
        description = described(service)
        for length in range(service.least_digits, service.most_digits + 1):
            for first in _expanded(service.prefix, min(length, 5)):
                yield SHORT_CODE_BASE + length * 100_000 + first, description
