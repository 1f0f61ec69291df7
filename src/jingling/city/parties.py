"""The ends of a call inside the engine: a kind and an index, in one 64-bit integer.

Keys, lines, devices and cells are looked up once, when the rows are written.
"""

import numpy as np

from jingling.city.chance import Ints, below
from jingling.city.numbering import BARE, Numbering

PERSON, PHONE, AWAY, LAND, VACANT, SHORT = range(6)
_BITS = 40
_MASK = (1 << _BITS) - 1
# Codes people ring: carriers' and cities' desks, banks, police, ambulance; the first are rung most.
_CODES = np.array([10086, 10000, 10010, 12345, 95588, 95533, 95599, 12306, 110, 120, 95566, 95555, 12315,
                   10099, 114,
                   95519, 95511, 122, 119, 12329, 12333, 12366, 95598, 96110], dtype=np.int64)  # fmt: skip


def party(kind: int, index: Ints) -> Ints:
    """Return the parties of one kind with these indices."""
    return (kind << _BITS) | (index & _MASK)


def kind_of(parties: Ints) -> Ints:
    """Return the kind of each party."""
    return parties >> _BITS


def index_of(parties: Ints) -> Ints:
    """Return the index of each party within its kind."""
    return parties & _MASK


def business(marks: Ints, numbering: Numbering, low: int, span: int) -> Ints:
    """Return businesses (landlines) near people low..low+span, some far more rung than others."""
    kept, size = numbering.quota.landlines, numbering.settings.district_people
    place = low + below(marks, 71, span)
    half = kept // 2
    popular = (below(marks, 72, 1 << 30) / (1 << 30)) ** 2.5
    return party(LAND, place // size * kept + half + (popular * (kept - half)).astype(np.int64))


def short_code(marks: Ints) -> Ints:
    """Return desks with a short code."""
    popular = (below(marks, 73, 1 << 30) / (1 << 30)) ** 2
    return party(SHORT, _CODES[(popular * len(_CODES)).astype(np.int64)])


def keys(parties: Ints, numbering: Numbering, phone_keys: Ints) -> Ints:
    """Return the number of each party; `phone_keys` are those of the district's phones."""
    kinds, index = kind_of(parties), index_of(parties)
    found = np.zeros(len(parties), dtype=np.int64)
    for kind in np.unique(kinds).tolist():
        here = kinds == kind
        chosen = index[here]
        if kind == PERSON:
            found[here] = numbering.mobiles.keys(chosen)
        elif kind == PHONE:
            found[here] = phone_keys[chosen]
        elif kind == AWAY:
            found[here] = numbering.elsewhere(chosen)
        elif kind == LAND:
            found[here] = numbering.landlines.keys(chosen)
        elif kind == VACANT:
            found[here] = numbering.mobiles.vacant(chosen)
        else:
            found[here] = BARE + chosen
    return found
