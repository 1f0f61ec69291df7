"""Who knows whom is the same from both sides."""

import numpy as np
import pytest

from jingling.city import plain
from jingling.city.cast import World
from jingling.city.people import LAYERS, Layer, People


@pytest.fixture(scope="module")
def people() -> People:
    """Return the inhabitants of a small city."""
    return World(plain(3, people=8000)).people


@pytest.mark.parametrize("layer", LAYERS, ids=lambda layer: f"{layer.salt}-{layer.mask}")
def test_partners_are_mutual(people: People, layer: Layer) -> None:
    """My partner's partner in a layer is me, and is never myself."""
    ids = np.arange(people.count, dtype=np.int64)
    partner = people.partner(ids, layer)
    assert (people.partner(partner, layer) == ids).all()
    assert (partner != ids).all()
    if not layer.citywide:
        assert (partner // people.per_district == ids // people.per_district).all()


def test_ties_are_mutual(people: People) -> None:
    """Two people agree on whether they know each other, and how well."""
    ids = np.arange(0, people.count, 7, dtype=np.int64)
    for layer in LAYERS[::4]:
        other = people.partner(ids, layer)
        here, there = people.tie(ids, other, layer), people.tie(other, ids, layer)
        assert (here[0] == there[0]).all()
        assert np.allclose(here[1], there[1])


def test_an_acquaintance_is_somebody_of_the_circle(people: People) -> None:
    """Collectors who look for a debtor's friends find people the debtor is paired with."""
    ids = np.full(len(LAYERS), 1234, dtype=np.int64)
    found = people.acquaintance(ids, np.arange(len(LAYERS), dtype=np.int64))
    assert [int(f) for f in found] == [int(people.partner(ids[:1], layer)[0]) for layer in LAYERS]


def test_people_differ(people: People) -> None:
    """Activity spreads over an order of magnitude; networks, kinds and cells are all in use."""
    ids = np.arange(people.count, dtype=np.int64)
    low, high = np.quantile(people.activity(ids), [0.05, 0.95])
    assert high / low > 8
    assert set(np.unique(people.kind(ids)).tolist()) == set(range(7))
    assert len(np.unique(people.home_cell(ids))) == people.cells
    assert np.bincount(people.carrier(ids)).min() > 0
