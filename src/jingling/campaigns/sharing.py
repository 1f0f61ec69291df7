"""Sharing: what groups have in common, as sparse tables.

A table has a row for each group and a column for each person, meeting or place. Multiplied with another one
turned, it tells for every two groups what they share. Columns that link nobody are left out where it is
turned, which is done once, and then some rows are multiplied at a time.
"""

from functools import cached_property

import numpy as np
import numpy.typing as npt
from scipy import sparse

from jingling.campaigns.habits import Floats
from jingling.campaigns.traces import POPULAR, Held

Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]

CROWDED = {"line": 200, "device": 200, "cell": 40, "block": 200}
"""A place where more groups than this are found brings none of them together."""


class Linking:
    """What links groups where a few of them have it: at least two (or one, if that is asked), and no crowd.

    Args:
        table: above 0 where a group (row) has something (column).
        crowd: what more groups have links none of them.
    """

    def __init__(self, table: sparse.csr_matrix, crowd: int) -> None:
        self.table, self.crowd = table, crowd
        self._turned: dict[int, sparse.csr_matrix] = {}

    @cached_property
    def groups(self) -> Ints:
        """How many groups have each column."""
        return np.bincount(self.table.indices, minlength=self.table.shape[1])

    def use(self, fewest: int) -> Bools:
        """Tell which columns so many groups have at least, and no crowd."""
        return (self.groups >= fewest) & (self.groups <= self.crowd)

    def turned(self, fewest: int) -> sparse.csr_matrix:
        """Return the table of those columns (the others empty), turned."""
        if fewest not in self._turned:
            self._turned[fewest] = _of_columns(self.table, self.use(fewest)).T.tocsr()
        return self._turned[fewest]


class Common(Linking):
    """People or meetings: the numbers of each group that have to do with each (`many`), 1 for any (`table`).

    Args:
        many: how many numbers of a group (row) have to do with a person or a meeting (column).
        settled: for each group, how many further people or meetings only its own numbers have to do with.
    """

    def __init__(self, many: sparse.csr_matrix, settled: Floats) -> None:
        self.many, self.settled = many, settled
        some = many.copy()
        some.data[:] = 1.0
        super().__init__(some, POPULAR)

    @property
    def people(self) -> Floats:
        """How many people or meetings each group has to do with."""
        return np.asarray(self.settled + np.diff(self.table.indptr))

    def joined(self, member: sparse.csr_matrix) -> tuple["Common", Ints]:
        """Return the same of groups made of these, and which columns it keeps: those of more than one group.

        Args:
            member: 1 where a new group (row) has one of these (column).
        """
        merged = (member @ self.many).tocsr()
        kept = np.bincount(merged.indices, minlength=merged.shape[1]) > 1
        left = _of_columns(merged, kept)
        settled = member @ self.settled + np.diff(merged.indptr) - np.diff(left.indptr)
        columns = np.flatnonzero(kept)
        place = np.cumsum(kept) - 1
        shape = (merged.shape[0], len(columns))
        many = sparse.csr_matrix((left.data, place[left.indices], left.indptr), shape=shape)
        return Common(many, settled), columns

    def besides(self, number: Ints, group: Ints, alone: "Common") -> sparse.csr_matrix:
        """Return 1 for what each number has in common with others of its group."""
        shared = alone.table[number].multiply(self.many[group]).tocsr()
        shared.data = (shared.data > 1).astype(np.float64)
        return shared


def _of_columns(table: sparse.csr_matrix, use: Bools) -> sparse.csr_matrix:
    """Return a table without what stands in other columns than these."""
    held = use[table.indices]
    before = np.concatenate([[0], np.cumsum(held)])
    return sparse.csr_matrix((table.data[held], table.indices[held], before[table.indptr]), shape=table.shape)


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

    @cached_property
    def known(self) -> Bools:
        """Whether each group is at any known place."""
        return np.asarray(np.diff(self.shares.indptr) > 0)

    @cached_property
    def kept(self) -> Floats:
        """How likely two numbers of each group are at one place; 0 for a number alone."""
        alike = np.asarray(self.shares.multiply(self.shares).sum(axis=1)).ravel()
        return np.where(self.size > 1, (self.size * alike - 1) / np.maximum(self.size - 1, 1), 0.0).clip(0.0)

    def besides(self, number: Ints, group: Ints, alone: "Places") -> sparse.csr_matrix:
        """Return the square roots of the shares of each number's group without the number."""
        size = self.size[group]
        rest = sparse.diags(size / (size - 1)) @ self.shares[group]
        rest = (rest - sparse.diags(1 / (size - 1)) @ alone.shares[number]).tocsr()
        rest.data[rest.data < 1e-9] = 0.0
        return rest.sqrt()


class Picker:
    """Picks the values of given pairs out of products of tables.

    Args:
        one: the rows of the pairs.
        other: their columns.
        columns: how many columns there are.
    """

    def __init__(self, one: Ints, other: Ints, columns: int) -> None:
        self.one, self.other, self.columns = one, other, columns
        self.rows, place = np.unique(one, return_inverse=True)
        self.keys = place * columns + other

    def of(self, left: sparse.csr_matrix, right: sparse.csr_matrix) -> Floats:
        """Return what the product of two tables holds for the pairs."""
        product = left[self.rows] @ right
        product.sort_indices()
        held = product.tocoo()
        if not held.nnz:
            return np.zeros(len(self.keys))
        keys = held.row.astype(np.int64) * self.columns + held.col
        at = np.minimum(np.searchsorted(keys, self.keys), len(keys) - 1)
        return np.where(keys[at] == self.keys, held.data[at], 0.0)
