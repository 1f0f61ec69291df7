"""The same tests on PostgreSQL, and a console that moves there and back with nothing lost."""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from postgres import BINARIES, postgresql

HERE = Path(__file__).parent
ELSEWHERE = (
    "browser",
    "journeys",
    "postgresql",
    "schemathesis",
    "language",
    "under_kill",
    "database_away",
    "on_2g",
)
"""What is not run again: browsers see the same pages, templates know no database, one test has its own."""


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """Run a PostgreSQL; its path is short, for a socket's name may not be long."""
    if not BINARIES.exists():
        pytest.skip(f"{BINARIES} is missing: apt-get install postgresql")
    place = Path(tempfile.mkdtemp(prefix="jl-pg-", dir="/tmp"))
    try:
        with postgresql(place / "pg") as running:
            yield running
    finally:
        shutil.rmtree(place, ignore_errors=True)


def run(command: list[str], **environment: str) -> subprocess.CompletedProcess[str]:
    """Run a command of this Python with an environment of its own."""
    kept = {
        name: value for name, value in os.environ.items() if not name.startswith(("JINGLING", "DATABASE"))
    }
    return subprocess.run(
        [sys.executable, *command], env=kept | environment, capture_output=True, text=True, check=False
    )


def jingling(*words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run the command line as a user does."""
    return run(["-c", "from jingling.cli import main; main()", *words], **environment)


def test_everything_holds_on_postgresql(address: str) -> None:
    """Every test of the console that asks the database passes on PostgreSQL as it does on SQLite."""
    if os.environ.get("DATABASE_URL"):
        pytest.skip("runs on PostgreSQL already")
    tests = [
        str(path) for path in sorted(HERE.glob("test_*.py")) if not any(w in path.name for w in ELSEWHERE)
    ]
    quick = ["-q", "-n", "0", "-p", "no:cacheprovider", "-m", "not slow"]
    done = run(["-m", "pytest", *quick, *tests], DATABASE_URL=address)
    assert done.returncode == 0, done.stdout[-4000:]


def test_a_console_moves_there_and_back(address: str, tmp_path: Path) -> None:
    """Rows, digests and the audit's chain are the same there and back; a full house is refused."""
    first, second = tmp_path / "first", tmp_path / "second"
    person = ["--role", "carrier", "--organisation", "中原通信", "--password", "a sentence to sign in"]
    assert jingling("console", "add-person", "zhou", *person, "--data", str(first)).returncode == 0
    there = address.replace("/postgres?", "/moved?")
    _create(address)
    moved = jingling("move-database", "--to", there, "--data", str(first))
    assert "the same on both sides" in moved.stdout, moved.stderr
    assert "people_user: 1 rows" in moved.stderr
    again = jingling("move-database", "--to", there, "--data", str(first))
    assert again.returncode == 2
    assert "holds people already" in again.stderr
    second.mkdir()
    back = f"sqlite://{second}/console.sqlite3"
    returned = jingling("move-database", "--to", back, "--data", str(second), DATABASE_URL=there)
    assert (returned.returncode, returned.stderr) == (0, moved.stderr)  # each table's rows and digest
    other = ["--role", "regulator", "--organisation", "局", "--password", "another long sentence"]
    added = jingling("console", "add-person", "wu", *other, "--data", str(second))
    assert added.returncode == 0, added.stderr  # numbering goes on where it stood


def _create(address: str) -> None:
    import psycopg

    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute("CREATE DATABASE moved")
