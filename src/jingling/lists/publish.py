"""Publishing: the gate's tables and its feed, folded into a new snapshot that appears at once and whole.

The snapshot is built from the beginning each time, so that a refusal whose principal was not known when it
was said is bound again with what the registers know now; whom it bound earlier it goes on binding.
"""

import fcntl
import os
import time
from collections.abc import Iterable, Iterator, Sequence
from hashlib import file_digest
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

import duckdb
import lmdb
import msgspec

from jingling.lists import feed
from jingling.lists.bindings import bindings_of, keep_bindings
from jingling.lists.errors import SnapshotDamaged
from jingling.lists.listings import write_numbers
from jingling.lists.packing import key_bytes
from jingling.lists.people import write_people, write_people_of_the_feed
from jingling.lists.policies import read_policy
from jingling.lists.projects import read_projects
from jingling.lists.snapshot import FILE_NAME, TABLES, Meta, Snapshot, name_key
from jingling.lists.tables import rows_of
from jingling.lists.who_shows import binder, campaigns_of, finder, shown_ranges
from jingling.lists.wholeness import check_whole, keep_checked
from jingling.rules import Line

_MAP_BYTES = 1 << 40  # address space, not disk
_encode = msgspec.msgpack.encode


class Publication(NamedTuple):
    """A snapshot that was published: its serial number, SHA-256, bytes, and rows of each table."""

    serial: int
    digest: str
    size: int
    counts: dict[str, int]


def publish(directory: Path, lines: Sequence[Line]) -> Publication:
    """Fold tables and feed into a new snapshot, put it in the old one's place, and say so in the feed.

    Args:
        directory: the gate's.
        lines: the register of lines.

    Raises:
        BadList: a table cannot be read.
        OSError: the disk is full or cannot be written; the old snapshot stays in force.
    """
    partial = directory / f"{FILE_NAME}.partial"
    with (directory / "publish.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        partial.unlink(missing_ok=True)
        if not (directory / feed.FILE_NAME).exists():
            feed.append(directory, feed.Beat(time.time()))  # so that a feed that is lost is missed
        serial = _serial(directory) + 1
        try:
            counts = _build(directory, partial, lines, serial)
            with partial.open("rb") as file:
                digest = file_digest(file, "sha256").hexdigest()
                os.fsync(file.fileno())
            size = partial.stat().st_size
            keep_checked(directory / FILE_NAME, partial, digest)
            partial.rename(directory / FILE_NAME)
        except lmdb.Error as fault:
            raise OSError(f"{partial}: {fault}") from fault
        finally:
            partial.unlink(missing_ok=True)  # what failed must not take the room that refusals need
        feed.sync_directory(directory)
        # A reader that has the old one open learns of the new one here. Should we die before this line,
        # it keeps the old one and loses no refusal by that, since refusals reach it through the feed.
        feed.append(directory, feed.Published(time.time(), serial, digest))
    return Publication(serial, digest, size, counts)


def _serial(directory: Path) -> int:
    path = directory / FILE_NAME
    if not path.exists() and not _was_published(directory):
        return 0
    try:
        check_whole(path)
        snapshot = Snapshot(path)
    except SnapshotDamaged:
        return int(time.time())  # greater than any count, so that order is kept
    try:
        return snapshot.meta.serial
    finally:
        snapshot.close()


def _was_published(directory: Path) -> bool:
    follower = feed.Follower(directory)
    try:
        return any(isinstance(change, feed.Published) for change in follower.changes())
    finally:
        follower.close()


def _build(directory: Path, path: Path, lines: Sequence[Line], serial: int) -> dict[str, int]:
    follower = feed.Follower(directory)
    changes = follower.changes()
    follower.close()
    env = lmdb.open(
        str(path), subdir=False, map_size=_MAP_BYTES, max_dbs=len(TABLES), sync=False, lock=False, mode=0o600
    )
    try:
        tables = {name: env.open_db(name.encode()) for name in TABLES}
        counts = {}
        with (
            TemporaryDirectory(prefix="jingling-", dir=directory) as scratch,
            duckdb.connect(f"{scratch}/rows") as engine,
        ):
            projects = read_projects(engine, directory)
            shown = shown_ranges(lines, projects)
            with env.begin(write=True) as txn:
                rows = {
                    "lines": ((name_key(one.line), _encode(one)) for one in lines),
                    "projects": ((name_key(one.project), _encode(one)) for one in projects),
                    "policies": _policies(engine, directory, changes),
                }
                for name, pairs in rows.items():
                    counts[name], _ = txn.cursor(tables[name]).putmulti(pairs)
                txn.cursor(tables["shown"]).putmulti((key_bytes(first), _encode(one)) for first, one in shown)
            counts["people"] = write_people(env, tables["people"], engine, directory)
            counts["numbers"], ranges = write_numbers(env, tables, engine, directory, changes)
            refused = {one.caller for one in changes if isinstance(one, feed.Refusal) and one.caller}
            who_shows = finder(shown)
            bound_by = binder(who_shows, campaigns_of(engine, ranges, refused))
            bindings = bindings_of(directory, changes, who_shows)
            keep_bindings(directory, bindings)
            write_people_of_the_feed(env, tables["people"], engine, changes, bound_by, bindings)
        meta = Meta(serial, time.time(), follower.position, counts)
        with env.begin(write=True) as txn:
            txn.put(b"meta", _encode(meta), db=tables["meta"])
        env.sync(True)
    finally:
        env.close()
    return counts


def _policies(
    engine: duckdb.DuckDBPyConnection, directory: Path, changes: Iterable[feed.Change]
) -> Iterator[tuple[bytes, bytes]]:
    found = rows_of(engine, directory, "policies", "policy_id, policy")
    texts = {} if found is None else dict(found.fetchall())
    texts.update({one.policy_id: one.policy for one in changes if isinstance(one, feed.PolicyChange)})
    for name, text in texts.items():
        if text:
            yield name_key(name), _encode(read_policy(text.encode()))
