"""Numbers are given once, and look like numbers."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jingling.city import plain
from jingling.city.errors import NumbersRanOut
from jingling.city.numbering import BARE, Numbering, Space, texts

CODES = np.arange(8_613_900_000 // 10_000, 8_613_900_000 // 10_000 + 3, dtype=np.int64)


@given(plain=st.integers(1, 20_000), rows=st.integers(0, 60), seed=st.integers(0, 2**40))
def test_a_space_gives_every_number_once(plain: int, rows: int, seed: int) -> None:
    """Ordinary numbers, vacant ones and whole chunks never meet, whatever the seed."""
    space = Space(CODES, 4, plain, rows, seed)
    ordinary = space.keys(np.arange(plain, dtype=np.int64))
    kept = np.concatenate([space.row(chunk, 0, 100) for chunk in range(rows)] or [np.zeros(0, np.int64)])
    vacant = space.vacant(np.arange(500, dtype=np.int64))
    assert len(np.unique(np.concatenate([ordinary, kept]))) == plain + 100 * rows
    assert not np.intersect1d(vacant, np.concatenate([ordinary, kept])).size


def test_a_chunk_is_a_row_of_neighbours() -> None:
    """Numbers of one chunk follow each other."""
    row = Space(CODES, 4, 1000, 5, 3).row(2, 10, 40)
    assert (np.diff(row) == 1).all()


def test_a_plan_too_small_says_so() -> None:
    """A space that would have to be filled to the brim is refused."""
    with pytest.raises(NumbersRanOut):
        Space(CODES, 4, 29_000, 0, 1)


def test_spaces_do_not_meet() -> None:
    """Mobiles, landlines here and elsewhere, service numbers and other places' numbers are all different."""
    plan = Numbering(plain(5, people=20_000, area="0571"))
    ids = np.arange(3000, dtype=np.int64)
    parts = [plan.mobiles.keys(ids), plan.landlines.keys(ids), plan.other_landlines.keys(ids)]
    parts.append(np.unique(plan.elsewhere(ids)))
    parts.append(plan.services.row(0, 0, 100))
    everything = np.concatenate(parts)
    assert len(np.unique(everything)) == len(everything)


def test_numbers_have_the_length_of_their_kind() -> None:
    """Mobiles have eleven digits after +86, landlines area code and eight, services eight, shown bare."""
    plan = Numbering(plain(6, people=20_000))
    ids = np.arange(500, dtype=np.int64)
    assert all(len(t) == 14 and t.startswith("+861") for t in texts(plan.mobiles.keys(ids)))
    assert all(len(t) == 13 and t.startswith("+8610") for t in texts(plan.landlines.keys(ids)))
    assert all(len(t) == 8 and t.startswith("95") for t in texts(plan.services.row(1, 0, 50)))
    assert texts(np.array([0, BARE + 95588])) == ["anonymous", "95588"]


def test_virtual_prefixes_belong_to_honest_people_too() -> None:
    """The share of people under virtual operators' prefixes is the one asked for."""
    settings = plain(8, people=60_000, virtual_share=0.1)
    plan = Numbering(settings)
    virtual = plan.city_virtual[plan.mobiles.code_of(np.arange(settings.population, dtype=np.int64))]
    assert 0.05 < virtual.mean() < 0.17
