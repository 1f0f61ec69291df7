"""Long lists: a country's registers and consents, twenty people at them, and nobody is kept waiting."""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from postgres import BINARIES, postgresql

BENCH = Path(__file__).parents[2] / "bench"


@pytest.fixture(params=["sqlite", "postgresql"])
def place(request: pytest.FixtureRequest) -> Iterator[tuple[dict[str, str], str]]:
    """Yield an environment of a console on an empty database, and the share of the set that it is to hold."""
    data = Path(tempfile.mkdtemp(prefix="jl-load-", dir="/tmp"))
    kept = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    kept["JINGLING_DATA"] = str(data / "console")
    try:
        if request.param == "sqlite":
            yield kept, "0.1"
            return
        if not BINARIES.exists():
            pytest.skip(f"{BINARIES} is missing: apt-get install postgresql")
        with postgresql(data / "pg", "-c shared_buffers=1GB -c max_wal_size=8GB") as address:
            yield kept | {"DATABASE_URL": address}, "1"
    finally:
        shutil.rmtree(data, ignore_errors=True)


@pytest.mark.slow
def test_no_list_or_search_keeps_people_waiting(place: tuple[dict[str, str], str]) -> None:
    """With twenty people at them, 95 of a hundred pages come within 300 ms, however long the tables are.

    A tenth of the set in SQLite, the whole of it in PostgreSQL: 100,000 organisations, a million lines and
    number blocks, ten million consents.
    """
    environment, share = place
    for program, *words in (("console_set.py", "--share", share), ("console_load.py", "--seconds", "90")):
        done = subprocess.run(
            [sys.executable, str(BENCH / program), *words],
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr[-2000:]
