"""Cities that several tests look at, made once a session."""

import sys
from pathlib import Path

import pytest

from jingling.city import CityMade, hard, make_city, plain

sys.path.insert(0, str(Path(__file__).parent))


@pytest.fixture(scope="session")
def plain_city(tmp_path_factory: pytest.TempPathFactory) -> CityMade:
    """Return a plain city of 20,000 people, one weekday."""
    return make_city(plain(7, people=20_000), tmp_path_factory.mktemp("plain"))


@pytest.fixture(scope="session")
def hard_cities(tmp_path_factory: pytest.TempPathFactory) -> list[CityMade]:
    """Return three hard cities of 24,000 people."""
    return [make_city(hard(s, people=24_000), tmp_path_factory.mktemp(f"hard{s}")) for s in (11, 12, 13)]
