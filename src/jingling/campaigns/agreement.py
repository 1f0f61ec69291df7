"""Agreement of campaigns found with campaigns that are true, three ways.

Over the true members alone, whether found or not: a member in no campaign found stands alone.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from scipy import sparse


@dataclass(frozen=True)
class Agreement:
    """How far campaigns found agree with the truth, each 0 to 1.

    Args:
        pair_precision: of pairs found in one campaign, the share truly of one.
        pair_recall: of pairs truly of one, the share found in one.
        cubed_precision: mean over numbers of the share of its found campaign that is its true one's (B³:
            Bagga & Baldwin 1998).
        cubed_recall: mean over numbers of the share of its true campaign that is in its found one.
        best: mean over true campaigns of the best F1 that a campaign found has with it; small campaigns
            count as much as large ones.
    """

    pair_precision: float
    pair_recall: float
    cubed_precision: float
    cubed_recall: float
    best: float

    @property
    def pair_f1(self) -> float:
        """The harmonic mean of the two for pairs."""
        return _harmonic(self.pair_precision, self.pair_recall)

    @property
    def cubed_f1(self) -> float:
        """The harmonic mean of the two for numbers."""
        return _harmonic(self.cubed_precision, self.cubed_recall)


def agreement(true: Mapping[int, str], found: Mapping[int, str]) -> Agreement:
    """Compare campaigns found with true ones.

    Args:
        true: the campaign of every number that is truly of one.
        found: the campaign of every number found in one.
    """
    numbers = list(true)
    of_true = np.unique([true[number] for number in numbers], return_inverse=True)[1]
    names = [found.get(number, f"alone {number}") for number in numbers]
    of_found = np.unique(names, return_inverse=True)[1]
    table = sparse.coo_matrix((np.ones(len(numbers)), (of_true, of_found))).tocsr().tocoo()
    both, trues, founds = table.data, np.bincount(of_true), np.bincount(of_found)
    pairs = _pairs(both)
    best = np.zeros(len(trues))
    np.maximum.at(best, table.row, 2 * both / (trues[table.row] + founds[table.col]))
    return Agreement(
        pairs / max(1.0, _pairs(founds)),
        pairs / max(1.0, _pairs(trues)),
        float((both * both / founds[table.col]).sum() / len(numbers)),
        float((both * both / trues[table.row]).sum() / len(numbers)),
        float(best.mean()),
    )


def _pairs(sizes: np.ndarray) -> float:
    return float((sizes * (sizes - 1) / 2).sum())


def _harmonic(one: float, other: float) -> float:
    return 2 * one * other / (one + other) if one + other else 0.0
