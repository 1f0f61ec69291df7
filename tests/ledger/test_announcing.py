"""Roots that publish themselves: as segments close, each once, in a file that verification reads."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sample_ledgers import STREAM, Kept, copied, lines
from test_ledger_command import ledger

from jingling.ledger import UnprovedError, Writer, announce, follow, read_roots, verify_directory
from jingling.ledger.writer import locked


@contextmanager
def following(directory: Path, file: Path, **waits: float) -> Iterator[None]:
    """Publish roots in a process of its own until the block ends; it has nothing to complain of."""
    script = (
        "from pathlib import Path; from jingling.ledger import follow\n"
        f"follow(Path({str(directory)!r}), Path({str(file)!r}), parent={os.getpid()}, **{waits})"
    )
    with subprocess.Popen([sys.executable, "-c", script], stderr=subprocess.PIPE) as process:
        try:
            yield
        finally:
            process.kill()
            assert process.stderr is not None
            assert process.stderr.read() == b""


def until(holds: Callable[[], bool]) -> None:
    """Wait until something holds."""
    for _ in range(600):
        if holds():
            return
        time.sleep(0.05)
    raise AssertionError


def test_a_root_is_announced_once_and_a_torn_line_does_no_harm(kept: Kept, tmp_path: Path) -> None:
    """Without new records there is no new line; behind what a crash left, the next line is whole."""
    file = tmp_path / "elsewhere" / "roots.txt"
    with copied(kept.directory) as found:
        first = announce(found, file).root()
        assert announce(found, file).root() == first
        assert read_roots(str(file)) == [first]
        with file.open("a") as torn:
            torn.write("2026-11-22T04:00:00.000Z 5367acb7")
        with Writer(found, "another") as writer:
            writer.append(lines(3))
        second = announce(found, file).root()
        assert read_roots(str(file)) == [first, second]
        assert not verify_directory(found, read_roots(str(file))).faults


def test_segments_that_close_are_announced_by_themselves(tmp_path: Path) -> None:
    """No sooner than the rest between two roots; what an open segment holds comes later."""
    file = tmp_path / "roots.txt"
    with (
        following(tmp_path, file, look_s=0.01, rest_s=0.2, at_least_s=1.0),
        Writer(tmp_path, STREAM, segment_records=4) as writer,
    ):
        began = time.monotonic()
        for at in range(40):
            writer.append(lines(1, at))
            time.sleep(0.02)
        until(lambda: file.exists() and len(read_roots(str(file))) > 1)
        roots = read_roots(str(file))
        assert len(roots) <= (time.monotonic() - began) / 0.2 + 2
        writer.append(lines(1, 40))  # into an open segment
        until(lambda: verify_directory(tmp_path).streams[STREAM].published == 41)
        until(lambda: len(read_roots(str(file))) > len(roots))
        assert not verify_directory(tmp_path, read_roots(str(file))).faults


def test_who_follows_ends_with_its_parent(tmp_path: Path) -> None:
    """However that ended: another process is the parent then."""
    follow(tmp_path, tmp_path / "roots.txt", parent=os.getppid() + 1)


def test_a_ledger_that_is_not_there_yet_or_busy_is_waited_for(tmp_path: Path) -> None:
    """Neither is a fault, and neither is told."""
    file = tmp_path / "roots.txt"
    with following(tmp_path, file, look_s=0.01, rest_s=0.01):
        time.sleep(0.5)
        (tmp_path / "ledger").mkdir()
        lock = locked(tmp_path / "ledger", "")
        with Writer(tmp_path, STREAM) as writer:
            writer.append(lines(3))
            time.sleep(0.5)
            assert not file.exists()
            os.close(lock)
            until(file.exists)


def test_a_file_of_roots_proves_what_a_root_proves(kept: Kept, tmp_path: Path) -> None:
    """`verify --root FILE` for a directory and for one record; a file without the root proves neither."""
    file, proof = tmp_path / "roots.txt", tmp_path / "proof.json"
    with copied(kept.directory) as found:
        said = ledger("root", "--data", str(found), "--to", str(file))
        assert said[1].strip() == read_roots(str(file))[0]
        proof.write_text(ledger("prove", f"{STREAM}-2", "--data", str(found))[1])
        code, told, _ = ledger("verify", "--data", str(found), "--root", str(file), "--json")
        assert (code, json.loads(told)["faults"]) == (0, [])
    assert ledger("verify", str(proof), "--root", str(file))[0] == 0
    file.write_text(f"2026-11-22T04:00:00.000Z {'0' * 64}\n")
    assert ledger("verify", str(proof), "--root", str(file))[0] == 3
    assert ledger("verify", str(proof), "--root", str(tmp_path / "nothing"))[0] != 0
    with pytest.raises(UnprovedError):
        read_roots("5367")
