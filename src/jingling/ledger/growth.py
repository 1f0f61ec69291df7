"""Proofs of growth: that between two published roots the ledger has only been added to.

A proof holds both statements and, for each stream of the earlier one, the consistency path of RFC 9162
between its two trees of closed segments; and where a segment was open, the path from what it held then to
what it holds in the later statement.
"""

from pathlib import Path
from typing import Any

from jingling.ledger.errors import AlteredError, DamagedError, UnprovedError
from jingling.ledger.proving import as_bytes, as_text, from_hexadecimal, hexadecimal
from jingling.ledger.publishing import Head, Statement, read_statements, statement_of_line, statement_with
from jingling.ledger.sealing import read_leaves, read_seals, seal_of_line
from jingling.ledger.stream import stream_path
from jingling.ledger.tree import consistency_path, inclusion_path, is_consistent, root_of_inclusion

GROWTH = "growth"
"""What a proof of growth says that it proves."""


def prove_growth(directory: Path, earlier_root: str, later_root: str = "") -> dict[str, Any]:
    """Prove that what was published as `later_root` only adds to what was published as `earlier_root`.

    Args:
        directory: the data directory.
        earlier_root: a published root.
        later_root: a later one; the newest unless given.

    Raises:
        UnprovedError: a root was not published from here, or they are the wrong way round.
        AlteredError: it did not only grow.
    """
    earlier = statement_with(directory, earlier_root)
    later = statement_with(directory, later_root) if later_root else read_statements(directory)[-1]
    if later.at < earlier.at:
        raise UnprovedError("The second root is older than the first.", "Name the older root first.")
    streams = {
        name: _paths(stream_path(directory, name), head, later.streams[name])
        for name, head in earlier.streams.items()
        if name in later.streams
    }
    proof = {
        "proves": GROWTH,
        "earlier": as_text(earlier.line()),
        "later": as_text(later.line()),
        "streams": streams,
    }
    check_growth(proof, earlier.root(), later.root())
    return proof


def check_growth(proof: dict[str, Any], earlier_root: str, later_root: str) -> tuple[Statement, Statement]:
    """Check a proof of growth against both published roots; nothing else is needed.

    Raises:
        AlteredError: it does not show that the ledger only grew.
    """
    try:
        earlier = statement_of_line(as_bytes(proof["earlier"]), "The proof's earlier statement")
        later = statement_of_line(as_bytes(proof["later"]), "The proof's later statement")
        grown = (
            proof["proves"] == GROWTH
            and (earlier.root(), later.root()) == (earlier_root.lower(), later_root.lower())
            and all(
                _has_grown(name, head, later.streams[name], proof["streams"][name])
                for name, head in earlier.streams.items()
            )
        )
    except (KeyError, TypeError, ValueError, AttributeError, DamagedError) as fault:
        raise AlteredError("The proof is damaged, or a stream is gone.", "Ask for it again.") from fault
    if not grown:
        raise AlteredError(
            "The later root does not only add to the earlier one.",
            "`jingling ledger verify --data DIR` with both roots tells where.",
        )
    return earlier, later


def _paths(stream: Path, earlier: Head, later: Head) -> dict[str, Any]:
    seals = read_seals(stream)[: later.segments]
    roots = [seal.leaf() for seal in seals]
    paths: dict[str, Any] = {"path": hexadecimal(consistency_path(earlier.segments, roots))}
    part = earlier.open
    if part:
        leaves = read_leaves(stream, part.segment)
        if part.segment < later.segments:
            paths["segment"] = as_text(seals[part.segment].line())
            paths["segment_path"] = hexadecimal(inclusion_path(part.segment, roots))
        elif later.open:
            leaves = leaves[: later.open.count]
        if len(leaves) < part.count:
            raise UnprovedError(
                f"Segment {part.segment} of {stream.name}, which was open then, is not here any more.",
                "Name an earlier root that was published when it was closed.",
            )
        paths["open_path"] = hexadecimal(consistency_path(part.count, leaves))
    return paths


def _has_grown(stream: str, earlier: Head, later: Head, paths: dict[str, Any]) -> bool:
    path, old, new = from_hexadecimal(paths["path"]), bytes.fromhex(earlier.root), bytes.fromhex(later.root)
    if not is_consistent(earlier.segments, old, later.segments, new, path):
        return False
    part = earlier.open
    if part is None:
        return True
    if part.segment < later.segments:
        seal = seal_of_line(as_bytes(paths["segment"]), "The proof's segment")
        upper = from_hexadecimal(paths["segment_path"])
        if root_of_inclusion(seal.leaf(), part.segment, later.segments, upper) != new:
            return False
        name, segment, first, count, root = seal.stream, seal.segment, seal.first, seal.count, seal.root
    elif later.open:
        name, segment, first = stream, later.open.segment, later.open.first
        count, root = later.open.count, later.open.root
    else:
        return False
    return (name, segment, first) == (stream, part.segment, part.first) and is_consistent(
        part.count,
        bytes.fromhex(part.root),
        count,
        bytes.fromhex(root),
        from_hexadecimal(paths["open_path"]),
    )
