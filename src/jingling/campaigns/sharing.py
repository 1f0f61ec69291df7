"""Sharing: what groups have in common, as sparse tables.

A table has a row for each group and a column for each person or place. Multiplied with another one
turned, it tells for every two groups what they share. Columns that link nobody are left out before, and some
rows are multiplied at a time.
"""

import os
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property
from typing import TypeVar

import numpy as np
import numpy.typing as npt
from scipy import sparse

from jingling.campaigns.habits import Floats
from jingling.campaigns.traces import POPULAR, Held

Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]
Item = TypeVar("Item")
Made = TypeVar("Made")

CROWDED = {"line": 200, "device": 200, "cell": 40, "block": 200}
"""A place where more groups than this are found brings none of them together."""


def side_by_side(work: Callable[[Item], Made], items: Iterable[Item]) -> list[Made]:
    """Return what work makes of each item, in order; most of it is done outside Python, on all cores."""
    with ThreadPoolExecutor(len(os.sched_getaffinity(0))) as beside:
        return list(beside.map(work, items))


class Linking:
    """What links groups where a few of them have it: at least two, and no crowd.

    Args:
        table: above 0 where a group (row) has something (column).
        crowd: what more groups have links none of them.
    """

    def __init__(self, table: sparse.csr_matrix, crowd: int) -> None:
        self.table, self.crowd = table, crowd

    @cached_property
    def groups(self) -> Ints:
        """How many groups have each column."""
        return np.bincount(self.table.indices, minlength=self.table.shape[1])

    @cached_property
    def use(self) -> Bools:
        """Which columns two groups have at least, and no crowd."""
        return np.asarray((self.groups >= 2) & (self.groups <= self.crowd))

    def facing(self, rows: Ints) -> tuple[sparse.csr_matrix, sparse.csr_matrix]:
        """Return what links some groups (rows) and, turned, what of it every group has (columns).

        The product of the two tells what each two share. What only others have is left out of both, so that
        the less is asked the less it costs.
        """
        mine = self.table[rows]
        asked = np.zeros(mine.shape[1], dtype=bool)
        asked[mine.indices] = True
        asked &= self.use
        return of_columns(mine, asked), self.worth(asked, of_columns(self.table, asked).T.tocsr())

    def worth(self, _columns: Bools, turned: sparse.csr_matrix) -> sparse.csr_matrix:
        """Return a turned table of some columns as it is multiplied."""
        return turned

    @property
    def no_crowd(self) -> Floats:
        """1 for a column that no crowd of groups has."""
        return np.asarray(self.groups <= self.crowd, dtype=np.float64)


class Common(Linking):
    """People: the numbers of each group that ring each (`many`), 1 for any (`table`).

    Args:
        many: how many numbers of a group (row) ring a person (column).
        settled: for each group, how many further people only its own numbers ring.
    """

    def __init__(self, many: sparse.csr_matrix, settled: Floats) -> None:
        self.many, self.settled = many, settled
        some = many.copy()
        some.data[:] = 1.0
        super().__init__(some, POPULAR)

    @property
    def people(self) -> Floats:
        """How many people each group rings."""
        return np.asarray(self.settled + np.diff(self.table.indptr))

    def joined(self, member: sparse.csr_matrix) -> tuple["Common", Ints]:
        """Return the same of groups made of these, and which columns it keeps: those of more than one group.

        Args:
            member: 1 where a new group (row) has one of these (column).
        """
        merged = (member @ self.many).tocsr()
        kept = np.bincount(merged.indices, minlength=merged.shape[1]) > 1
        many = of_columns(merged, kept)
        settled = member @ self.settled + np.diff(merged.indptr) - np.diff(many.indptr)
        return Common(many, settled), np.flatnonzero(kept)

    def besides(self, group: Ints, alone: "Common") -> sparse.csr_matrix:
        """Return 1 for what each number (a row of `alone`) has in common with others of its group."""
        shared = alone.table.copy()
        shared.data = (_found(self.many, group, shared) > 1).astype(np.float64)
        return shared


def of_columns(table: sparse.csr_matrix, use: Bools) -> sparse.csr_matrix:
    """Return these columns of a table alone."""
    held = use[table.indices]
    before = np.concatenate([[0], np.cumsum(held)])
    place = np.cumsum(use, dtype=np.int32) - 1
    columns = place[table.indices[held]]
    shape = (table.shape[0], int(use.sum()))
    return sparse.csr_matrix((table.data[held], columns, before[table.indptr]), shape=shape)


class Places(Linking):
    """Places of one kind: the share of a group's calls made at each, and its square root (`table`).

    Args:
        member: 1 where a group (row) has a number (column).
        size: how many numbers each group has.
        place: which kind.
        held: who was found at which place.
    """

    def __init__(self, member: sparse.csr_matrix, size: Floats, place: str, held: Held) -> None:
        self.size, self.own = size, held.own
        self.shares = (sparse.diags(1 / size) @ (member @ held.shares)).tocsr()
        super().__init__(self.shares.sqrt(), CROWDED[place])

    def worth(self, columns: Bools, turned: sparse.csr_matrix) -> sparse.csr_matrix:
        """Return it with how much of a place is the suspects' own as its imaginary part."""
        return sparse.diags(1 + 1j * self.own[columns]) @ turned

    @cached_property
    def known(self) -> Bools:
        """Whether each group is at any known place."""
        return np.asarray(np.diff(self.shares.indptr) > 0)

    @cached_property
    def kept(self) -> Floats:
        """How likely two numbers of each group are at one place; 0 for a number alone."""
        alike = np.asarray(self.shares.multiply(self.shares).sum(axis=1)).ravel()
        return np.where(self.size > 1, (self.size * alike - 1) / np.maximum(self.size - 1, 1), 0.0).clip(0.0)

    def alike_besides(self, group: Ints, alone: "Places") -> tuple[Floats, Floats]:
        """Return how alike the places of numbers (rows of `alone`) and of the rest of their groups are.

        Returns:
            As `Groups.compared` has it: likeness, and how much of it is at the suspects' own; NaN where
            either is at no known place. Of a number alone it means nothing.
        """
        rest = np.maximum(self.size[group] - 1, 1)
        shares = alone.shares
        left = _found(self.shares, group, shares) * np.repeat(self.size[group], np.diff(shares.indptr))
        left = (left - shares.data) / np.repeat(rest, np.diff(shares.indptr))
        left[left < 1e-9] = 0.0
        alike = sparse.csr_matrix((np.sqrt(shares.data * left), shares.indices, shares.indptr), shares.shape)
        whole, mine = (np.asarray(table.sum(axis=1)).ravel() for table in (self.shares, shares))
        known = (mine > 0) & (whole[group] * self.size[group] - mine > 1e-9)
        return np.where(known, alike @ self.no_crowd, np.nan), np.where(
            known, alike @ (self.no_crowd * self.own), np.nan
        )


def _found(table: sparse.csr_matrix, row: Ints, beside: sparse.csr_matrix) -> Floats:
    """Return what a table holds where another has something, whose rows are these rows of it."""
    rows = np.repeat(row, np.diff(beside.indptr))
    return _held_at(table, rows * table.shape[1] + beside.indices)


def _held_at(table: sparse.csr_matrix, keys: Ints) -> Floats:
    """Return what a table holds at row x columns + column of each key."""
    table.sort_indices()
    held = table.tocoo()
    if not held.nnz:
        return np.zeros(len(keys))
    places = held.row.astype(np.int64) * table.shape[1] + held.col
    at = np.minimum(np.searchsorted(places, keys), len(places) - 1)
    return np.where(places[at] == keys, held.data[at], 0.0)


class Shared:
    """What some groups share with every other, each kind worked out once, when it is asked for.

    Args:
        rows: the groups, ascending.
        facing: for each kind, what links them and, turned, what all groups have of it.
    """

    def __init__(self, rows: Ints, facing: Mapping[str, tuple[sparse.csr_matrix, sparse.csr_matrix]]) -> None:
        self.rows, self.facing = rows, facing
        self._made: dict[str, sparse.csr_matrix] = {}

    def of(self, name: str) -> sparse.csr_matrix:
        """Return what each of these groups (row) shares with each group (column)."""
        if name not in self._made:
            left, right = self.facing[name]
            self._made[name] = left @ right
        return self._made[name]

    def between(self, name: str, one: Ints, other: Ints) -> Floats:
        """Return what pairs of one of these groups and any other share."""
        table = self.of(name)
        return _held_at(table, np.searchsorted(self.rows, one) * table.shape[1] + other)
