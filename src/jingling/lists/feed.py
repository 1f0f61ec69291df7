"""The change feed 变更流: what was said since the snapshot, in force for the very next question.

One file of JSON lines, only ever appended to. A writer holds a lock, writes one line and has it on disk
before it says so; a reader looks at the file's size before each question, which costs less than a
microsecond, so that what was acknowledged holds everywhere on the machine at once. The snapshot names the
byte up to which it has everything.

| kind | what it says |
|---|---|
| `refusal` | a called person refuses: a principal, or a number they saw |
| `lift` | that person takes a refusal back, having proved who they are |
| `consent`, `withdrawal` | a consent with its proof, and its end |
| `listing` | a number or a range on a list, until a time |
| `policy` | a person's own policy; none takes it back |
| `snapshot` | a new snapshot was published |
| `beat` | the publisher lives, and all that it heard by then stands above |

A line that a crash tore has no end of line; readers never see it and the next writer takes it away, since
nobody was told that it was written.
"""

import fcntl
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta

from jingling.lists.errors import FeedDamaged

FILE_NAME = "feed.jsonl"

Purpose = Literal["marketing", "service", "collection", "survey", "notification", "emergency"]
Scope = Literal["marketing", "service", "collection", "survey", "notification", "emergency", "*"]
ListName = Literal["allow", "block", "dno", "finding"]
Key = Annotated[int, Meta(gt=0)]


class Line(msgspec.Struct, frozen=True, tag_field="kind", omit_defaults=True):
    """A line of the feed; `at` is Unix seconds when it was written."""

    at: float


class Refusal(Line, frozen=True, tag="refusal"):
    """A refusal as it was said: by the number they saw, by principal, or both.

    Attributes:
        id: its receipt.
        callee, caller: keys; `caller` is 0 where they named the principal.
        principal: the name, `*` for everyone, empty where they gave a number alone.
        said_at: Unix seconds when it was said, as told; 0 for when it was written. It rules nothing.
        channel: how it came: `keypress`, `sms`, `app`, `agent`, …
        proof: digest or reference of what was kept.
        bound: ids of principals known to be bound by it since earlier.
    """

    id: str
    callee: int
    scope: Scope = "*"
    caller: int = 0
    principal: str = ""
    said_at: float = 0
    channel: str = ""
    proof: str = ""
    bound: frozenset[int] = frozenset()


class Lift(Line, frozen=True, tag="lift"):
    """The person's own lifting of their refusal of a principal or of a number; scope `*` is any."""

    callee: int
    method: Literal["one-time-code", "double-opt-in"]
    proof: str
    principal: str = ""
    caller: int = 0
    scope: Scope = "*"


class Consent(Line, frozen=True, tag="consent"):
    """A consent, with the time it was given, never that of its import."""

    callee: int
    principal: str
    purpose: Purpose
    given_at: int
    proof: Annotated[str, Meta(min_length=1)]
    expires_at: int = 0


class Withdrawal(Line, frozen=True, tag="withdrawal"):
    """The end of a consent."""

    callee: int
    principal: str
    purpose: Purpose


class Listing(Line, frozen=True, tag="listing"):
    """A number or range on a list; `until` 0 is without end, a time gone by takes it off."""

    first: int
    last: int
    list: ListName
    listing_class: str = ""
    until: int = 0


class PolicyChange(Line, frozen=True, tag="policy"):
    """A person's own policy as JSON; empty takes it back."""

    policy_id: str
    policy: str = ""


class Published(Line, frozen=True, tag="snapshot"):
    """A snapshot was published."""

    serial: int
    digest: str


class Beat(Line, frozen=True, tag="beat"):
    """The publisher lives, and all that it heard by then stands above."""


Change = Refusal | Lift | Consent | Withdrawal | Listing | PolicyChange | Published | Beat

_decoder = msgspec.json.Decoder(Change)
_encoder = msgspec.json.Encoder()


def append(directory: Path, *changes: Change) -> None:
    """Write changes at the feed's end; on return they are on disk and hold.

    Raises:
        OSError: the disk took them not; nothing is acknowledged.
    """
    path = directory / FILE_NAME
    file = os.open(path, os.O_RDWR | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(file, fcntl.LOCK_EX)
        _cut_torn_line(file)
        new = os.fstat(file).st_size == 0
        _write_all(file, b"".join(_encoder.encode(change) + b"\n" for change in changes))
        os.fsync(file)
        if new:
            sync_directory(directory)
    finally:
        os.close(file)


class Follower:
    """Reads a feed as it grows.

    Args:
        directory: where the feed is, or will be.
        position: the byte to begin at.
    """

    def __init__(self, directory: Path, position: int = 0) -> None:
        self.path = directory / FILE_NAME
        self.position = position
        self._file: int | None = None

    def has_grown(self) -> bool:
        """Say whether there is anything to read.

        Seeking to the end tells the size at an eighth of fstat's cost, half a microsecond; nothing else
        depends on where the file stands, since reading names its place.
        """
        return self._file is None or os.lseek(self._file, 0, os.SEEK_END) != self.position

    def changes(self) -> list[Change]:
        """Return what was added since the last call.

        Raises:
            FeedDamaged: the feed is shorter than it was, or a whole line in it is no change.
        """
        if self._file is None:
            try:
                self._file = os.open(self.path, os.O_RDONLY | os.O_CLOEXEC)
            except FileNotFoundError:
                if self.position:
                    raise FeedDamaged(f"{self.path} is gone.", "Restore it from its copy.") from None
                return []
        size = os.fstat(self._file).st_size
        if size == self.position:
            return []
        if size < self.position:
            raise FeedDamaged(f"{self.path} is shorter than it was.", "Restore it from its copy.")
        return list(self._read(size))

    def close(self) -> None:
        """Let go of the file."""
        if self._file is not None:
            os.close(self._file)
            self._file = None

    def _read(self, size: int) -> Iterator[Change]:
        if self._file is None:
            return
        text = os.pread(self._file, size - self.position, self.position)
        end = text.rfind(b"\n") + 1  # the last line may still be on its way
        start = self.position
        self.position += end
        for line in text[:end].split(b"\n"):
            if line:
                try:
                    yield _decoder.decode(line)
                except msgspec.DecodeError as fault:
                    raise FeedDamaged(
                        f"{self.path}, byte {start}: {fault}", "Restore the feed from its copy."
                    ) from fault
            start += len(line) + 1


def _cut_torn_line(file: int) -> None:
    """Cut off what follows the last end of line, the trace of a writer that died."""
    size = end = os.fstat(file).st_size
    while end and os.pread(file, 1, end - 1) != b"\n":
        end -= 1
    if end < size:
        os.ftruncate(file, end)


def _write_all(file: int, text: bytes) -> None:
    view = memoryview(text)
    while view:
        view = view[os.write(file, view) :]


def sync_directory(directory: Path) -> None:
    """Make the names in a directory survive power loss."""
    file = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(file)
    finally:
        os.close(file)


def change_as_json(change: Change) -> Any:
    """Return a change as plain values, for showing."""
    return msgspec.to_builtins(change)
