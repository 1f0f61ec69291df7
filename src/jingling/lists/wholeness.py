"""Wholeness 完整性: whether a snapshot is, byte for byte, one that was published.

LMDB has no checksums: one bit that flipped may hide a refusal, or lead a reader out of its map, which ends
the process. So no snapshot is mapped before its SHA-256 is known to be one that the publisher stated. To
hash two gigabytes at each opening would take seconds; what was found is kept in `lists.checked` beside the
file, and holds as long as that is the same file, of the same size, written at the same moment. The publisher
keeps it too, so that a snapshot is hashed again only where it came by another way: a copy, a restored
backup, somebody's hand.
"""

import fcntl
import os
from contextlib import suppress
from hashlib import file_digest
from pathlib import Path

import msgspec

from jingling.lists import feed
from jingling.lists.errors import SnapshotDamaged

CHECKED = "lists.checked"


class Checked(msgspec.Struct, frozen=True):
    """What was found of one file.

    Attributes:
        inode, size, modified_ns: which file, and in which state.
        digest: its SHA-256.
        published: whether that is a published snapshot's.
    """

    inode: int
    size: int
    modified_ns: int
    digest: str
    published: bool

    def is_about(self, stat: os.stat_result) -> bool:
        """Say whether a file is still the one that was looked at."""
        return (self.inode, self.size, self.modified_ns) == _state(stat)


def check_whole(path: Path) -> None:
    """See that a snapshot is one that was published.

    Raises:
        SnapshotDamaged: it is none; or there is none that could be read.
    """
    try:
        file = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    except OSError as fault:
        raise _damaged(path, str(fault)) from fault
    try:
        known = _read(path)
        if known is None or not known.is_about(os.fstat(file)):
            fcntl.flock(file, fcntl.LOCK_EX)  # one process hashes, and the others hear what it found
            known = _read(path)
            if known is None or not known.is_about(os.fstat(file)):
                known = _hash(path, file, "" if known is None or not known.published else known.digest)
    except OSError as fault:
        raise _damaged(path, str(fault)) from fault
    finally:
        os.close(file)
    if not known.published:
        raise _damaged(path, "no snapshot with this SHA-256 was published")


def keep_checked(path: Path, written: Path, digest: str) -> None:
    """Keep that a file, which is about to be renamed to `path`, is a snapshot with this SHA-256.

    Raises:
        OSError: the disk does not take it.
    """
    _write(path, Checked(*_state(written.stat()), digest, published=True))


def _hash(path: Path, file: int, stated: str) -> Checked:
    state = _state(os.fstat(file))
    with open(file, "rb", closefd=False) as whole:
        digest = file_digest(whole, "sha256").hexdigest()
    found = Checked(*state, digest, published=digest == stated or _was_published(path.parent, digest))
    with suppress(OSError):  # who may not write here hashes again
        _write(path, found)
    return found


def _was_published(directory: Path, digest: str) -> bool:
    follower = feed.Follower(directory)
    try:
        return any(
            isinstance(change, feed.Published) and change.digest == digest for change in follower.changes()
        )
    finally:
        follower.close()


def _state(stat: os.stat_result) -> tuple[int, int, int]:
    return (stat.st_ino, stat.st_size, stat.st_mtime_ns)


def _read(path: Path) -> Checked | None:
    try:
        return msgspec.json.decode(path.with_name(CHECKED).read_bytes(), type=Checked)
    except (OSError, msgspec.DecodeError):
        return None


def _write(path: Path, found: Checked) -> None:
    making = path.with_name(f"{CHECKED}.{os.getpid()}")
    making.write_bytes(msgspec.json.encode(found))
    making.replace(path.with_name(CHECKED))


def _damaged(path: Path, reason: str) -> SnapshotDamaged:
    return SnapshotDamaged(f"{path}: {reason}", "Publish the lists again: jingling gate load.")
