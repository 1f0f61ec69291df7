"""The segment that a writer has open: one file that only grows."""

import os
from collections.abc import Sequence
from pathlib import Path

from jingling.ledger.durable import write_durably
from jingling.ledger.errors import WriteError
from jingling.ledger.segment import (
    Closing,
    Contents,
    Ending,
    Header,
    closing_line,
    group,
    now,
    read_contents,
    records_path,
)


class OpenSegment:
    """A segment that takes records.

    Args:
        path: its file.
        contents: what the file holds, to its last byte.

    Raises:
        WriteError: the disk does not take what is written. Nothing is then kept of that group; where even
            that is not sure, every further one fails, and the stream's next writer recovers.
    """

    def __init__(self, path: Path, contents: Contents) -> None:
        self.header = contents.header
        self.count = len(contents.records)
        self._path = path
        self._size, self._crc = contents.size, contents.crc
        self._file = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CLOEXEC)
        self.usable = True

    @staticmethod
    def create(stream: Path, segment: int, first: int, limit: int) -> "OpenSegment":
        """Begin a segment, durably: from now on its being there without a closing line tells of a crash."""
        path, header = records_path(stream, segment), Header(stream.name, segment, first, limit, now())
        contents = read_contents(header.line())
        assert contents is not None  # noqa: S101 - a header that was just made is whole
        try:
            write_durably(path, header.line())
            return OpenSegment(path, contents)
        except OSError as fault:
            raise WriteError(f"{path} cannot be made: {fault}.") from fault

    def append(self, records: Sequence[bytes]) -> None:
        """Write records as one group."""
        block, crc = group(records, self._crc)
        self._write(block)
        self._crc, self.count = crc, self.count + len(records)

    def sync(self) -> None:
        """Make all that was written survive power loss."""
        self._guard()
        try:
            os.fsync(self._file)
        except OSError as fault:  # what the disk holds now is unknown, and a second fsync would not tell
            self.usable = False
            raise WriteError(f"{self._path} cannot be synced: {fault}.") from fault

    def close(self, following: int, ended: Ending) -> None:
        """End the segment for good; the next one begins at number `following`."""
        self._write(closing_line(Closing(following, ended, now()), self._crc))
        self.sync()
        self.release()

    def release(self) -> None:
        """Let go of the file without ending the segment."""
        if self._file >= 0:
            os.close(self._file)
        self._file, self.usable = -1, False

    def _write(self, block: bytes) -> None:
        self._guard()
        try:
            written = os.write(self._file, block)
            while written < len(block):  # the disk is about to be full
                written += os.write(self._file, block[written:])
        except OSError as fault:
            self._take_back()
            raise WriteError(f"{self._path} did not take {len(block)} bytes: {fault}.") from fault
        self._size += len(block)

    def _take_back(self) -> None:
        """Cut off what was half written."""
        try:
            os.ftruncate(self._file, self._size)
        except OSError:
            self.usable = False

    def _guard(self) -> None:
        if not self.usable:
            raise WriteError(
                f"{self._path} takes no more records.", "Open the stream anew: what was lost is then marked."
            )
