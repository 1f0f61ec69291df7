"""Verifying one stream: each segment held to its root line, each root line to the heads published."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from jingling.ledger.errors import DamagedError
from jingling.ledger.faults import Fault
from jingling.ledger.locating import locate, without_growth
from jingling.ledger.publishing import Head, OpenPart
from jingling.ledger.retiring import Retirement
from jingling.ledger.sealing import Seal, read_leaves, roots_path, seal_of, seal_of_line
from jingling.ledger.segment import Contents, read_contents, read_gap, read_lines, records_path
from jingling.ledger.stream import segments_kept
from jingling.ledger.tree import GrowingTree, leaf_hashes, tree_hash


@dataclass
class StreamReport:
    """What is there of a stream.

    Args:
        segments: segments that were ever opened.
        records: records that are there.
        published: records that the newest statement covers, retired ones among them.
        retired: records that were retired by rule.
        gaps: gap markers, as they were recorded.
        unfinished: bytes behind the last whole group of the open segment: being written, or left by a crash.
    """

    segments: int = 0
    records: int = 0
    published: int = 0
    retired: int = 0
    gaps: list[dict[str, Any]] = field(default_factory=list)
    unfinished: int = 0


def verify_stream(
    stream: Path, heads: list[Head], retired: dict[tuple[str, int], Retirement]
) -> tuple[StreamReport, list[Fault]]:
    """Hold a stream to its root lines and to the heads published of it, oldest first."""
    check = _Check(stream, retired)
    check.read_seals()
    check.hold_to_heads(heads)
    parts = [head.open for head in heads if head.open]
    segments = 1 + max(check.last, len(check.seals) - 1, *(part.segment for part in parts), 0)
    for segment in range(segments):
        check.segment(segment, [part for part in parts if part.segment == segment])
    check.report.segments = segments
    if heads:
        part = heads[-1].open
        closed = sum(seal.count for seal in check.seals[: heads[-1].segments])
        check.report.published = closed + (part.count if part else 0)
    return check.report, check.faults


class _Check:
    """The state of one stream's verification, from its first segment to its last."""

    def __init__(self, stream: Path, retired: dict[tuple[str, int], Retirement]) -> None:
        self.stream, self.retired = stream, retired
        self.report = StreamReport()
        self.faults: list[Fault] = []
        self.seals: list[Seal] = []
        self.last = max(segments_kept(stream))
        self._next: int | None = 0  # number that the segment at hand must begin with; None if unknown

    def fault(
        self, kind: str, segment: int | None, first: int | None = None, last: int | None = None
    ) -> None:
        """Note one thing that is wrong."""
        self.faults.append(Fault(kind, self.stream.name, segment, first, last))

    def read_seals(self) -> None:
        """Read the root lines and check their chain, up to the first that is damaged."""
        previous: str | None = None
        for at, line in enumerate(read_lines(roots_path(self.stream))):
            try:
                seal = seal_of_line(line, "")
            except DamagedError:
                self.fault("root_altered", at)
                return
            if (seal.stream, seal.segment) != (self.stream.name, at):
                self.fault("root_altered", at)
                return
            if seal.previous != previous:
                self.fault("root_altered", max(at - 1, 0))
                return
            self.seals.append(seal)
            previous = seal.leaf().hex()

    def hold_to_heads(self, heads: list[Head]) -> None:
        """Hold the tree of root lines to each head; name the first segment at which they may part."""
        tree = GrowingTree()
        grown = 0
        for head in heads:
            if head.segments > len(self.seals):
                if not self.faults:
                    self.fault("root_removed", len(self.seals))
                return
            tree.extend([seal.leaf() for seal in self.seals[grown : head.segments]])
            grown = max(grown, head.segments)
            if head.segments < grown or tree.root().hex() != head.root:
                self.fault("stream_altered", max(head.segments - 1, 0))
                return

    def segment(self, segment: int, parts: list[OpenPart]) -> None:
        """Check one segment: what it holds, how it follows the one before, what was published of it."""
        seal = self.seals[segment] if segment < len(self.seals) else None
        path = records_path(self.stream, segment)
        if not path.exists():
            self._absent(segment, seal)
            return
        data = path.read_bytes()
        contents = read_contents(data)
        whole = contents if contents and contents.size == len(data) else None
        leaves = leaf_hashes(whole.records if whole else _lines(data))
        faults = len(self.faults)
        if seal:
            self._hold_to_seal(seal, leaves, whole)
        for part in parts:
            if len(self.faults) == faults:
                self._hold_to_part(part, leaves)
        if seal is None and len(self.faults) == faults:
            self._hold_to_framing(segment, contents, data, max((part.count for part in parts), default=0))
        if contents and len(self.faults) == faults:
            self._follow(contents)
        else:
            self._next = seal.next if seal else None
        self.report.records += len(leaves) if seal or contents is None else len(contents.records)

    def _absent(self, segment: int, seal: Seal | None) -> None:
        """Judge a segment whose records are gone."""
        self._next = seal.next if seal else None
        retirement = self.retired.get((self.stream.name, segment))
        if seal is None or retirement is None or retirement.root != seal.leaf().hex():
            self.fault("segment_removed", segment, seal.first if seal else None, _last_of(seal))
        elif not retirement.is_lawful() or retirement.closed_at != seal.closed_at:
            self.fault("retired_too_early", segment, seal.first, _last_of(seal))
        else:
            self.report.retired += seal.count

    def _hold_to_seal(self, seal: Seal, leaves: list[bytes], contents: Contents | None) -> None:
        """Hold a closed segment to its root line."""
        kept, root = read_leaves(self.stream, seal.segment), tree_hash(leaves)
        known = (root if kept == leaves else tree_hash(kept)).hex() == seal.root
        if root.hex() != seal.root:
            if not known:
                self.fault("segment_altered", seal.segment, seal.first, _last_of(seal))
                return
            kind, first, last = locate(kept, leaves)
            self.fault(kind, seal.segment, seal.first + first, seal.first + last)
        elif contents is None or seal_of(contents, root, seal.previous) != seal:
            self.fault("segment_damaged", seal.segment, seal.first)
        elif not known:
            self.fault("leaves_altered", seal.segment)

    def _hold_to_framing(self, segment: int, contents: Contents | None, data: bytes, published: int) -> None:
        """Hold a segment that no root line covers yet to its own checksums.

        What cannot be read at the end of the open segment is no fault if it is one group at most (a writer
        may be at it, or have died at it) and nothing of it was published.
        """
        if contents is None:
            self.fault("segment_damaged", segment, self._next)
            return
        header, rest = contents.header, data[contents.size :]
        in_hand = rest.count(b"#group ") <= 1 and len(contents.records) >= published
        if (header.stream, header.segment) != (self.stream.name, segment):
            self.fault("segment_damaged", segment, self._next)
        elif segment == self.last and contents.closing is None and in_hand:
            self.report.unfinished = len(rest)
        elif rest or contents.closing is None:
            self.fault("segment_damaged", segment, header.first + len(contents.records))

    def _hold_to_part(self, part: OpenPart, leaves: list[bytes]) -> None:
        """Hold a segment to what was published of it while it was open."""
        kept = read_leaves(self.stream, part.segment)[: part.count]
        known = tree_hash(kept).hex() == part.root
        if len(leaves) >= part.count and tree_hash(leaves[: part.count]).hex() == part.root:
            if not known:
                self.fault("leaves_altered", part.segment)
            return
        if not known:
            self.fault("segment_altered", part.segment, part.first, part.first + part.count - 1)
            return
        kind, first, last = locate(kept, without_growth(kept, leaves))
        self.fault(kind, part.segment, part.first + first, part.first + last)

    def _follow(self, contents: Contents) -> None:
        """Check that numbers go on from the segment before, and that those left out are marked."""
        header, closing = contents.header, contents.closing
        if self._next not in {None, header.first}:
            self.fault("numbers_missing", header.segment, self._next)
        end = header.first + len(contents.records)
        self._next = closing.next if closing else None
        if closing is None or closing.ended != "gap":
            marked = end
        else:
            marker = read_gap(contents.records[-1]) if contents.records else {}
            self.report.gaps.append(marker)
            marked = marker.get("count", 0) + end - 1 if marker.get("first") == end - 1 else end
        if closing and closing.next != marked:
            self.fault("numbers_missing", header.segment, end)


def _lines(data: bytes) -> list[bytes]:
    """Read the records of a damaged file: every line but those that the ledger puts between them."""
    lines = data.split(b"\n")
    lines = lines if lines[-1] else lines[:-1]
    return [line for line in lines if not line.startswith((b"#segment ", b"#group ", b"#closed "))]


def _last_of(seal: Seal | None) -> int | None:
    return seal.first + seal.count - 1 if seal and seal.count else None
