"""The background: how many reported numbers a block has when nothing sets it apart.

Blocks of one area differ for innocent reasons (some are hardly in use, some belong to busy firms), so
their counts spread wider than a Poisson law: they follow a negative binomial law, whose mean and spread
are those of the area. Blocks that stand out must not teach what is usual; so the law is fitted to the
lowest three quarters of an area's blocks alone, the others counting only as "more than that" (a censored
likelihood; the idea is Efron's empirical null, J. Am. Stat. Assoc. 99, 2004). Where counts are no more
spread than chance, the fit ends at the Poisson law by itself.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Counts = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

USUAL_SHARE = 0.75
"""Share of an area's blocks that are taken for background when it is fitted."""

# The fit looks at a grid of means and sizes around the best so far, and narrows it again and again: an
# optimiser's answer to two figures, at a hundredth of its time.
_ZOOMS, _STEPS, _REACH = 9, 25, 1000.0
_SIZES = (0.01, 1000.0)


@dataclass(frozen=True, slots=True)
class Background:
    """A negative binomial law.

    Args:
        mean: expected reported numbers in a block.
        size: its shape; variance is mean + mean² / size, so that a large size is a Poisson law.
    """

    mean: float
    size: float

    def tail(self, counts: Counts) -> Floats:
        """Return the probability of so many reported numbers or more."""
        from scipy.special import betainc  # slow to load

        share = self.mean / (self.size + self.mean)
        return np.where(counts > 0, betainc(np.maximum(counts, 1), self.size, share), 1.0)


def fit_background(counts: Counts, blocks: int) -> Background:
    """Fit an area's background.

    Args:
        counts: reported numbers of each block that has any.
        blocks: how many blocks the area has, those without any reported number among them.
    """
    seen = np.bincount(counts)
    seen[0] = blocks - len(counts)
    cut = max(1, int(np.searchsorted(np.cumsum(seen), USUAL_SHARE * blocks)))
    low = np.zeros(cut + 1)
    low[: min(len(seen), cut + 1)] = seen[: cut + 1]
    mean, size = max(float(low @ np.arange(cut + 1)) / max(1.0, low.sum()), 1e-3), 1.0
    for zoom in range(_ZOOMS):
        reach = _REACH**0.5**zoom
        means, sizes = (around * np.geomspace(1 / reach, reach, _STEPS)[:, None] for around in (mean, size))
        sizes = np.clip(sizes, *_SIZES)
        surprises = _surprise(low, blocks - low.sum(), means, sizes.T)
        best = np.unravel_index(np.argmin(surprises), surprises.shape)
        mean, size = float(means[best[0], 0]), float(sizes[best[1], 0])
    return Background(mean, size)


def _surprise(low: Floats, above: float, means: Floats, sizes: Floats) -> Floats:
    """Return how unlikely the low counts are, and that the others are above them: means × sizes."""
    share = means / (sizes + means)
    law = sizes * np.log1p(-share)
    total, said = np.exp(law), low[0] * law
    for count in range(1, len(low)):
        law = law + np.log(share * (sizes + count - 1) / count)
        total, said = total + np.exp(law), said + low[count] * law
    return np.asarray(-said - above * np.log(np.maximum(1 - total, 1e-12)))
