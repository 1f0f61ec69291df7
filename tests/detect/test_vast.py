"""The records of a public analytics challenge (VAST 2008): 400 phones, ten days, one `--map` line."""

from pathlib import Path

import pyarrow.parquet as pq
import pytest

from jingling.detect.options import Options
from jingling.detect.run import detect

FOLDER = Path(__file__).parents[3] / "shared" / "data" / "vast2008"
MAPPING = "caller=From,callee=To,started_at=DateTime,talk_s=Duration.seconds.,cell=Cell.Tower"


def test_everyone_in_the_challenge_has_a_finding(hand_model: Path, tmp_path: Path) -> None:
    """All 9,834 rows are accounted for, and each of at most 400 callers has one finding."""
    if not FOLDER.is_dir():
        pytest.skip("../shared/data/vast2008 is missing beside the repository")
    options = Options(mapping=MAPPING, timezone="Asia/Shanghai", model=hand_model, threads=1)
    summary = detect([FOLDER / "CellPhoneCallRecords.csv"], tmp_path / "out", options)
    assert summary["rows_read"] == 9834
    assert summary["rows_kept"] + summary["rows_quarantined"] == 9834
    numbers = pq.read_table(tmp_path / "out" / "findings.parquet").column("number").to_pylist()
    assert len(numbers) == len(set(numbers)) == summary["callers"]
    assert 300 < len(numbers) <= 400
    calls = pq.read_table(tmp_path / "out" / "findings.parquet").column("calls").to_pylist()
    assert sum(calls) == summary["attempts"]
