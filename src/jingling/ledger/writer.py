"""The writer of a stream: appends records, closes segments, and marks what is missing.

A segment that lies there without a root file tells that its writer died. The next writer keeps every whole
group of it, puts the rest aside, and ends it with a gap marker. Numbers that the dead writer may have given
out for records that were never written are not used again: the stream goes on behind the gap.
"""

import fcntl
import os
from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path
from types import TracebackType
from typing import Self

from jingling.ledger.errors import BusyError, RecordError, WriteError
from jingling.ledger.evidence import check_stream
from jingling.ledger.open_segment import OpenSegment
from jingling.ledger.seal import Ending, Seal, read_seal, seal_path, sync_directory
from jingling.ledger.segment import Header, as_line, now, read_contents, records_path, torn_path

DIED = "writer_died"
"""The reason that a recovery gives for its gap."""


class Writer:
    """Writes one stream, `directory/ledger/stream/`; one process, and one thread at a time.

    Whoever gives out evidence ids before the records are appended may be ahead of `next_sequence` by
    `segment_records` at most: so many numbers a recovery skips.

    Args:
        directory: the data directory.
        stream: the stream's name: small letters, digits, inner hyphens.
        segment_records: records at which a segment is closed and its root file written.

    Raises:
        RecordError: the name cannot be a stream's, or a record cannot be a line.
        BusyError: another writer has the stream.
        DamagedError: the last root file is damaged.
        WriteError: the disk does not take it. The group at hand is then not kept; `append` may be tried
            again, or the loss marked with `mark_gap`.
    """

    def __init__(self, directory: Path, stream: str, *, segment_records: int = 65_536) -> None:
        if segment_records < 1:
            raise RecordError("A segment holds one record at least.")
        self._path = directory / "ledger" / check_stream(stream)
        self._limit = segment_records
        self._last: Seal | None = None
        try:
            _make_directory(self._path)
            self._lock = _locked(self._path)
            try:
                self._open = self._begin()
            except BaseException:
                os.close(self._lock)
                raise
        except OSError as fault:
            raise WriteError(f"{self._path} cannot be written: {fault}.") from fault

    @property
    def next_sequence(self) -> int:
        """The number that the next record will have."""
        return self._open.header.first + self._open.count

    def append(self, records: Sequence[bytes], *, sync: bool = False) -> int:
        """Write records, each a line of JSON without its newline, as one group in one write.

        After the return they survive the death of the process; with `sync`, power loss too, and so does
        whatever was appended before. A group that does not fit the segment is written as two.

        Returns:
            The sequence number of the first of them.
        """
        first = self.next_sequence
        while records:
            room = self._open.header.limit - self._open.count
            fitting, records = (records, ()) if len(records) <= room else (records[:room], records[room:])
            if fitting:
                self._open.append(fitting)
            if self._open.count >= self._open.header.limit:
                self._roll("full", self.next_sequence)
        if sync:
            self._open.sync()
        return first

    def mark_gap(self, first: int, count: int, reason: str) -> None:
        """Say that `count` numbers from `first` on have no records, and go on behind them.

        The marker itself is stored under the number `first`, which must be `next_sequence`; synced.
        """
        self._mark(first, count, {"reason": reason})

    def close(self) -> None:
        """Close the segment, write its root file, and give the stream free."""
        if self._lock >= 0:
            try:
                self._last = self._open.seal("closed", self.next_sequence, self._previous)
            finally:
                self._open.release()
                os.close(self._lock)
                self._lock = -1

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @property
    def _previous(self) -> str | None:
        return self._last.leaf().hex() if self._last else None

    def _begin(self) -> OpenSegment:
        """Open the stream where it ended, recovering if its writer died."""
        for unfinished in self._path.glob("*.making"):
            unfinished.unlink()
        closed = [int(path.name[:8]) for path in self._path.glob("*.root.json")]
        if closed:
            self._last = read_seal(seal_path(self._path, max(closed)))
        segment, first = (self._last.segment + 1, self._last.next) if self._last else (0, 0)
        left = records_path(self._path, segment)
        if not left.exists():
            self._open = OpenSegment.create(self._path, segment, first, self._limit)
            if self._last is None or self._last.ended == "closed":
                return self._open
        else:
            found = read_contents(left.read_bytes()).header
            limit = found.limit if found else self._limit
            opened_at = found.opened_at if found else now()
            self._open = OpenSegment(self._path, Header(self._path.name, segment, first, limit, opened_at))
        beyond = first + 2 * max(self._open.header.limit, self._limit)
        self._mark(self.next_sequence, beyond - self.next_sequence, {"reason": DIED} | self._torn())
        return self._open

    def _torn(self) -> dict[str, object]:
        """Tell what was cut off, as it was put aside."""
        path = torn_path(self._path, self._open.header.segment)
        if not path.exists():
            return {}
        data = path.read_bytes()
        return {"torn_bytes": len(data), "torn_sha256": sha256(data).hexdigest()}

    def _mark(self, first: int, count: int, told: dict[str, object]) -> None:
        if first != self.next_sequence or count < 1:
            raise RecordError(
                f"A gap of {count} from {first} on cannot stand at {self.next_sequence}.",
                "A gap begins where the records end, and is one number long at least.",
            )
        marker = {"ledger": "gap", "first": first, "count": count, "at": now()} | told
        self._open.append([as_line(marker)])
        self._roll("gap", first + count)

    def _roll(self, ended: Ending, following: int) -> None:
        """Close the segment and open the next."""
        self._last = self._open.seal(ended, following, self._previous)
        try:
            self._open = OpenSegment.create(self._path, self._last.segment + 1, following, self._limit)
        except OSError as fault:
            raise WriteError(f"{self._path} did not take a new segment: {fault}.") from fault


def _locked(stream: Path) -> int:
    """Take the stream's lock, which the system gives free when the process ends, however it ends."""
    handle = os.open(stream / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as fault:
        os.close(handle)
        raise BusyError(
            f"{stream} has a writer already.", "Give each writing process a stream of its own."
        ) from fault
    return handle


def _make_directory(path: Path) -> None:
    """Make a directory, and make its name and its parents' survive power loss."""
    missing = [place for place in (path, *path.parents) if not place.exists()]
    path.mkdir(parents=True, exist_ok=True)
    for place in missing:
        sync_directory(place.parent)
