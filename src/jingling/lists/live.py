"""The lists as they stand this moment: the snapshot in force, and the feed on top of it."""

import time
from contextlib import suppress
from pathlib import Path

from jingling.lists import feed
from jingling.lists.errors import SnapshotDamaged
from jingling.lists.overlay import Overlay, apply
from jingling.lists.packing import People
from jingling.lists.policies import Policy
from jingling.lists.snapshot import FILE_NAME, NO_ONE, NO_ONE_SHOWS, Listed, Shown, Snapshot
from jingling.lists.wholeness import check_whole
from jingling.rules import Line, Project


class LiveLists:
    """A gate's lists; `refresh` before each question brings them up to date.

    A directory without a snapshot is an empty register, over which the feed still holds.

    Args:
        directory: the gate's.

    Attributes:
        version: the snapshot's publication, 0 without one, and the byte of the feed up to which all is
            taken in; nothing in the lists has changed while it is the same.
        has_policies: whether any person's policy is kept.

    Raises:
        SnapshotDamaged: there is a snapshot and it is not one that was published, or there was one.
        FeedDamaged: the feed cannot be read.
    """

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        self.snapshot: Snapshot | None = None
        self.version, self.has_policies = (0, 0), False
        self._open()

    def refresh(self) -> None:
        """Take in what was said since the last question.

        Raises:
            FeedDamaged, SnapshotDamaged: as above.
        """
        if self.snapshot is not None:
            self.snapshot.check_length()
        if not self._follower.has_grown():
            return
        for change in self._follower.changes():
            if isinstance(change, feed.Published):
                self.close()
                self._open()
                return
            self._take(change)
        self._taken()

    def person(self, callee: int) -> People:
        """Return a called person's consents and refusals."""
        base = NO_ONE if self.snapshot is None else self.snapshot.person(callee)
        said = self._overlay.said_of(callee)
        return base if said is None else apply(base, said, self.bound_by)

    def listed(self, number: int) -> tuple[Listed, ...]:
        """Return a number's listings, ended ones too."""
        return self._overlay.listed(number, () if self.snapshot is None else self.snapshot.listed(number))

    def who_shows(self, number: int) -> Shown:
        """Return who may show a number."""
        return NO_ONE_SHOWS if self.snapshot is None else self.snapshot.who_shows(number)

    def bound_by(self, number: int) -> tuple[int, ...]:
        """Return whom a refusal of a number binds: who may show it, and its campaign."""
        campaigns = tuple(one.campaign for one in self.listed(number) if one.campaign is not None)
        return self.who_shows(number).principals + campaigns

    def line(self, name: str) -> Line | None:
        """Return a line as registered."""
        return None if self.snapshot is None else self.snapshot.line(name)

    def project(self, name: str) -> Project | None:
        """Return a project as registered."""
        return None if self.snapshot is None else self.snapshot.project(name)

    def policy(self, name: str) -> Policy | None:
        """Return a person's policy."""
        said, policy = self._overlay.policy(name)
        return policy if said or self.snapshot is None else self.snapshot.policy(name)

    @property
    def serial(self) -> int:
        """The snapshot's publication, 0 without one."""
        return 0 if self.snapshot is None else self.snapshot.meta.serial

    def feed_age_s(self, now: float) -> float | None:
        """Return the seconds since the publisher's last sign of life, None where there never was one.

        That is a publication or a beat. A refusal may be this gate's own, which says nothing of whether
        those of others still come.
        """
        return now - self._heard_at if self._heard_at else None

    def close(self) -> None:
        """Let go of the files."""
        self._follower.close()
        if self.snapshot is not None:
            self.snapshot.close()

    def _open(self) -> None:
        path = self.directory / FILE_NAME
        self.snapshot = None
        if path.exists():
            check_whole(path)
            self.snapshot = Snapshot(path)
        self._overlay = Overlay()
        self._heard_at = 0.0 if self.snapshot is None else self.snapshot.meta.published_at
        self._follower = feed.Follower(
            self.directory, 0 if self.snapshot is None else self.snapshot.meta.feed_position
        )
        try:
            changes = self._follower.changes()
            if self.snapshot is None and any(isinstance(one, feed.Published) for one in changes):
                self._reopen_or_say_it_is_gone(path)
                return
        except Exception:
            self.close()
            raise
        for change in changes:
            self._take(change)
        self._taken()

    def _taken(self) -> None:
        self.version = (self.serial, self._follower.position)
        self.has_policies = self._overlay.has_policies or (
            self.snapshot is not None and self.snapshot.has_policies
        )

    def _take(self, change: feed.Change) -> None:
        if isinstance(change, feed.Beat | feed.Published):
            self._heard_at = max(self._heard_at, min(change.at, time.time()))
        else:
            self._overlay.add(change)

    def _reopen_or_say_it_is_gone(self, path: Path) -> None:
        if not path.exists():  # else it came between our look at the file and at the feed
            raise SnapshotDamaged(f"{path} is gone.", "Publish the lists again: jingling gate load.")
        self.close()
        self._open()


def warm(directory: Path) -> None:
    """Read a directory's snapshot from end to end, so that the system has it in memory.

    A page that has to come from the disk keeps a call waiting for as long as twenty decisions take. What is
    published later was written a moment before, and is in memory for that.
    """
    buffer = bytearray(1 << 20)
    with suppress(OSError), (directory / FILE_NAME).open("rb", buffering=0) as file:
        while file.readinto(buffer):
            pass


__all__ = ["LiveLists", "SnapshotDamaged", "warm"]
