"""The memory of tokens: shared, bounded, and never in a call's way."""

import os
import subprocess
import sys
from pathlib import Path

import lmdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jingling.identity import replay
from jingling.identity.replay import SharedReplayMemory

SIGNATURE = st.binary(min_size=64, max_size=64)


@given(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 3)), max_size=30))
def test_the_first_call_of_a_token_is_its_only_one(
    tmp_path_factory: pytest.TempPathFactory, uses: list[tuple[int, int]]
) -> None:
    """In whatever order tokens and calls come, a token is replayed when another call used it first."""
    memory = SharedReplayMemory(tmp_path_factory.mktemp("replay"))
    first: dict[int, int] = {}
    for token, call in uses:
        signature = bytes([token]) * 64
        assert memory.is_known(signature, 1_790_000_000) == (token in first)
        told = memory.is_replayed(signature, 1_790_000_000, f"call {call}")
        assert told == (first.setdefault(token, call) != call)


def test_processes_share_the_memory(tmp_path: Path) -> None:
    """What one worker saw, the next one knows, also after the first was killed in the middle of its work."""
    again = (
        "import os, signal, sys\nfrom pathlib import Path\n"
        "from jingling.identity.replay import SharedReplayMemory\n"
        "memory = SharedReplayMemory(Path(sys.argv[1]))\n"
        "print(memory.is_replayed(b's' * 64, 1790000000, sys.argv[2]), flush=True)\n"
        "os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    told = [
        subprocess.run(
            [sys.executable, "-c", again, str(tmp_path), call], capture_output=True, text=True, check=False
        ).stdout.strip()
        for call in ("c1", "c1", "c2")
    ]
    assert told == ["False", "False", "True"]
    memory = SharedReplayMemory(tmp_path)
    assert memory.is_known(b"s" * 64, 1790000000)
    assert memory.lost == 0


def test_a_fork_opens_the_memory_anew(tmp_path: Path) -> None:
    """A worker forked from a process that had the memory open shares it still."""
    memory = SharedReplayMemory(tmp_path)
    assert not memory.is_replayed(b"s" * 64, 1790000000, "c1")
    child = os.fork()
    if child == 0:
        os._exit(0 if memory.is_replayed(b"s" * 64, 1790000000, "c2") and memory.lost == 0 else 1)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0


def test_old_tokens_are_forgotten(tmp_path: Path) -> None:
    """Ten minutes at 50 tokens a second leave no more than the last two minutes."""
    memory = SharedReplayMemory(tmp_path)
    for at in range(30_000):
        memory.is_replayed(at.to_bytes(8, "big") * 8, 1_790_000_000 + at // 50, "c1")
    with memory._open().begin() as look:  # noqa: SLF001 - the size is what is judged
        assert look.stat()["entries"] <= 50 * (replay.FORGOTTEN_AFTER_S + 2)
    assert memory.is_known((29_999).to_bytes(8, "big") * 8, 1_790_000_599)


def test_a_memory_that_cannot_be_kept_stops_no_call(tmp_path: Path) -> None:
    """Where no file can be made, nothing counts as replayed, and the loss is counted."""
    (tmp_path / "file").write_text("")
    memory = SharedReplayMemory(tmp_path / "file" / "below")
    assert not memory.is_replayed(b"s" * 64, 1790000000, "c1")
    assert not memory.is_known(b"s" * 64, 1790000000)
    assert memory.lost == 2


def test_a_full_memory_stops_no_call(tmp_path: Path) -> None:
    """Beyond its size it remembers no more, finds what it knows, and takes in again what is forgotten."""
    memory = SharedReplayMemory(tmp_path)
    with memory._open() as opened:  # noqa: SLF001 - smaller than any user's
        opened.set_mapsize(1 << 16)
        for at in range(3000):
            memory.is_replayed(at.to_bytes(8, "big") * 8, 1_790_000_000, "c1")
        assert memory.lost > 0
        assert memory.is_replayed(bytes(64), 1_790_000_000, "c2")


def test_each_start_of_the_machine_has_its_own_file(tmp_path: Path) -> None:
    """A file of an earlier start, which a power cut may have torn, is removed and not read."""
    old = tmp_path / "replay-of-another-start"
    old.mkdir()
    (old / "data.mdb").write_bytes(b"torn")
    memory = SharedReplayMemory(tmp_path)
    assert not memory.is_replayed(b"s" * 64, 1790000000, "c1")
    assert memory.lost == 0
    assert not old.exists()
    assert isinstance(memory._open(), lmdb.Environment)  # noqa: SLF001 - it is open
