"""Locating: which records differ between what was sealed and what is there."""

from collections import Counter
from collections.abc import Sequence
from itertools import takewhile


def locate(sealed: Sequence[bytes], found: Sequence[bytes]) -> tuple[str, int, int]:
    """Tell how two lists of leaf hashes differ, which must not be equal.

    What is alike at both ends is set aside; what is left tells the kind. A record that was altered and moved
    counts as altered.

    Returns:
        The kind of fault (`faults.py`), and the first and last index concerned, counted in what was sealed;
        for an insertion, twice the index of the record before which it stands.
    """
    head = _alike(sealed, found)
    shorter = min(len(sealed), len(found)) - head
    tail = _alike(sealed[::-1][:shorter], found[::-1][:shorter])
    gone, come = sealed[head : len(sealed) - tail], found[head : len(found) - tail]
    last = head + len(gone) - 1
    if not gone:
        return "record_inserted", head, head
    if not come:
        return "record_removed", head, last
    if Counter(gone) == Counter(come):
        return "records_reordered", head, last
    return "record_altered", head, last


def without_growth(sealed: Sequence[bytes], found: Sequence[bytes]) -> Sequence[bytes]:
    """Leave out what came behind the last sealed leaf, as near as that can be told."""
    if Counter(sealed) == Counter(found[: len(sealed)]):
        return found[: len(sealed)]
    ends = [at + 1 for at, leaf in enumerate(found) if sealed and leaf == sealed[-1]]
    return found[: min(ends, key=lambda end: abs(end - len(sealed)), default=len(sealed))]


def _alike(one: Sequence[bytes], other: Sequence[bytes]) -> int:
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))
