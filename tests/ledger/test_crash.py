"""What a crash leaves: a beginning of what was written, and word of what is missing."""

import os
import random
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sample_ledgers import STREAM, copied, lines

from jingling.ledger import WriteError, Writer, publish, records, verify_directory
from jingling.ledger.publishing import Statement, read_statements, statements_path
from jingling.ledger.segment import read_gap, records_path
from jingling.ledger.stream import segments_kept, stream_path

groups = st.lists(st.integers(1, 4), min_size=1, max_size=6)


def newest(directory: Path) -> Path:
    """Return the file that was being written."""
    stream = stream_path(directory, STREAM)
    return records_path(stream, segments_kept(stream)[-1])


def recovered(directory: Path, limit: int) -> tuple[list[tuple[int, bytes]], int]:
    """Open a stream anew; return the records without markers, and the next number."""
    with Writer(directory, STREAM, segment_records=limit) as writer:
        following = writer.next_sequence
    report = verify_directory(directory)
    assert not report.faults
    told = list(records(directory, STREAM))
    gap = next(read_gap(record.line) for record in reversed(told) if read_gap(record.line))
    assert gap["reason"] == "writer_died"
    assert gap["first"] + gap["count"] == following
    return [tuple(record) for record in told if not read_gap(record.line)], following


@given(groups, st.integers(4, 6), st.data())
@settings(max_examples=60)
def test_death_at_any_byte_leaves_a_beginning(sizes: list[int], limit: int, data: st.DataObject) -> None:
    """Cut at any byte of the newest file, the stream recovers to whole groups, marks the gap, and jumps it.

    No number that could have been given out is used again.
    """
    with TemporaryDirectory() as place:
        live = Path(place) / "live"
        with Writer(live, STREAM, segment_records=limit) as writer:
            written: list[tuple[int, bytes]] = []
            ends = [0]
            for size in sizes:
                group = lines(size, len(written))
                written += enumerate(group, start=writer.append(group))
                ends.append(len(written))
            with copied(live) as found:
                path = newest(found)
                begun = path.read_bytes().index(b"\n") + 1
                cut = data.draw(st.integers(begun, path.stat().st_size))
                torn = cut < path.stat().st_size
                path.write_bytes(path.read_bytes()[:cut])
                there, following = recovered(found, limit)
                assert there == written[: len(there)]
                assert len(there) in ends
                assert torn or there == written
                assert following >= writer.next_sequence + limit


@contextmanager
def syncs_seen() -> Iterator[dict[str, int]]:
    """Watch what is synced: each file's name, with the size that it had then; the real sync takes place."""
    seen: dict[str, int] = {}
    real = os.fsync

    def watched(handle: int) -> None:
        real(handle)
        seen[Path(f"/proc/self/fd/{handle}").readlink().name] = os.fstat(handle).st_size

    os.fsync = watched
    try:
        yield seen
    finally:
        os.fsync = real


@given(groups, groups, st.data())
@settings(max_examples=60)
def test_power_loss_takes_nothing_that_was_synced(
    before: list[int], after: list[int], data: st.DataObject
) -> None:
    """Bytes behind the last sync may be lost or come back as anything; what was acknowledged is kept."""
    with TemporaryDirectory() as place, syncs_seen() as seen:
        live = Path(place) / "live"
        with Writer(live, STREAM, segment_records=1000) as writer:
            written: list[tuple[int, bytes]] = []
            for size in before:
                group = lines(size, len(written))
                written += enumerate(group, start=writer.append(group, sync=True))
            acknowledged = len(written)
            for size in after:
                group = lines(size, len(written))
                written += enumerate(group, start=writer.append(group))
            with copied(live) as found:
                path = newest(found)
                path.write_bytes(after_power_loss(path.read_bytes(), seen[path.name], data))
                there, _ = recovered(found, 1000)
                assert there == written[: len(there)]
                assert len(there) >= acknowledged


def test_a_segment_is_there_before_it_is_used(tmp_path: Path) -> None:
    """When a segment takes its first record, its file, its name and all before it are synced."""
    with syncs_seen() as seen, Writer(tmp_path, STREAM, segment_records=3) as writer:
        stream = stream_path(tmp_path, STREAM)
        for at in range(4):
            writer.append(lines(3, 3 * at))
            assert list(seen)[-2:] == [f"{at:08d}.records.making", STREAM]
            for earlier in range(at):
                path = records_path(stream, earlier)
                assert seen[path.name] == path.stat().st_size
            seen.pop(STREAM)


def test_what_is_published_is_synced_first(tmp_path: Path) -> None:
    """A root never covers records that power loss could still take back."""
    with Writer(tmp_path, STREAM) as writer, syncs_seen() as seen:
        writer.append(lines(3))
        publish(tmp_path)
        assert seen["00000000.records"] == newest(tmp_path).stat().st_size
        assert list(seen).index("00000000.records") < list(seen).index("published.jsonl")


@given(cut=st.integers(1, 60), roots=st.integers(0, 3))
def test_a_statement_cut_short_was_not_published(cut: int, roots: int) -> None:
    """A publisher that died within its line leaves what was published, and the next one goes on there."""
    with TemporaryDirectory() as place, Writer(Path(place), STREAM) as writer:
        directory, kept = Path(place), []
        for _ in range(roots):
            writer.append(lines(1))
            kept.append(publish(directory).root())
        with statements_path(directory).open("ab") as file:
            file.write(Statement("2026-11-22T08:00:00Z", None, {}).line()[:cut])
        assert [one.root() for one in read_statements(directory)] == kept
        assert not verify_directory(directory).faults
        writer.append(lines(1))
        kept.append(publish(directory).root())
        assert [one.root() for one in read_statements(directory)] == kept
        assert not verify_directory(directory, kept).faults


def after_power_loss(file: bytes, safe: int, data: st.DataObject) -> bytes:
    """Return what a disk may give back: pieces lost, zeros, rubbish, or pieces of the same file elsewhere."""
    rest = file[safe : data.draw(st.integers(safe, len(file)))]
    for _ in range(data.draw(st.integers(0, 3))):
        at = data.draw(st.integers(0, len(rest)))
        start = data.draw(st.integers(0, len(file)))
        piece = data.draw(
            st.one_of(
                st.binary(max_size=40),
                st.just(bytes(16)),
                st.just(file[start : start + 200]),
                st.just(file[safe:]),
            )
        )
        until = data.draw(st.sampled_from([at, at + len(piece)]))
        rest = rest[:at] + piece + rest[until:]
    return file[:safe] + rest


def test_a_recovery_may_itself_be_cut_short(tmp_path: Path) -> None:
    """What was torn is put aside before it is cut off, and the marker names it, however often one starts."""
    writer = Writer(tmp_path / "live", STREAM)
    writer.append(lines(3))
    with copied(tmp_path / "live") as found:
        with newest(found).open("ab") as file:
            file.write(b"#group 2 99 torn")
        with copied(found) as again:
            recovered(again, 10)
            stream = stream_path(again, STREAM)
            assert (stream / "00000000.torn").read_bytes() == b"#group 2 99 torn"
        (stream_path(found, STREAM) / "00000000.torn").write_bytes(b"#group 2 99 torn")
        newest(found).write_bytes(newest(found).read_bytes().removesuffix(b"#group 2 99 torn"))
        recovered(found, 10)
        markers = [read_gap(record.line) for record in records(found, STREAM)]
        assert markers[-1]["torn_bytes"] == len(b"#group 2 99 torn")
    writer.close()


def test_a_writer_that_died_between_two_segments_is_noticed(tmp_path: Path) -> None:
    """A full segment without a next one tells of a death too: numbers may have been given out ahead."""
    writer = Writer(tmp_path / "live", STREAM, segment_records=2)
    writer.append(lines(2))
    writer.append(lines(1))
    with copied(tmp_path / "live") as found:
        newest(found).unlink()
        there, following = recovered(found, 2)
        assert len(there) == 2
        assert following >= 6
    writer.close()


def test_a_full_disk_takes_whole_groups_or_nothing(tmp_path: Path) -> None:
    """A group that the disk does not take is told, leaves no trace, and may be marked as lost."""
    with Writer(tmp_path, STREAM) as writer:
        writer.append(lines(3))
        size = newest(tmp_path).stat().st_size
        soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
        resource.setrlimit(resource.RLIMIT_FSIZE, (size + 20, hard))
        try:
            with pytest.raises(WriteError):
                writer.append(lines(5))
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        assert newest(tmp_path).stat().st_size == size
        writer.mark_gap(writer.next_sequence, 5, "disk_full")
        assert writer.append(lines(1)) == 8
    assert not verify_directory(tmp_path).faults


PROGRAM = """
import sys
from pathlib import Path
from jingling.ledger import Writer
writer = Writer(Path(sys.argv[1]), "gate-1", segment_records=50)
run, number = sys.argv[2], 0
while True:
    group = [b'{"run":%s,"n":%d}' % (run.encode(), number + at) for at in range(7)]
    sync = number % 3 == 0
    first = writer.append(group, sync=sync)
    number += 7
    sys.stdout.write(f"{first}\\n")
    sys.stdout.flush()
"""
"""A writer that says, after each group, under which number it went in."""


def test_killed_at_any_moment_it_keeps_what_was_acknowledged(tmp_path: Path) -> None:
    """Killed again and again, a writer has kept each group it acknowledged, and each death has its marker."""
    moments = random.Random(20260310)  # noqa: S311 - moments, not secrets
    acknowledged: dict[int, int] = {}
    for run in range(8):
        program = [sys.executable, "-c", PROGRAM, str(tmp_path), str(run)]
        with subprocess.Popen(program, stdout=subprocess.PIPE, text=True) as process:
            assert process.stdout is not None
            first = process.stdout.readline()
            time.sleep(moments.uniform(0, 0.1))
            process.send_signal(signal.SIGKILL)
            told = [first, *process.stdout]
        acknowledged |= {int(line): run for line in told if line.endswith("\n")}
        if run == 4:
            publish(tmp_path)
    Writer(tmp_path, "gate-1").close()
    root = publish(tmp_path).root()
    report = verify_directory(tmp_path, [root])
    assert not report.faults
    assert len(report.streams["gate-1"].gaps) == 8
    there = {record.sequence: record.line for record in records(tmp_path, "gate-1")}
    for sequence, run in acknowledged.items():
        for at in range(7):
            assert there[sequence + at].startswith(b'{"run":%d,' % run)


def test_one_may_publish_and_verify_while_it_is_written(tmp_path: Path) -> None:
    """Roots published beside a running writer hold, then and after its death; none of them is taken back."""
    roots = []
    program = [sys.executable, "-c", PROGRAM, str(tmp_path), "0"]
    with subprocess.Popen(program, stdout=subprocess.DEVNULL) as process:
        while not list(stream_path(tmp_path, STREAM).glob("*1.records")):
            time.sleep(0.01)
        for _ in range(5):
            roots.append(publish(tmp_path).root())
            report = verify_directory(tmp_path, roots)
            assert not report.faults
            assert report.proved == len(roots)
        process.send_signal(signal.SIGKILL)
    Writer(tmp_path, STREAM).close()
    assert not verify_directory(tmp_path, roots).faults
