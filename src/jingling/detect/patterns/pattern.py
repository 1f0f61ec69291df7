"""What a pattern is."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from jingling.detect.scorecard import Floats
from jingling.words import Words

Bools = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class LinePattern:
    """A named way of harassing (行为模式).

    Args:
        name: what the findings call it.
        title: what a person reads on its tag.
        sentence: what it means.
    """

    name: str
    title: Words
    sentence: Words


@dataclass(frozen=True, slots=True)
class Pattern(LinePattern):
    """A pattern of numbers, told from their features.

    Args:
        seen: tells, from columns of feature values (NaN = not known), which callers show it.
    """

    seen: Callable[[Mapping[str, Floats]], Bools]
