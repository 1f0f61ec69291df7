"""Kamailio with the gate inside, on loopback, once for all tests of a mode."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from sip_by_hand import Switch


@pytest.fixture(scope="session")
def redirect(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Switch]:
    """A redirect server."""
    with Switch("redirect", tmp_path_factory.mktemp("redirect") / "home") as switch:
        yield switch


@pytest.fixture(scope="session")
def inline(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Switch]:
    """A proxy in the call's path."""
    with Switch("inline", tmp_path_factory.mktemp("inline") / "home") as switch:
        yield switch
