"""Who shows a number 号码使用人, and whose campaign it is of: whom a refusal of it binds.

As ranges that do not overlap they stand in the snapshot; as functions they bind the refusals of the feed.
"""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import duckdb
import pyarrow as pa

from jingling.lists.overlay import BoundBy
from jingling.lists.snapshot import Ranged, Shown, ShownRange
from jingling.lists.spans import disjoint
from jingling.rules import Line, Project, principal_id


def shown_ranges(lines: Sequence[Line], projects: Sequence[Project]) -> list[tuple[int, ShownRange]]:
    """Tell who may show each number, as ranges that do not overlap.

    Those who registered it for a project; where nobody did, every principal with a project on a line that
    may show it; and each such line's holder.
    """
    spans: list[tuple[int, int, tuple[str, Any]]] = []
    on_line: defaultdict[str, set[int]] = defaultdict(set)
    for project in projects:
        for name in project.lines:
            on_line[name].add(project.principal_id)
        spans += [(first, last, ("project", project)) for first, last in project.ranges]
    for line in lines:
        spans += [(first, last, ("line", line)) for first, last in line.ranges]
    told = []
    for first, last, parts in disjoint(spans):
        of_projects = [one for kind, one in parts if kind == "project"]
        of_lines = [one for kind, one in parts if kind == "line"]
        principals = {one.principal_id for one in of_projects} or set().union(
            *(on_line[one.line] for one in of_lines)
        )
        holders = {principal_id(one.holder) for one in of_lines if one.holder}
        names = tuple(sorted(one.project for one in of_projects))
        told.append((first, ShownRange(last, Shown(tuple(sorted(principals | holders)), names))))
    return told


def finder(shown: list[tuple[int, ShownRange]]) -> BoundBy:
    """Return a function that tells which principals may show a number."""
    starts = [first for first, _ in shown]

    def who_shows(number: int) -> tuple[int, ...]:
        at = bisect_right(starts, number) - 1
        return shown[at][1].shown.principals if at >= 0 and number <= shown[at][1].last else ()

    return who_shows


def campaigns_of(
    engine: duckdb.DuckDBPyConnection, ranges: Sequence[tuple[int, Ranged]], numbers: Iterable[int]
) -> dict[int, tuple[int, ...]]:
    """Return the campaigns of those numbers that have any."""
    engine.register("refused", pa.table({"key": pa.array(list(numbers), pa.int64())}))
    campaigns: defaultdict[int, tuple[int, ...]] = defaultdict(tuple)
    for number, name in engine.sql(
        "SELECT key, campaign FROM listed SEMI JOIN refused USING (key) WHERE campaign <> ''"
    ).fetchall():
        campaigns[number] += (principal_id(f"campaign {name}"),)
    starts = [first for first, _ in ranges]
    for number in numbers:
        at = bisect_right(starts, number) - 1
        if at >= 0 and number <= ranges[at][1].last:
            campaigns[number] += tuple(
                one.campaign for one in ranges[at][1].listed if one.campaign is not None
            )
    return campaigns


def binder(who_shows: BoundBy, campaigns: Mapping[int, tuple[int, ...]]) -> BoundBy:
    """Return a function that tells whom a refusal of a number binds."""
    return lambda number: (*who_shows(number), *campaigns.get(number, ()))
