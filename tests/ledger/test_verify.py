"""Whatever is altered is found, and named as narrowly as the files allow."""

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sample_ledgers import STREAM, Kept, copied, lines, read_segment

from jingling.ledger import Writer, publish, verify_directory
from jingling.ledger.faults import FAULTS, Fault
from jingling.ledger.faults import __file__ as faults_file
from jingling.ledger.segment import records_path
from jingling.ledger.stream import segments_kept, stream_path

EVIDENCE = ("published.jsonl", "*/roots.jsonl", "*/*.records", "*/*.leaves")


def evidence(directory: Path) -> list[Path]:
    """Return the files that hold evidence."""
    ledger = directory / "ledger"
    return sorted(path for kind in EVIDENCE for path in ledger.glob(kind))


def faults(directory: Path, *roots: str) -> list[Fault]:
    """Verify, and return what is wrong."""
    return verify_directory(directory, roots).faults


def test_what_was_not_altered_holds(kept: Kept) -> None:
    """Under each root, and without one, an unaltered ledger holds."""
    for at, root in enumerate(kept.roots, start=1):
        report = verify_directory(kept.directory, [root])
        assert not report.faults
        assert report.proved == at
    report = verify_directory(kept.directory)
    assert (report.proved, report.statements, report.faults) == (0, 3, [])
    told = report.streams[STREAM]
    assert told.records == told.published == len(kept.records) + 1
    assert [gap["count"] for gap in told.gaps] == [7]


@given(st.data())
@settings(max_examples=200)
def test_any_byte_altered_is_found(kept: Kept, data: st.DataObject) -> None:
    """Any byte of any file of evidence altered, verification finds it."""
    with copied(kept.directory) as found:
        path = data.draw(st.sampled_from(evidence(found)))
        old = bytearray(path.read_bytes())
        at = data.draw(st.integers(0, len(old) - 1))
        old[at] ^= data.draw(st.integers(1, 255))
        path.write_bytes(old)
        told = faults(found, kept.roots[-1])
        assert told
        assert all(fault.text("en") and fault.text("zh") for fault in told)
        if path.suffix == ".records":
            assert {fault.segment for fault in told} == {int(path.stem)}


@given(st.data())
def test_any_truncation_is_found(kept: Kept, data: st.DataObject) -> None:
    """Any file of evidence cut short by more than a last newline, or removed, is found."""
    with copied(kept.directory) as found:
        path = data.draw(st.sampled_from(evidence(found)))
        size = path.stat().st_size
        keep = data.draw(st.integers(-1, size - 2))
        if keep < 0:
            path.unlink()
        else:
            path.write_bytes(path.read_bytes()[:keep])
        assert faults(found, kept.roots[-1])


def swapped(records: list[bytes], at: int) -> tuple[str, list[bytes]]:
    """Swap a record with the next."""
    other = at + 1 if at + 1 < len(records) else at - 1
    records[at], records[other] = records[other], records[at]
    return "records_reordered", records


TAMPERINGS: dict[str, Callable[[list[bytes], int], tuple[str, list[bytes]]]] = {
    "altered": lambda all_, at: ("record_altered", [*all_[:at], b'{"verdict":"x"}', *all_[at + 1 :]]),
    "removed": lambda all_, at: ("record_removed", [*all_[:at], *all_[at + 1 :]]),
    "inserted": lambda all_, at: ("record_inserted", [*all_[:at], b'{"verdict":"x"}', *all_[at:]]),
    "reordered": swapped,
}


@pytest.mark.parametrize("way", TAMPERINGS)
def test_the_record_is_named(kept: Kept, way: str) -> None:
    """A record altered, removed, inserted or moved is named by kind, segment and number.

    That holds for the open segment too, and when every checksum of the file was worked out anew.
    """
    for segment in segments_kept(stream_path(kept.directory, STREAM)):
        count = len(read_segment(kept.directory, segment)[1])
        for at in range(count):
            if count < 2 and way == "reordered":
                continue
            with copied(kept.directory) as found:
                first, there, rewrite = read_segment(found, segment)
                kind, altered = TAMPERINGS[way](there, at)
                rewrite(altered)
                [fault] = faults(found, kept.roots[-1])
                assert (fault.kind, fault.stream, fault.segment) == (kind, STREAM, segment)
                place = first + (min(at, count - 2) if way == "reordered" else at)
                assert fault.first == place


def test_whoever_rewrites_everything_is_found_by_the_root(kept: Kept) -> None:
    """A ledger made anew with one record altered agrees with itself, and not with the root."""
    with copied(kept.directory) as found:
        ledger = found / "ledger"
        statements = (ledger / "published.jsonl").read_bytes()
        for path in evidence(found):
            path.unlink()
        with Writer(found, STREAM, segment_records=5) as writer:
            writer.append(lines(4) + lines(1, 99))
            writer.append(lines(5, 5))
        publish(found)
        assert not faults(found)
        assert [fault.kind for fault in faults(found, kept.roots[-1])] == ["root_unknown"]
        (ledger / "published.jsonl").write_bytes(statements)
        assert faults(found, kept.roots[-1])


def test_a_stream_or_segment_that_is_gone_is_found(kept: Kept) -> None:
    """A removed segment is named, whether closed or open; so is a removed stream."""
    for segment in segments_kept(stream_path(kept.directory, STREAM)):
        with copied(kept.directory) as found:
            records_path(stream_path(found, STREAM), segment).unlink()
            told = faults(found, kept.roots[-1])
            assert ("segment_removed", segment) in {(fault.kind, fault.segment) for fault in told}
    with copied(kept.directory) as found:
        for path in stream_path(found, STREAM).iterdir():
            path.unlink()
        assert [fault.kind for fault in faults(found, kept.roots[-1])] == ["stream_removed"]


def test_what_comes_after_the_root_is_no_fault(kept: Kept) -> None:
    """A ledger that went on after the root, through crashes too, still holds to it."""
    with copied(kept.directory) as found:
        for at in range(3):
            with Writer(found, STREAM, segment_records=5) as writer:
                writer.append(lines(4, 100 + at))
        assert not faults(found, *kept.roots)
        publish(found)
        assert not faults(found, *kept.roots)


def test_every_fault_has_words() -> None:
    """Each kind of fault that has words is one that the code can name."""
    package = Path(faults_file).parent
    source = "".join(path.read_text("utf-8") for path in package.glob("*.py") if path.name != "faults.py")
    assert [kind for kind in FAULTS if f'"{kind}"' not in source] == []
