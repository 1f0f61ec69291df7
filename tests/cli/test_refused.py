"""What the machine refuses ends a command with a sentence, as any mistake does."""

import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

from jingling.cli.refused import refusal

FULL = Path("/dev/full")


@pytest.mark.skipif(not FULL.exists(), reason="no /dev/full to fill")
def test_a_full_disk_is_no_traceback() -> None:
    """A command whose output finds no room says so and ends with 2."""
    with FULL.open("w") as full:
        ended = subprocess.run(
            [sys.executable, "-m", "jingling", "rules", "list", "--json"],
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    assert ended.returncode == 2
    assert "disk is full" in ended.stderr
    assert "Traceback" not in ended.stderr


@pytest.mark.parametrize(
    ("settings", "query", "says"),
    [
        ({}, "COPY (FROM range(1000000)) TO '/dev/full' (FORMAT csv, USE_TMP_FILE false)", "disk is full"),
        (
            {"memory_limit": "2MB", "temp_directory": ""},
            "CREATE TABLE t AS SELECT random() FROM range(1000000)",
            "Memory does not",
        ),
    ],
)
def test_an_engine_without_room_is_told_in_a_sentence(
    settings: dict[str, str], query: str, says: str
) -> None:
    """DuckDB's own errors for want of disk and of memory are recognised as what they are."""
    with duckdb.connect(config=settings) as engine, pytest.raises(duckdb.Error) as caught:
        engine.execute(query)
    refused = refusal(caught.value)
    assert refused is not None
    assert says in refused.message
    assert refused.hint


def test_a_path_that_cannot_be_used_is_named(tmp_path: Path) -> None:
    """A directory that is not there is the user's to make, and is named; a fault of ours stays one."""
    with pytest.raises(OSError, match="No such file") as caught:
        (tmp_path / "none" / "page.html").write_text("")
    refused = refusal(caught.value)
    assert refused is not None
    assert refused.message == f"{tmp_path}/none/page.html: No such file or directory."
    assert refusal(KeyError("ours")) is None
