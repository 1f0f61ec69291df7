"""Deleting what retention demands is not taken for tampering, and tampering not for retention."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sample_ledgers import STREAM, Kept, copied, lines

from jingling.ledger import (
    LedgerError,
    Record,
    UnprovedError,
    Writer,
    prove,
    publish,
    records,
    retire,
    verify_directory,
)
from jingling.ledger.segment import records_path
from jingling.ledger.stream import segments_kept, stream_path


def now() -> datetime:
    """Return the present moment."""
    return datetime.now(UTC)


def test_what_retention_deletes_is_no_fault(kept: Kept) -> None:
    """Retired segments lose their records and keep the ledger whole, under roots of before and after."""
    with copied(kept.directory) as found:
        gone, statement = retire(found, now())
        closed = segments_kept(stream_path(kept.directory, STREAM))[:-1]
        assert [each.segment for each in gone] == closed
        report = verify_directory(found, [*kept.roots, statement.root()])
        assert not report.faults
        assert report.streams[STREAM].retired == sum(each.count for each in gone)
        assert segments_kept(stream_path(found, STREAM)) == [closed[-1] + 1]
        with pytest.raises(UnprovedError):
            prove(found, f"{STREAM}-0")
        assert all(isinstance(record, Record) for record in records(found, STREAM))
        assert retire(found, now())[0] == []


def test_the_stream_goes_on_after_retirement(tmp_path: Path) -> None:
    """A stream whose old segments are retired takes records under the numbers that follow."""
    with Writer(tmp_path, STREAM, segment_records=3) as writer:
        for at in range(4):
            writer.append(lines(3, at * 3))
    retire(tmp_path, now())
    with Writer(tmp_path, STREAM, segment_records=3) as writer:
        assert writer.append(lines(1)) == 12
    assert not verify_directory(tmp_path, [publish(tmp_path).root()]).faults


def test_what_is_not_due_stays(kept: Kept) -> None:
    """Nothing younger than the rule says goes, and no rule looks into the future."""
    with copied(kept.directory) as found:
        assert retire(found, now() - timedelta(days=1))[0] == []
        with pytest.raises(LedgerError):
            retire(found, now() + timedelta(days=1))
        assert verify_directory(found).streams[STREAM].records == len(kept.records) + 1


def test_other_deletions_are_found(kept: Kept) -> None:
    """A segment deleted by hand is found, beside retired ones and if its retirement is made up."""
    with copied(kept.directory) as found:
        records_path(stream_path(found, STREAM), 1).unlink()
        assert [fault.kind for fault in verify_directory(found, kept.roots).faults] == ["segment_removed"]
        retire(found, now())
        assert [fault.kind for fault in verify_directory(found, kept.roots).faults] == ["segment_removed"]


def test_a_retirement_before_its_time_is_found(kept: Kept) -> None:
    """A retirement entered for a segment younger than its rule is told from a lawful one."""
    with copied(kept.directory) as found:
        gone, _ = retire(found, now())
        with copied(kept.directory) as other:
            from dataclasses import asdict, replace

            from jingling.ledger.segment import as_line

            forged = replace(gone[0], before="2020-01-01T00:00:00.000Z")
            with Writer(other, "retention") as writer:
                writer.append([as_line({"ledger": "retired"} | asdict(forged))])
            records_path(stream_path(other, STREAM), 0).unlink()
            told = verify_directory(other, kept.roots).faults
            assert [(fault.kind, fault.segment) for fault in told] == [("retired_too_early", 0)]
