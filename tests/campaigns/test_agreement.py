"""How far campaigns found agree with true ones, against figures worked out by hand."""

import pytest

from jingling.campaigns.agreement import agreement

TRUE = {1: "a", 2: "a", 3: "a", 4: "b", 5: "b"}


def test_the_truth_agrees_with_itself() -> None:
    """Campaigns found as they are score 1 in every way, whatever they are called."""
    told = agreement(TRUE, {1: "x", 2: "x", 3: "x", 4: "y", 5: "y", 99: "y"})
    assert (told.pair_f1, told.cubed_f1, told.best) == (1, 1, 1)


def test_a_split_and_a_mix_are_counted_by_hand() -> None:
    """{1,2} {3,4} and 5 alone: one pair right of two found and four true."""
    told = agreement(TRUE, {1: "x", 2: "x", 3: "y", 4: "y"})
    assert (told.pair_precision, told.pair_recall) == (0.5, 0.25)
    assert told.cubed_precision == pytest.approx((1 + 1 + 0.5 + 0.5 + 1) / 5)
    assert told.cubed_recall == pytest.approx((2 / 3 + 2 / 3 + 1 / 3 + 1 / 2 + 1 / 2) / 5)
    assert told.best == pytest.approx((2 * 2 / 5 + 2 / 3) / 2)


def test_nothing_found_is_everyone_alone() -> None:
    """Whoever is in no campaign found stands alone: precise, and no recall of pairs."""
    told = agreement(TRUE, {})
    assert (told.pair_f1, told.cubed_precision) == (0, 1)
