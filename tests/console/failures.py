"""How a test ended, for the fixture that keeps pictures of failed pages."""

import pytest

FAILED = pytest.StashKey[bool]()
