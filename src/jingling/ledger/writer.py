"""The writer of a stream: appends records, ends segments, and marks what is missing.

A segment without its closing line tells that its writer died. The next writer keeps every whole group of
it, puts the rest aside, and ends it with a gap marker. Numbers that the dead writer may have given out for
records that were never written are not used again: the stream goes on behind the gap.
"""

import fcntl
import os
from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path
from types import TracebackType
from typing import Self

from jingling.ledger.durable import UNFINISHED, make_directory, write_durably
from jingling.ledger.errors import BusyError, DamagedError, RecordError, WriteError
from jingling.ledger.evidence import check_stream
from jingling.ledger.open_segment import OpenSegment
from jingling.ledger.segment import Ending, as_line, now, read_contents, torn_path

DIED = "writer_died"
"""The reason that a recovery gives for its gap."""


class Writer:
    """Writes one stream, `directory/ledger/stream/`: one process, and one thread at a time.

    It hashes nothing; that is for whoever publishes a root (`publishing.py`). Whoever gives out evidence
    ids before the records are appended may be ahead of `next_sequence` by `segment_records` at most: so
    many numbers a recovery skips.

    Args:
        directory: the data directory.
        stream: the stream's name: small letters, digits, inner hyphens.
        segment_records: records at which a segment ends and the next begins.

    Raises:
        RecordError: the name cannot be a stream's, or a record is no line.
        BusyError: another writer has the stream.
        DamagedError: the stream's last segment is none.
        WriteError: the disk does not take it. The group at hand is then not kept, or, where a sync fails,
            not surely; `append` may be tried again, or the loss marked with `mark_gap`. Once the message
            says that the stream takes no more, open it anew: its recovery marks the loss.
    """

    def __init__(self, directory: Path, stream: str, *, segment_records: int = 65_536) -> None:
        if segment_records < 1:
            raise RecordError("A segment holds one record at least.")
        self._path = directory / "ledger" / check_stream(stream)
        self._limit = segment_records
        try:
            make_directory(self._path)
            self._lock = locked(self._path, "Give each writing process a stream of its own.")
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

    @property
    def usable(self) -> bool:
        """Whether it takes records still; otherwise the stream is to be opened anew."""
        return self._open.usable

    def append(self, records: Sequence[bytes], *, sync: bool = False) -> int:
        """Write records, each a line of JSON without its newline, as one group in one write.

        After the return they survive the death of the process; with `sync`, power loss too, and so does
        whatever was appended before. A group holds `segment_records` records at most.

        Returns:
            The sequence number of the first of them.
        """
        if len(records) > self._limit:
            raise RecordError(
                f"{len(records)} records are more than a segment holds.", "Append fewer at once."
            )
        segment = self._open
        if segment.count >= self._limit:
            segment = self._roll(self.next_sequence, "full")
        first = segment.header.first + segment.count
        if records:
            segment.append(records)
        if sync:
            segment.sync()
        return first

    def mark_gap(self, first: int, count: int, reason: str) -> None:
        """Say that `count` numbers from `first` on have no records, and go on behind them.

        The marker itself is stored under the number `first`, which must be `next_sequence`; synced.
        """
        self._mark(first, count, {"reason": reason})

    def close(self) -> None:
        """End the segment, and give the stream free; every number given out must have been appended."""
        if self._lock < 0:
            return
        try:
            self._open.close(self.next_sequence, "closed")
        finally:
            self.abandon()

    def abandon(self) -> None:
        """Give the stream free as if the process had died: the next writer marks a gap."""
        if self._lock >= 0:
            self._open.release()
            os.close(self._lock)
            self._lock = -1

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        if fault is None:
            self.close()
        else:  # who knows what was still to be appended
            self.abandon()

    def _begin(self) -> OpenSegment:
        """Open the stream where it ended, recovering if its writer died."""
        for unfinished in self._path.glob("*" + UNFINISHED):
            unfinished.unlink()
        last = max(self._path.glob("*.records"), default=None)
        if last is None:
            return OpenSegment.create(self._path, 0, 0, self._limit)
        data = last.read_bytes()
        contents = read_contents(data)
        if contents is None:
            raise DamagedError(
                f"{last} is no segment.", "`jingling ledger verify` tells what else is damaged."
            )
        header, closing = contents.header, contents.closing
        if closing is not None:
            self._open = OpenSegment.create(self._path, header.segment + 1, closing.next, self._limit)
            if closing.ended == "closed":
                return self._open
        else:
            if contents.size < len(data):
                torn = torn_path(self._path, header.segment)
                earlier = torn.read_bytes() if torn.exists() else b""
                write_durably(torn, earlier + data[contents.size :])
                os.truncate(last, contents.size)
            self._open = OpenSegment(last, contents)
        # A dead writer may have written a whole group over the limit, and given out as many numbers ahead.
        beyond = self._open.header.first + 3 * max(header.limit, self._limit)
        self._mark(self.next_sequence, beyond - self.next_sequence, {"reason": DIED} | self._torn())
        return self._open

    def _torn(self) -> dict[str, object]:
        """Tell what was cut off and put aside, now or by a recovery that itself was cut short."""
        path = torn_path(self._path, self._open.header.segment)
        if not path.exists():
            return {}
        data = path.read_bytes()
        return {"torn_bytes": len(data), "torn_sha256": sha256(data).hexdigest()}

    def _mark(self, first: int, count: int, told: dict[str, object]) -> None:
        if first != self.next_sequence or count < 1:
            raise RecordError(
                f"A gap of {count} numbers from {first} on cannot stand at {self.next_sequence}.",
                "A gap begins where the records end, and is one number long at least.",
            )
        marker = {"ledger": "gap", "first": first, "count": count, "at": now()} | told
        self._open.append([as_line(marker)])
        self._roll(first + count, "gap")

    def _roll(self, following: int, ended: Ending) -> OpenSegment:
        """End the segment and begin the next."""
        self._open.close(following, ended)
        self._open = OpenSegment.create(self._path, self._open.header.segment + 1, following, self._limit)
        return self._open


def locked(directory: Path, hint: str) -> int:
    """Take a directory's lock, which the system gives free when the process ends, however it ends.

    Raises:
        BusyError: somebody has it.
    """
    handle = os.open(directory / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as fault:
        os.close(handle)
        raise BusyError(f"{directory} is being written by another process.", hint) from fault
    return handle
