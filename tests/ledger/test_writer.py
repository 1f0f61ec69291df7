"""The writer keeps what it was given, and says what it lost."""

from pathlib import Path

import pytest

from jingling.ledger import BusyError, RecordError, Writer, verify_directory


def test_numbers_are_given_in_order(tmp_path: Path) -> None:
    """Numbers go on over groups, segments and clean ends; nothing is skipped."""
    with Writer(tmp_path, "gate-1", segment_records=4) as writer:
        assert writer.append([b"{}"] * 3) == 0
        assert writer.append([b"{}"] * 4, sync=True) == 3
        assert writer.append([b"{}"] * 3) == 7
        assert writer.next_sequence == 10
        with pytest.raises(RecordError):
            writer.append([b"{}"] * 5)
    with Writer(tmp_path, "gate-1", segment_records=4) as writer:
        assert writer.append([b"{}"]) == 10


def test_a_stream_has_one_writer(tmp_path: Path) -> None:
    """A second writer is told so; when the first is closed, it may write."""
    with Writer(tmp_path, "gate-1"), pytest.raises(BusyError, match="another process"):
        Writer(tmp_path, "gate-1")
    Writer(tmp_path, "gate-1").close()


@pytest.mark.parametrize("record", [b"{}\n{}", b"{}\n"], ids=repr)
def test_what_is_no_line_is_refused(tmp_path: Path, record: bytes) -> None:
    """A record of several lines is refused, and its group leaves no trace."""
    with Writer(tmp_path, "gate-1") as writer:
        with pytest.raises(RecordError):
            writer.append([b"{}", record])
        assert writer.next_sequence == 0


def test_an_exception_is_no_clean_end(tmp_path: Path) -> None:
    """A writer left by an exception counts as dead: the next one marks a gap."""
    with pytest.raises(ZeroDivisionError), Writer(tmp_path, "gate-1", segment_records=4):
        _ = 1 // 0
    with Writer(tmp_path, "gate-1", segment_records=4) as writer:
        assert writer.next_sequence == 12
    assert verify_directory(tmp_path).streams["gate-1"].gaps[0]["reason"] == "writer_died"


def test_a_marked_gap_is_jumped(tmp_path: Path) -> None:
    """The marker stands under the gap's first number, and the records go on behind its last."""
    with Writer(tmp_path, "gate-1") as writer:
        writer.append([b"{}"] * 3)
        writer.mark_gap(3, 100, "the disk was full")
        assert writer.append([b"{}"]) == 103
        with pytest.raises(RecordError):
            writer.mark_gap(103, 1, "over a record")
