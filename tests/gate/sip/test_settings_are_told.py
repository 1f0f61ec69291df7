"""Whatever the configurations read from the environment is told in the guide."""

import re
from pathlib import Path

import pytest

from jingling.gate.kamailio import DIRECTION, DIRECTORY
from jingling.gate.kamailio_process import DEPLOY

DOCS = Path(__file__).parents[3] / "docs"


@pytest.mark.parametrize("page", ["gate-sip.md", "gate-sip.zh.md"])
def test_every_setting_is_in_the_guide(page: str) -> None:
    """A name that a configuration, its script or a worker reads stands in the table of both languages."""
    read = "".join(file.read_text("utf-8") for file in [*DEPLOY.glob("*.cfg"), DEPLOY / "gate.py"])
    names = set(re.findall(r"(?:defenvs? |\")(GATE_[A-Z_]+)", read)) | {DIRECTORY, DIRECTION}
    text = (DOCS / page).read_text("utf-8")
    assert names >= {"GATE_LISTEN", "GATE_PYTHONPATH", "GATE_SECRET"}
    assert [name for name in sorted(names) if f"| `{name}` |" not in text] == []
