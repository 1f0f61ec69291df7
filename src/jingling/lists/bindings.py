"""Bindings 绑定: whom refusals by a number have come to bind, kept for good.

Whom a refusal by a number seen binds is told by the registers. Were it told by those of today alone, a
principal would be free again as soon as its project no longer registers that number, which is what a caller
who changes numbers does. So each publication keeps what it and the one before it knew of each such refusal.
A campaign is not kept: whose finding is taken back is free of it.
"""

import os
from collections.abc import Iterable, Mapping
from pathlib import Path

import msgspec

from jingling.lists import feed
from jingling.lists.errors import BadList, SnapshotDamaged
from jingling.lists.overlay import BoundBy
from jingling.lists.snapshot import FILE_NAME as SNAPSHOT
from jingling.lists.snapshot import Snapshot
from jingling.lists.wholeness import check_whole

FILE_NAME = "bindings"

Bindings = Mapping[str, frozenset[int]]
"""Principals' ids by the refusal, see `which_of`."""


def which_of(refused: feed.Refusal) -> str:
    """Return what names a refusal by a number: its id, which may come again after long, and the number."""
    return f"{refused.id} {refused.caller}"


def bindings_of(directory: Path, changes: Iterable[feed.Change], who_shows: BoundBy) -> Bindings:
    """Return whom each refusal by a number binds: by these registers, by those in force, or since earlier.

    Args:
        directory: the gate's.
        changes: the feed.
        who_shows: the principals that the registers to be published let show a number.

    Raises:
        BadList: what was kept cannot be read.
        FeedDamaged: the feed cannot be read.
    """
    kept = _read(directory)
    in_force = _bound_in_force(directory)
    return {
        (which := which_of(change)): kept.get(which, frozenset())
        | in_force.get(which, frozenset())
        | frozenset(who_shows(change.caller))
        for change in changes
        if isinstance(change, feed.Refusal) and change.caller
    }


def keep_bindings(directory: Path, bindings: Bindings) -> None:
    """Keep them, on disk before returning.

    Raises:
        OSError: the disk does not take it.
    """
    making = directory / f"{FILE_NAME}.partial"
    with making.open("wb") as file:
        file.write(msgspec.msgpack.encode(bindings))
        file.flush()
        os.fsync(file.fileno())
    making.replace(directory / FILE_NAME)


def _read(directory: Path) -> Bindings:
    path = directory / FILE_NAME
    if not path.exists():
        return {}
    try:
        return msgspec.msgpack.decode(path.read_bytes(), type=dict[str, frozenset[int]])
    except msgspec.DecodeError as fault:
        raise BadList(f"{path}: {fault}", "Restore it: it holds whom refusals bind.") from fault


def _bound_in_force(directory: Path) -> Bindings:
    """Return whom the registers in force bind by the refusals that were said under them."""
    try:
        check_whole(directory / SNAPSHOT)
        snapshot = Snapshot(directory / SNAPSHOT)
    except SnapshotDamaged:
        return {}
    follower = feed.Follower(directory, snapshot.meta.feed_position)
    try:
        return {
            which_of(change): frozenset(snapshot.who_shows(change.caller).principals)
            for change in follower.changes()
            if isinstance(change, feed.Refusal) and change.caller
        }
    finally:
        follower.close()
        snapshot.close()
