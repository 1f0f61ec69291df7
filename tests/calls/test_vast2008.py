"""Foreign records in earnest: 9,834 calls of a public challenge, read with one mapping."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

Reader = Callable[..., Any]
FILE = Path(__file__).parents[3] / "shared" / "data" / "vast2008" / "CellPhoneCallRecords.csv"
MAPPING = "caller=From,callee=To,started_at=DateTime,talk_s=Duration.seconds.,cell=Cell.Tower"
pytestmark = pytest.mark.skipif(not FILE.exists(), reason="needs ../shared/data/vast2008")


def test_the_challenge_is_read(read: Reader) -> None:
    """All rows are accounted for: ten days of June 2006, 400 phones, four negative durations."""
    got = read(FILE, mapping=MAPPING, timezone="Asia/Shanghai")
    assert (got.reading.rows_read, got.reading.rows_kept, got.reading.rows_quarantined) == (9834, 9830, 4)
    assert got.reading.quarantined_by_reason == {"negative-talk": 4}
    assert got.reasons()[0] == (823, "negative-talk")
    ((first, last, cells, phones),) = got.rows(
        """SELECT min(start_ms), max(start_ms), count(DISTINCT cell), count(DISTINCT phone)
        FROM (SELECT *, unnest([caller, callee]) AS phone FROM calls)"""
    )
    assert datetime.fromtimestamp(first / 1000, UTC) == datetime(2006, 5, 31, 16, 8, tzinfo=UTC)
    assert datetime.fromtimestamp(last / 1000, UTC) == datetime(2006, 6, 10, 15, 56, tzinfo=UTC)
    assert (phones, cells) == (400, 30)
    assert "month first" in got.reading.inputs[0].notes[0].en
