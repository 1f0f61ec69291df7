"""Chance that can be repeated: hashes for what must be the same wherever it is asked, streams for the rest.

An attribute of a person (carrier, device, household, friends) is a function of the person's index and the
seed, so that any district can know any person without a table. What happens on a day comes from a stream
seeded by (seed, district, day), so that the result does not depend on who computes it or when.
"""

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
Words64 = NDArray[np.uint64]

_GOLDEN = 0x9E3779B97F4A7C15
_FULL = 0xFFFFFFFFFFFFFFFF
_ROUNDS = (
    (np.uint64(30), np.uint64(0xBF58476D1CE4E5B9)),
    (np.uint64(27), np.uint64(0x94D049BB133111EB)),
)
_LAST = np.uint64(31)


def mix(values: NDArray[np.generic], salt: int) -> Words64:
    """Return 64 well-mixed bits for each value (the finaliser of SplitMix64, Steele and others 2014)."""
    z = values.astype(np.uint64)
    z += np.uint64((salt * _GOLDEN + _GOLDEN) & _FULL)
    for shift, factor in _ROUNDS:
        z ^= z >> shift
        z *= factor
    z ^= z >> _LAST
    return z


def unit(values: NDArray[np.generic], salt: int) -> Floats:
    """Return one number in [0, 1) for each value."""
    return (mix(values, salt) >> np.uint64(11)).astype(np.float64) * (1.0 / (1 << 53))


def below(values: NDArray[np.generic], salt: int, limit: int | Ints) -> Ints:
    """Return one integer in [0, limit) for each value."""
    return (unit(values, salt) * limit).astype(np.int64)


def bell(values: NDArray[np.generic], salt: int) -> Floats:
    """Return one roughly normal number (logistic, of the same spread) for each value."""
    u = unit(values, salt) * 0.999998 + 0.000001
    return np.log(u / (1.0 - u)) / 1.702


def seed_of(*parts: int) -> int:
    """Fold several integers into one 63-bit seed."""
    folded = 0
    for part in parts:
        folded = int(mix(np.array([(folded ^ part) & _FULL], dtype=np.uint64), part & 0xFFFF)[0])
    return folded >> 1


def stream(*parts: int) -> np.random.Generator:
    """Return the random stream that belongs to these integers."""
    return np.random.Generator(np.random.SFC64(np.random.SeedSequence([p & _FULL for p in parts])))


def coprime(size: int, seed: int) -> int:
    """Return a multiplier that permutes 0..size-1."""
    candidate = max(1, int(size * (0.55 + 0.3 * ((seed % 9973) / 9973)))) | 1
    while np.gcd(candidate, size) != 1:
        candidate += 2
    return candidate
