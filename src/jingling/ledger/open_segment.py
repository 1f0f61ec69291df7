"""The segment that a writer has open: its two files, its running sum, its growing tree."""

import os
from collections.abc import Sequence
from pathlib import Path

from jingling.ledger.errors import WriteError
from jingling.ledger.seal import Ending, Seal, seal_path, write_durably
from jingling.ledger.segment import (
    Contents,
    Header,
    group,
    leaves_path,
    now,
    read_contents,
    records_path,
    torn_path,
)
from jingling.ledger.tree import GrowingTree, leaf_hashes


class OpenSegment:
    """A segment that takes records.

    It opens the file that the header names, which must be there (`create`). Whatever follows the last whole
    group is put aside into a file of its own (`torn_path`) and cut off.

    Raises:
        WriteError: the disk does not take what is written. Nothing is then kept of that `append`, or, where
            even that is not sure, every further one fails, and the next writer of the stream recovers.
    """

    def __init__(self, stream: Path, header: Header) -> None:
        self.header = header
        self._stream = stream
        self._tree = GrowingTree()
        self._usable = True
        path = records_path(stream, header.segment)
        data = path.read_bytes()
        contents = read_contents(data)
        if contents.header != header:
            contents = Contents(None, (), (), 0, 0)
        if contents.size < len(data):
            write_durably(torn_path(stream, header.segment), data[contents.size :])
        if contents.header is None:
            write_durably(path, header.line())
            contents = read_contents(header.line())
        os.truncate(path, contents.size)
        self.count, self._size, self._crc = len(contents.records), contents.size, contents.crc
        leaves = leaf_hashes(contents.records)
        self._tree.extend(leaves)
        leaves_path(stream, header.segment).write_bytes(b"".join(leaves))
        self._records = os.open(path, os.O_WRONLY | os.O_APPEND)
        self._leaves = os.open(leaves_path(stream, header.segment), os.O_WRONLY | os.O_APPEND)

    @staticmethod
    def create(stream: Path, segment: int, first: int, limit: int) -> "OpenSegment":
        """Begin a segment, durably: from now on its being there without a root file tells of a crash."""
        header = Header(stream.name, segment, first, limit, now())
        write_durably(records_path(stream, segment), header.line())
        return OpenSegment(stream, header)

    def append(self, records: Sequence[bytes]) -> None:
        """Write records as one group."""
        block, crc = group(records, self._crc)
        leaves = leaf_hashes(records)
        self._guard()
        try:
            _write_all(self._leaves, b"".join(leaves))
            _write_all(self._records, block)
        except OSError as fault:
            self._take_back()
            raise WriteError(f"{self._stream} did not take {len(records)} records: {fault}.") from fault
        self._tree.extend(leaves)
        self._crc, self._size, self.count = crc, self._size + len(block), self.count + len(records)

    def sync(self) -> None:
        """Make every record so far survive power loss."""
        self._sync(self._records)

    def seal(self, ended: Ending, following: int, previous: str | None) -> Seal:
        """Close the segment for good and write its root file; the next segment begins at number `following`."""
        self._sync(self._records)
        self._sync(self._leaves)
        header = self.header
        seal = Seal(
            stream=header.stream,
            segment=header.segment,
            first=header.first,
            count=self.count,
            next=following,
            root=self._tree.root().hex(),
            previous=previous,
            opened_at=header.opened_at,
            closed_at=now(),
            ended=ended,
        )
        try:
            write_durably(seal_path(self._stream, header.segment), seal.line() + b"\n")
        except OSError as fault:
            self._usable = False
            raise WriteError(f"{self._stream} did not take a root file: {fault}.") from fault
        self.release()
        return seal

    def release(self) -> None:
        """Let go of the files without closing the segment."""
        if self._records >= 0:
            os.close(self._records)
            os.close(self._leaves)
        self._records = self._leaves = -1
        self._usable = False

    def _guard(self) -> None:
        if not self._usable:
            raise WriteError(
                f"{self._stream} takes no more records.",
                "Open the stream anew: what was lost is then marked.",
            )

    def _sync(self, handle: int) -> None:
        self._guard()
        try:
            os.fsync(handle)
        except OSError as fault:  # what the disk holds now is unknown, and a second fsync would not tell
            self._usable = False
            raise WriteError(f"{self._stream} cannot be synced: {fault}.") from fault

    def _take_back(self) -> None:
        """Cut off what was half written."""
        try:
            os.ftruncate(self._records, self._size)
            os.ftruncate(self._leaves, self.count * 32)
        except OSError:
            self._usable = False


def _write_all(handle: int, data: bytes) -> None:
    """Write bytes in one call, or in several where the system takes a part only."""
    rest = memoryview(data)
    while rest:
        rest = rest[os.write(handle, rest) :]
