"""A ledger that tests alter copies of."""

import shutil
import sys
from pathlib import Path

import pytest

from jingling.ledger import Writer, publish

sys.path.insert(0, str(Path(__file__).parent))
from sample_ledgers import STREAM, Kept, lines


@pytest.fixture(scope="session")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Kept:
    """Make such a ledger; tests alter copies of it."""
    place = tmp_path_factory.mktemp("ledger")
    records: dict[int, bytes] = {}
    roots = []
    writer = Writer(place / "live", STREAM, segment_records=5)
    for at in range(0, 24, 3):
        if at == 12:
            writer.mark_gap(writer.next_sequence, 7, "test")
            roots.append(publish(place / "live").root())
        group = lines(3, at)
        first = writer.append(group)
        records |= dict(enumerate(group, start=first))
        if at in {9, 21}:
            roots.append(publish(place / "live").root())
    shutil.copytree(place / "live", place / "data")
    writer.close()
    return Kept(place / "data", tuple(roots), records)
