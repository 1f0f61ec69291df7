"""Registers and lists that the gate's tests have in common, published once."""

import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))  # where `serving` and `gate_registers` are

from asking import KEYS
from gate_registers import CONSENTS, LINES, LISTS, PROJECTS, REFUSALS
from serving import Server, serving

from jingling.gate import Gate
from jingling.identity import read_lines
from jingling.lists.publish import publish
from jingling.lists.tables import load_table


@pytest.fixture(scope="session")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A gate's directory with registers and lists; tests work on copies of it."""
    source, directory = tmp_path_factory.mktemp("source"), tmp_path_factory.mktemp("gate")
    tables = {"projects": PROJECTS, "consents": CONSENTS, "refusals": REFUSALS, "lists": LISTS}
    for name, text in (tables | {"lines": LINES}).items():
        (source / f"{name}.csv").write_text(text, encoding="utf-8")
    for name in tables:
        loaded = load_table(directory, name, source / f"{name}.csv")
        assert loaded.rows_quarantined == 0, loaded
    publish(directory, read_lines(source / "lines.csv"))
    return directory


@pytest.fixture
def directory(published: Path, tmp_path: Path) -> Path:
    """A gate's directory of this test's own."""
    return Path(shutil.copytree(published, tmp_path / "gate"))


@pytest.fixture
def gate(directory: Path) -> Iterator[Gate]:
    """A gate of this test's own, whose clock is the questions'."""
    with Gate(directory, trust_times=True) as opened:
        yield opened


@pytest.fixture(scope="module")
def server(published: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Two workers over loopback, without keys."""
    with serving(_copy(published, tmp_path_factory), "--workers", "2") as running:
        yield running


@pytest.fixture(scope="module")
def guarded(published: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """One worker that asks for keys and trusts the questions' times."""
    directory = _copy(published, tmp_path_factory)
    keys = directory.parent / "keys.toml"
    keys.write_text(KEYS)
    with serving(directory, "--keys", str(keys), "--trust-times") as running:
        yield running


def _copy(published: Path, factory: pytest.TempPathFactory) -> Path:
    return Path(shutil.copytree(published, factory.mktemp("served") / "gate"))
