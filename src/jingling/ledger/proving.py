"""Proofs: that a record stood in the ledger when a root was published. They need neither ledger nor trust.

A proof is a JSON object. From its record an audit path leads to the root of its segment; from the segment's
root line another leads to the root of its stream; that stands in the statement, whose hash is the published
root. A record of a segment that was still open skips the middle.
"""

from pathlib import Path
from typing import Any, NamedTuple

from jingling.ledger.errors import AlteredError, DamagedError, RecordError, UnprovedError
from jingling.ledger.evidence import Evidence, parse_evidence
from jingling.ledger.publishing import (
    Head,
    Statement,
    read_statements,
    statement_of_line,
    statement_with,
)
from jingling.ledger.sealing import read_seals, seal_of_line
from jingling.ledger.segment import read_gap
from jingling.ledger.stream import place, read_segment, stream_path
from jingling.ledger.tree import inclusion_path, leaf_hash, leaf_hashes, root_of_inclusion

PROOF = "record"
"""What a proof of a record says that it proves."""


class Proved(NamedTuple):
    """A record, or the gap marker that covers the number, was in the ledger by that moment."""

    evidence: Evidence
    record: bytes
    published_at: str
    is_gap: bool


def prove(directory: Path, evidence_id: str, root: str = "") -> dict[str, Any]:
    """Prove that a record was in the ledger when a root was published.

    Args:
        directory: the data directory.
        evidence_id: `<stream>-<sequence>`.
        root: the published root to prove it under; the newest that covers the record unless given.

    Raises:
        RecordError: the id is none.
        UnprovedError: there is no such record, or no such root, or the root does not cover it.
        AlteredError: the record is not what was published.
    """
    evidence = parse_evidence(evidence_id)
    stream = stream_path(directory, evidence.stream)
    segment, index = place(stream, evidence)
    statement = _covering(directory, evidence.stream, segment, index, root)
    head = statement.streams[evidence.stream]
    leaves = leaf_hashes(records := read_segment(stream, segment).records)
    proof: dict[str, Any] = {"proves": PROOF, "evidence": evidence_id, "record": as_text(records[index])}
    if segment < head.segments:
        seals = read_seals(stream)[: head.segments]
        upper = inclusion_path(segment, [seal.leaf() for seal in seals])
        proof |= {"index": index, "path": hexadecimal(inclusion_path(index, leaves))}
        proof |= {"segment": as_text(seals[segment].line()), "segment_path": hexadecimal(upper)}
    elif head.open:
        proof |= {"index": index, "path": hexadecimal(inclusion_path(index, leaves[: head.open.count]))}
    proof |= {"published": as_text(statement.line())}
    check_proof(proof, statement.root())
    return proof


def check_proof(proof: dict[str, Any], *roots: str) -> Proved:
    """Check a proof against published roots, of which it is to lead to one; nothing else is needed.

    Raises:
        AlteredError: it does not lead from its record to any of the roots.
    """
    try:
        proved = _check(proof, {root.lower() for root in roots})
    except (KeyError, TypeError, ValueError, AttributeError, DamagedError, RecordError) as fault:
        raise AlteredError("The proof is damaged.", "Ask for it again.") from fault
    if proved is None:
        raise AlteredError(
            "The proof does not lead to this root.", "The record, the proof or the root was altered."
        )
    return proved


def _check(proof: dict[str, Any], roots: set[str]) -> Proved | None:
    statement = statement_of_line(as_bytes(proof["published"]), "The proof's statement")
    if statement.root() not in roots or proof["proves"] != PROOF:
        return None
    evidence, record, index = parse_evidence(proof["evidence"]), as_bytes(proof["record"]), proof["index"]
    head = statement.streams[evidence.stream]
    if "segment" in proof:
        seal = seal_of_line(as_bytes(proof["segment"]), "The proof's segment")
        upper = root_of_inclusion(
            seal.leaf(), seal.segment, head.segments, from_hexadecimal(proof["segment_path"])
        )
        if upper is None or upper.hex() != head.root or seal.stream != evidence.stream:
            return None
        first, count, following, segment_root = seal.first, seal.count, seal.next, seal.root
    elif head.open:
        first, count, segment_root = head.open.first, head.open.count, head.open.root
        following = first + count
    else:
        return None
    reached = root_of_inclusion(leaf_hash(record), index, count, from_hexadecimal(proof["path"]))
    until = following if index == count - 1 else first + index + 1
    if reached is None or reached.hex() != segment_root or not first + index <= evidence.sequence < until:
        return None
    return Proved(evidence, record, statement.at, bool(read_gap(record)))


def _covering(directory: Path, stream: str, segment: int, index: int, root: str) -> Statement:
    """Return the newest statement, or the one asked for, that covers a record."""
    candidates = [statement_with(directory, root)] if root else reversed(read_statements(directory))
    for statement in candidates:
        head = statement.streams.get(stream)
        if head and _covers(head, segment, index):
            return statement
    raise UnprovedError(
        "The record is there, but no such root covers it yet.", "Publish one with `jingling ledger root`."
    )


def _covers(head: Head, segment: int, index: int) -> bool:
    part = head.open
    return segment < head.segments or (part is not None and part.segment == segment and index < part.count)


def as_text(line: bytes) -> str:
    """Return a line as text, whatever its bytes are: those that are no UTF-8 become lone surrogates."""
    return line.decode("utf-8", "surrogateescape")


def as_bytes(text: str) -> bytes:
    """Return the line that `as_text` made a text of."""
    return text.encode("utf-8", "surrogateescape")


def hexadecimal(path: list[bytes]) -> list[str]:
    """Write hashes as texts."""
    return [node.hex() for node in path]


def from_hexadecimal(path: list[str]) -> list[bytes]:
    """Read hashes from texts."""
    return [bytes.fromhex(node) for node in path]
