"""A test authority, its signer and its verifier, one for each test."""

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from signed_world import World, made

from jingling.identity.authority import Wanted


@pytest.fixture
def world(tmp_path: Path) -> World:
    """A hundred numbers of Beijing and one short code."""
    return made(tmp_path / "ca", Wanted(("+861051000000-+861051000099", "95588")))
