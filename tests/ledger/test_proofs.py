"""A proof proves its record, and nothing else, to somebody who has the root alone."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sample_ledgers import STREAM, Kept, copied, read_segment

from jingling.ledger import (
    AlteredError,
    DamagedError,
    RecordError,
    UnprovedError,
    check_growth,
    check_proof,
    find,
    format_evidence,
    parse_evidence,
    prove,
    prove_growth,
    records,
)
from jingling.ledger.publishing import read_statements


def test_every_record_is_proved_under_every_root_that_covers_it(kept: Kept) -> None:
    """Each record and each number in the gap has a proof; roots published before it are refused."""
    newest = kept.records | dict.fromkeys(range(12, 19))
    for statement in read_statements(kept.directory):
        proved = 0
        for sequence, line in newest.items():
            try:
                proof = prove(kept.directory, f"{STREAM}-{sequence}", statement.root())
            except UnprovedError:
                continue
            proved += 1
            told = check_proof(json.loads(json.dumps(proof)), statement.root())
            assert told.is_gap == (line is None)
            assert line is None or told.record == line
            assert told.evidence == (STREAM, sequence)
        head = statement.streams[STREAM]
        assert head.open is not None
        assert proved == head.open.first + head.open.count


def test_a_proof_is_for_no_other_record(kept: Kept) -> None:
    """With any other record, number or root put into it, no proof holds."""
    root = kept.roots[-1]
    proofs = {at: prove(kept.directory, f"{STREAM}-{at}") for at in kept.records}
    for at, proof in proofs.items():
        for other, foreign in proofs.items():
            if other != at:
                with pytest.raises(AlteredError):
                    check_proof(proof | {"record": foreign["record"]}, root)
                with pytest.raises(AlteredError):
                    check_proof(proof | {"evidence": foreign["evidence"]}, root)
        with pytest.raises(AlteredError):
            check_proof(proof, kept.roots[0])


@given(st.data())
def test_an_altered_proof_is_refused(kept: Kept, data: st.DataObject) -> None:
    """Any character of a proof altered, it proves what it proved before, or nothing."""
    sequence = data.draw(st.sampled_from(sorted(kept.records)))
    proof: dict[str, Any] = prove(kept.directory, f"{STREAM}-{sequence}")
    text = json.dumps(proof)
    at = data.draw(st.integers(0, len(text) - 1))
    altered = text[:at] + data.draw(st.sampled_from('0a1{"\\, ')) + text[at + 1 :]
    try:
        told = check_proof(json.loads(altered), kept.roots[-1])
    except (AlteredError, ValueError):
        return
    assert told.record == kept.records[told.evidence.sequence]
    assert told.evidence.sequence == sequence


def test_growth_is_proved_between_any_two_roots(kept: Kept) -> None:
    """Of two roots the later is proved to contain the earlier, and never the other way round."""
    for at, earlier in enumerate(kept.roots):
        for later in kept.roots[at:]:
            proof = json.loads(json.dumps(prove_growth(kept.directory, earlier, later)))
            check_growth(proof, earlier, later)
            if earlier != later:
                with pytest.raises(UnprovedError):
                    prove_growth(kept.directory, later, earlier)
                with pytest.raises(AlteredError):
                    check_growth(proof, later, earlier)


def test_growth_of_something_else_is_refused(kept: Kept) -> None:
    """A proof of growth with any path or statement altered is refused."""
    proof = prove_growth(kept.directory, kept.roots[0], kept.roots[-1])
    told = proof["streams"][STREAM]
    for part in ("path", "open_path", "segment_path"):
        for at, node in enumerate(told[part]):
            other = [*told[part]]
            other[at] = node[:-1] + ("0" if node[-1] != "0" else "1")
            with pytest.raises(AlteredError):
                check_growth(
                    proof | {"streams": {STREAM: told | {part: other}}}, kept.roots[0], kept.roots[-1]
                )
    with pytest.raises(AlteredError):
        check_growth(proof | {"streams": {}}, kept.roots[0], kept.roots[-1])


def test_an_altered_record_is_not_proved(kept: Kept) -> None:
    """Where the record on disk is not the one published, there is no proof but an error."""
    with copied(kept.directory) as found:
        path = found / "ledger" / STREAM / "00000000.records"
        path.write_bytes(path.read_bytes().replace("允许".encode(), "拒绝".encode(), 1))
        with pytest.raises(DamagedError):
            prove(found, f"{STREAM}-0")
    with copied(kept.directory) as found:
        _, there, rewrite = read_segment(found, 0)
        rewrite([b'{"verdict":"reject"}', *there[1:]])
        with pytest.raises(AlteredError):
            prove(found, f"{STREAM}-0")


def test_records_are_found_by_number(kept: Kept) -> None:
    """Reading from any number on gives the records from there, and each number finds its own."""
    for since in range(32):
        told = {record.sequence: record.line for record in records(kept.directory, STREAM, since)}
        assert {at: line for at, line in told.items() if at != 12} == {
            at: line for at, line in kept.records.items() if at >= since
        }
    for at, line in kept.records.items():
        assert find(kept.directory, parse_evidence(f"{STREAM}-{at}")) == (at, line)
    assert find(kept.directory, parse_evidence(f"{STREAM}-17")).sequence == 12
    with pytest.raises(UnprovedError):
        find(kept.directory, parse_evidence(f"{STREAM}-31"))


@given(st.from_regex(r"[a-z0-9]([a-z0-9-]{0,20}[a-z0-9])?", fullmatch=True), st.integers(0, 10**18))
def test_evidence_ids_are_read_as_they_are_written(stream: str, sequence: int) -> None:
    """Whatever the stream's name, an id gives back stream and number."""
    assert parse_evidence(format_evidence(stream, sequence)) == (stream, sequence)


@pytest.mark.parametrize(
    "text", ["", "gate", "gate-", "gate-01", "-1", "Gate-1", "../x-1", "gate-1 "], ids=repr
)
def test_what_is_no_evidence_id_is_refused(text: str) -> None:
    """A text that could be read in two ways, or leads out of the directory, is no id."""
    with pytest.raises(RecordError):
        parse_evidence(text)
