"""Spans 号段: ranges of keys that may overlap, cut into ranges that do not."""

from collections.abc import Iterator, Sequence
from typing import Any


def disjoint(spans: Sequence[tuple[int, int, Any]]) -> Iterator[tuple[int, int, tuple[Any, ...]]]:
    """Cut ranges that may overlap into ranges that do not, each with the parts it lies in, in order."""
    edges = [(first, True, at) for at, (first, _, _) in enumerate(spans)]
    edges += [(last + 1, False, at) for at, (_, last, _) in enumerate(spans)]
    edges.sort(key=lambda edge: edge[:2])
    open_now: dict[int, Any] = {}
    before = 0
    for place, opens, at in edges:
        if open_now and before < place:
            yield before, place - 1, tuple(open_now[part] for part in sorted(open_now))
        before = place
        if opens:
            open_now[at] = spans[at][2]
        else:
            del open_now[at]
