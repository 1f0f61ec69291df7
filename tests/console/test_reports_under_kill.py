"""Reports through the real server on PostgreSQL while both are killed: none lost, none doubled."""

import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from postgres import BINARIES

sys.path.insert(0, str(Path(__file__).parents[2] / "bench"))


@pytest.fixture
def place() -> Iterator[Path]:
    """A directory with a short path, for a socket's name may not be long."""
    if not BINARIES.exists():
        pytest.skip(f"{BINARIES} is missing: apt-get install postgresql")
    made = Path(tempfile.mkdtemp(prefix="jl-", dir="/tmp"))
    made.chmod(0o755)
    yield made
    shutil.rmtree(made, ignore_errors=True)


def test_nothing_is_lost_or_doubled_while_server_and_database_are_killed(place: Path) -> None:
    """Clients that send again with their key have one receipt each, and the database holds just those."""
    import reports_load

    found = reports_load.run(place, seconds=15, rate=11.6, kills=2, say=lambda _line: None, settle_s=0)
    assert [one["killed"] for one in found["outages"]] == ["server", "database"]
    assert found["refused"] == []
    assert found["failed"] > 0
    assert found["held"] == found["sent"] > 100
    assert (found["missing"], found["twice"], found["receipts_differ"]) == (0, 0, 0)
