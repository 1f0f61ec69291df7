"""The snapshot 名单快照: every list a gate needs, in one memory-mapped file that never changes.

| table | key | value |
|---|---|---|
| `people` | the called number | consents and refusals, see `packing` |
| `numbers` | a listed number | its listings |
| `ranges` | the first number of a listed range | the last, and the listings; ranges do not overlap |
| `shown` | the first number of a range somebody may show | the last, and who: principals and projects |
| `lines`, `projects`, `policies` | the name | the row |
| `meta` | a word | the publication, the place in the feed it goes up to, counts |

A new one is written beside it and renamed over it; whoever has the old one open keeps the old one.
"""

import os
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from threading import Lock
from typing import Any, NamedTuple

import lmdb
import msgspec

from jingling.lists.errors import SnapshotDamaged
from jingling.lists.packing import People, key_bytes, unpack_person
from jingling.lists.policies import Policy
from jingling.rules import Line, Listing, Project

TABLES = ("meta", "people", "numbers", "ranges", "shown", "lines", "projects", "policies")
FILE_NAME = "lists.mdb"
NO_ONE: People = ((), ())


class Listed(NamedTuple):
    """A number's listing with the Unix time it ends, None for never, and its campaign's id if it has one."""

    list: str
    kind: str
    until: int | None
    campaign: int | None


class Shown(NamedTuple):
    """Who may show a number: principals' ids, and projects' names."""

    principals: tuple[int, ...]
    projects: tuple[str, ...]


NO_ONE_SHOWS = Shown((), ())


class Ranged(NamedTuple):
    """A range's last key, and the listings in it."""

    last: int
    listed: tuple[Listed, ...]


class ShownRange(NamedTuple):
    """A range's last key, and who may show it."""

    last: int
    shown: Shown


class Meta(msgspec.Struct, frozen=True):
    """What the snapshot says of itself.

    Attributes:
        serial: counts publications; a later one is greater.
        published_at: Unix seconds.
        feed_position: the byte of the feed up to which everything is folded in.
        counts: rows kept of each table.
    """

    serial: int
    published_at: float
    feed_position: int
    counts: dict[str, int]


_meta = msgspec.msgpack.Decoder(Meta)
_line = msgspec.msgpack.Decoder(Line)
_project = msgspec.msgpack.Decoder(Project)
_policy = msgspec.msgpack.Decoder(Policy)
_listed = msgspec.msgpack.Decoder(tuple[Listed, ...])
_ranged = msgspec.msgpack.Decoder(Ranged)
_shown = msgspec.msgpack.Decoder(ShownRange)


class Snapshot:
    """A snapshot opened for reading, in one transaction for its whole life.

    Args:
        path: the file.

    Raises:
        SnapshotDamaged: it is no snapshot, or one of its tables is missing.
    """

    def __init__(self, path: Path) -> None:
        try:
            self._env, self._file = _mapped(path)
            self._size = os.lseek(self._file, 0, os.SEEK_END)
        except (lmdb.Error, OSError) as fault:
            raise _damaged(path, fault) from fault
        try:
            tables = {name: self._env.open_db(name.encode(), create=False) for name in TABLES}
            self._txn = self._env.begin()
            self.meta = _meta.decode(self._txn.get(b"meta", db=tables["meta"]) or b"")
        except (lmdb.Error, msgspec.DecodeError) as fault:
            _unmap(self._env)
            raise _damaged(path, fault) from fault
        self._closed = False
        self._get = self._txn.get
        self._people, self._numbers = tables["people"], tables["numbers"]
        self._lines, self._projects, self._policies = tables["lines"], tables["projects"], tables["policies"]
        self.has_policies = self._txn.stat(tables["policies"])["entries"] > 0
        self._has_ranges = self._txn.stat(tables["ranges"])["entries"] > 0
        self._ranges, self._shown = tables["ranges"], tables["shown"]
        self._range_cursor = self._txn.cursor(self._ranges)
        self._shown_cursor = self._txn.cursor(self._shown)
        self._range = lru_cache(4_096)(self._read_range)
        self._shown_range = lru_cache(4_096)(self._read_shown_range)
        self.line = lru_cache(65_536)(self._read_line)
        self.project = lru_cache(65_536)(self._read_project)
        self._policy_of = lru_cache(4_096)(_policy.decode)
        self.who_shows = lru_cache(65_536)(self._read_who_shows)

    def check_length(self) -> None:
        """See that nobody cut the file off; reading where it ends would kill the process.

        Raises:
            SnapshotDamaged: somebody did.
        """
        if os.lseek(self._file, 0, os.SEEK_END) != self._size:
            raise SnapshotDamaged("The snapshot was cut off.", "Publish the lists again: jingling gate load.")

    def close(self) -> None:
        """Let go of the file."""
        if not self._closed:
            self._closed = True
            self._txn.abort()
            _unmap(self._env)

    def person(self, callee: int) -> People:
        """Return a called person's consents and refusals."""
        value = self._get(key_bytes(callee), None, self._people)
        return NO_ONE if value is None else unpack_person(value)

    def listed(self, number: int) -> tuple[Listed, ...]:
        """Return a number's listings, its own and those of a range it lies in, ended ones too."""
        packed = key_bytes(number)
        own = self._get(packed, db=self._numbers)
        found = () if own is None else _listed.decode(own)
        if self._has_ranges and (first := _at_or_before(self._range_cursor, packed)) is not None:
            ranged = self._range(first)
            if number <= ranged.last:
                found += ranged.listed
        return found

    def policy(self, name: str) -> Policy | None:
        """Return a person's policy; most have none, and are asked about once."""
        value = self._get(name_key(name), None, self._policies)
        return None if value is None else self._policy_of(value)

    def _read_who_shows(self, number: int) -> Shown:
        first = _at_or_before(self._shown_cursor, key_bytes(number))
        if first is None:
            return NO_ONE_SHOWS
        ranged = self._shown_range(first)
        return ranged.shown if number <= ranged.last else NO_ONE_SHOWS

    def _read_range(self, first: bytes) -> Ranged:
        return _ranged.decode(self._get(first, db=self._ranges))

    def _read_shown_range(self, first: bytes) -> ShownRange:
        return _shown.decode(self._get(first, db=self._shown))

    def _read_line(self, name: str) -> Line | None:
        value = self._get(name_key(name), db=self._lines)
        return None if value is None else _line.decode(value)

    def _read_project(self, name: str) -> Project | None:
        value = self._get(name_key(name), db=self._projects)
        return None if value is None else _project.decode(value)


_maps: dict[tuple[int, int], tuple[Any, int, int]] = {}  # environment, file, users
_mapping = Lock()


def _mapped(path: Path) -> tuple[Any, int]:
    """Map a file, or take the map that this process has of it: LMDB allows no second one.

    Returns:
        The environment, and the file, open as long as it is.

    Raises:
        lmdb.Error, OSError: it is no such file, or is shorter than it says; reading where it ends would
            kill the process.
    """
    with _mapping:
        file = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
        try:
            stat = os.fstat(file)
            known = _maps.get((stat.st_dev, stat.st_ino))
            if known is not None:
                os.close(file)
                env, file, users = known
            else:
                env, users = _opened(file, stat.st_size), 0
        except BaseException:
            os.close(file)
            raise
        _maps[stat.st_dev, stat.st_ino] = (env, file, users + 1)
        return env, file


def _opened(file: int, size: int) -> Any:
    env = lmdb.open(
        f"/proc/self/fd/{file}",  # the file that was looked at, should it be replaced meanwhile
        subdir=False,
        readonly=True,
        lock=False,
        max_dbs=len(TABLES),
        readahead=False,
    )
    if size < (env.info()["last_pgno"] + 1) * env.stat()["psize"]:
        env.close()
        raise lmdb.CorruptedError("the file is cut off")
    return env


def _unmap(env: Any) -> None:
    """Let go of a map; the last of its users closes it."""
    with _mapping:
        for place, (known, file, users) in _maps.items():
            if known is env:
                if users > 1:
                    _maps[place] = (env, file, users - 1)
                else:
                    del _maps[place]
                    env.close()
                    os.close(file)
                return


def _damaged(path: Path, fault: Exception) -> SnapshotDamaged:
    return SnapshotDamaged(f"{path}: {fault}", "Publish the lists again: jingling gate load.")


def _at_or_before(cursor: Any, packed: bytes) -> bytes | None:
    """Return a key, or the greatest key before it."""
    found = cursor.set_range(packed)
    if found and cursor.key() == packed:
        return packed
    moved = cursor.prev() if found else cursor.last()
    return bytes(cursor.key()) if moved else None


def name_key(name: str) -> bytes:
    """Return a row's key: the name, or its digest where it is longer than LMDB's keys may be."""
    packed = name.encode()
    return packed if 0 < len(packed) <= 256 else b"\0" + sha256(packed).digest()


def listings(found: tuple[Listed, ...], at: int) -> tuple[Listing, ...]:
    """Return what a number's listings say at a time."""
    if not found:
        return ()
    return tuple(Listing(one.list, one.kind) for one in found if one.until is None or at < one.until)
