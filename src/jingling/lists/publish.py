"""Publishing: the gate's tables and its feed, folded into a new snapshot that appears at once and whole.

The snapshot is built from the beginning each time, so that a refusal whose principal was not known when it
was said is bound again with what the registers know now; whom it bound earlier it goes on binding.
"""

import fcntl
import os
import time
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta, timezone
from hashlib import file_digest
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

import duckdb
import lmdb
import msgspec
import numpy as np
import pyarrow as pa

from jingling.lists import feed
from jingling.lists.bindings import Bindings, bindings_of, keep_bindings, which_of
from jingling.lists.errors import BadList, SnapshotDamaged
from jingling.lists.overlay import BoundBy, Spoken, apply, replaced
from jingling.lists.packing import (
    CONSENT,
    ENTRY_BYTES,
    SCOPE_CODE,
    key_bytes,
    pack_person,
)
from jingling.lists.policies import read_policy
from jingling.lists.snapshot import (
    FILE_NAME,
    NO_ONE,
    TABLES,
    Listed,
    Meta,
    Ranged,
    Shown,
    ShownRange,
    Snapshot,
    name_key,
)
from jingling.lists.wholeness import check_whole, keep_checked
from jingling.numbers import read_ranges
from jingling.rules import Line, Project, parse_window, principal_id

_MAP_BYTES = 1 << 40  # address space, not disk
_BATCH = 1 << 20
_BEIJING = timezone(timedelta(hours=8))  # a licence ends with its last day there
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
            projects = _projects(engine, directory)
            shown = _who_shows(lines, projects)
            with env.begin(write=True) as txn:
                counts["lines"] = _put(
                    txn, tables["lines"], ((name_key(one.line), _encode(one)) for one in lines)
                )
                counts["projects"] = _put(
                    txn, tables["projects"], ((name_key(one.project), _encode(one)) for one in projects)
                )
                counts["policies"] = _put(txn, tables["policies"], _policies(engine, directory, changes))
                _put(txn, tables["shown"], ((key_bytes(first), _encode(one)) for first, one in shown))
            counts["people"] = _people(env, tables["people"], engine, directory)
            counts["numbers"], ranges = _numbers(env, tables, engine, directory, changes)
            refused = {one.caller for one in changes if isinstance(one, feed.Refusal) and one.caller}
            who_shows = _finder(shown)
            bound_by = _binder(who_shows, _campaigns(engine, ranges, refused))
            bindings = bindings_of(directory, changes, who_shows)
            keep_bindings(directory, bindings)
            _people_of_the_feed(env, tables["people"], engine, changes, bound_by, bindings)
        meta = Meta(serial, time.time(), follower.position, counts)
        with env.begin(write=True) as txn:
            txn.put(b"meta", _encode(meta), db=tables["meta"])
        env.sync(True)
    finally:
        env.close()
    return counts


def _put(txn: Any, table: Any, rows: Iterable[tuple[bytes, bytes]]) -> int:
    count = 0
    for key, value in rows:
        txn.put(key, value, db=table)
        count += 1
    return count


def _rows(engine: duckdb.DuckDBPyConnection, directory: Path, table: str, select: str = "*") -> Any:
    """Return a relation over one of the gate's tables, None where it was never loaded."""
    path = directory / "tables" / f"{table}.parquet"
    if not path.exists():
        return None
    try:
        return engine.read_parquet(str(path)).project(select)
    except duckdb.Error as fault:
        raise BadList(f"{path}: {fault}", "Load it again.") from fault


def _projects(engine: duckdb.DuckDBPyConnection, directory: Path) -> list[Project]:
    found = _rows(engine, directory, "projects")
    return (
        []
        if found is None
        else [_project(dict(zip(found.columns, row, strict=True))) for row in found.fetchall()]
    )


def _project(row: dict[str, str]) -> Project:
    return Project(
        project=row["project"],
        principal=row["principal"],
        principal_id=principal_id(row["principal"]),
        centre=row["centre"],
        purpose=row["purpose"],
        lines=frozenset(row["lines"].split()),
        ranges=read_ranges(row["numbers"]),
        licences=tuple(_licence(text) for text in row["licence"].split()),
        window=parse_window(row["window"]),
        missing=tuple(name for name in ("principal", "purpose", "lines", "numbers") if not row[name]),
    )


def _licence(text: str) -> tuple[str, int | None]:
    """Read `B24` or `B24/2027-06-30`: it lapses when that day is over in Beijing."""
    name, slash, day = text.partition("/")
    if not slash:
        return name.upper(), None
    try:
        last = date.fromisoformat(day)
    except ValueError:
        return name.upper(), 0  # an end that cannot be read is no licence in force
    midnight = datetime(last.year, last.month, last.day, tzinfo=_BEIJING) + timedelta(days=1)
    return name.upper(), int(midnight.timestamp())


def _who_shows(lines: Sequence[Line], projects: Sequence[Project]) -> list[tuple[int, ShownRange]]:
    """Tell who may show each number, as ranges that do not overlap.

    Those who registered it for a project; where nobody did, every principal with a project on a line that
    may show it; and each such line's holder.
    """
    spans: list[tuple[int, int, tuple[str, Any]]] = []
    on_line: defaultdict[str, set[int]] = defaultdict(set)
    for project in projects:
        for name in project.lines:
            on_line[name].add(project.principal_id)
        spans += [(first, last, ("project", project)) for first, last in project.ranges]
    for line in lines:
        spans += [(first, last, ("line", line)) for first, last in line.ranges]
    told = []
    for first, last, parts in _disjoint(spans):
        of_projects = [one for kind, one in parts if kind == "project"]
        of_lines = [one for kind, one in parts if kind == "line"]
        principals = {one.principal_id for one in of_projects} or set().union(
            *(on_line[one.line] for one in of_lines)
        )
        holders = {principal_id(one.holder) for one in of_lines if one.holder}
        names = tuple(sorted(one.project for one in of_projects))
        told.append((first, ShownRange(last, Shown(tuple(sorted(principals | holders)), names))))
    return told


def _disjoint(spans: Sequence[tuple[int, int, Any]]) -> Iterator[tuple[int, int, tuple[Any, ...]]]:
    """Cut ranges that may overlap into ranges that do not, each with the parts it lies in, in order."""
    edges = [(first, True, at) for at, (first, _, _) in enumerate(spans)]
    edges += [(last + 1, False, at) for at, (_, last, _) in enumerate(spans)]
    edges.sort(key=lambda edge: edge[:2])
    open_now: dict[int, Any] = {}
    before = 0
    for place, opens, at in edges:
        if open_now and before < place:
            yield before, place - 1, tuple(open_now[part] for part in sorted(open_now))
        before = place
        if opens:
            open_now[at] = spans[at][2]
        else:
            del open_now[at]


def _campaigns(
    engine: duckdb.DuckDBPyConnection, ranges: Sequence[tuple[int, Ranged]], numbers: Iterable[int]
) -> dict[int, tuple[int, ...]]:
    """Return the campaigns of those numbers that have any."""
    engine.register("refused", pa.table({"key": pa.array(list(numbers), pa.int64())}))
    campaigns: defaultdict[int, tuple[int, ...]] = defaultdict(tuple)
    for number, name in engine.sql(
        "SELECT key, campaign FROM listed SEMI JOIN refused USING (key) WHERE campaign <> ''"
    ).fetchall():
        campaigns[number] += (principal_id(f"campaign {name}"),)
    starts = [first for first, _ in ranges]
    for number in numbers:
        at = bisect_right(starts, number) - 1
        if at >= 0 and number <= ranges[at][1].last:
            campaigns[number] += tuple(
                one.campaign for one in ranges[at][1].listed if one.campaign is not None
            )
    return campaigns


def _finder(shown: list[tuple[int, ShownRange]]) -> BoundBy:
    """Return a function that tells which principals may show a number."""
    starts = [first for first, _ in shown]

    def who_shows(number: int) -> tuple[int, ...]:
        at = bisect_right(starts, number) - 1
        return shown[at][1].shown.principals if at >= 0 and number <= shown[at][1].last else ()

    return who_shows


def _binder(who_shows: BoundBy, campaigns: Mapping[int, tuple[int, ...]]) -> BoundBy:
    """Return a function that tells whom a refusal of a number binds."""
    return lambda number: (*who_shows(number), *campaigns.get(number, ()))


def _policies(
    engine: duckdb.DuckDBPyConnection, directory: Path, changes: Iterable[feed.Change]
) -> Iterator[tuple[bytes, bytes]]:
    found = _rows(engine, directory, "policies", "policy_id, policy")
    texts = {} if found is None else dict(found.fetchall())
    texts.update({one.policy_id: one.policy for one in changes if isinstance(one, feed.PolicyChange)})
    for name, text in texts.items():
        if text:
            yield name_key(name), _encode(read_policy(text.encode()))


_PEOPLE = """
SELECT callee_key, 1 AS kind, purpose AS scope, given_at AS first, coalesce(expires_at, 0) AS last, principal
FROM consents
UNION ALL
SELECT callee_key, 2, scope, "at", 0, principal FROM refusals
"""


def _tables_of_people(engine: duckdb.DuckDBPyConnection, directory: Path) -> None:
    """Make the view `people` over consents and refusals, with codes and ids instead of names."""
    empty = {
        "consents": "0::BIGINT AS callee_key, '' AS purpose, 0 AS given_at, 0 AS expires_at, '' AS principal",
        "refusals": "0::BIGINT AS callee_key, '' AS scope, 0 AS \"at\", '' AS principal",
    }
    for table, columns in empty.items():
        found = _rows(engine, directory, table)
        if found is None:
            engine.execute(f"CREATE OR REPLACE VIEW {table} AS SELECT {columns} WHERE false")
        else:
            found.create_view(table)
    names = [
        name
        for (name,) in engine.sql(
            "SELECT principal FROM consents UNION SELECT principal FROM refusals"
        ).fetchall()
    ]
    ids = pa.table(
        {
            "principal": pa.array(names, pa.string()),
            "id": pa.array([principal_id(name) for name in names], pa.uint64()),
        }
    )
    scopes = pa.table({"scope": list(SCOPE_CODE), "code": pa.array(SCOPE_CODE.values(), pa.uint8())})
    engine.execute("CREATE TABLE principals AS SELECT * FROM ids")
    engine.execute("CREATE TABLE scopes AS SELECT * FROM scopes")
    del ids, scopes
    engine.execute(
        "CREATE VIEW people AS SELECT callee_key, kind, code, first, last, id, principal, scope"
        f" FROM ({_PEOPLE}) JOIN principals USING (principal) JOIN scopes USING (scope)"
    )


def _people(env: Any, table: Any, engine: duckdb.DuckDBPyConnection, directory: Path) -> int:
    """Write every person's entries in the order of their keys, packed as columns; return the people."""
    _tables_of_people(engine, directory)
    batches = engine.sql(
        "SELECT callee_key, kind, code, first, last, id FROM people ORDER BY callee_key, kind, first"
    ).to_arrow_reader(_BATCH)
    people = 0
    held: np.ndarray[Any, Any] | None = None  # the last person of a batch may go on in the next one
    for batch in batches:
        packed = _packed(batch)
        # as bytes, since NumPy would lay the joined entries out anew
        rows = packed if held is None else np.concatenate([held.view(_BYTES), packed.view(_BYTES)])
        rows = rows.view(_CONSENT_ENTRY)
        cut = int(np.searchsorted(rows["key"], rows["key"][-1], side="left"))
        held = rows[cut:].copy()
        people += _append_people(env, table, rows[:cut])
    if held is not None:
        people += _append_people(env, table, held)
    return people


_CONSENT_ENTRY = np.dtype(
    {
        "names": ["key", "kind", "code", "given_at", "expires_at", "principal", "refused", "number"],
        "formats": [">u8", "u1", "u1", "<u4", "<u4", "<u8", "<u8", "<i8"],
        "offsets": [0, 8, 9, 10, 14, 18, 10, 18],
        "itemsize": 8 + ENTRY_BYTES,
    }
)
"""An entry as `packing` has it, behind its key; `refused` and `number` see a refusal's same bytes."""


_BYTES = np.dtype((np.void, _CONSENT_ENTRY.itemsize))


def _packed(batch: pa.RecordBatch) -> np.ndarray[Any, Any]:
    columns = {name: batch.column(name).to_numpy(zero_copy_only=False) for name in batch.schema.names}
    rows = np.zeros(batch.num_rows, _CONSENT_ENTRY)
    rows["key"] = columns["callee_key"].astype(np.int64).view(np.uint64) + np.uint64(2**63)
    rows["kind"], rows["code"] = columns["kind"], columns["code"]
    given = columns["kind"] == CONSENT
    rows["given_at"] = np.where(given, columns["first"], 0)
    rows["expires_at"] = np.where(given, columns["last"], 0)
    rows["principal"] = columns["id"]
    refused = rows[~given]
    refused["refused"], refused["number"] = columns["id"][~given], 0
    rows[~given] = refused
    return rows


def _append_people(env: Any, table: Any, rows: np.ndarray[Any, Any]) -> int:
    """Append whole people, all their rows together, after those already there."""
    if not len(rows):
        return 0
    starts = np.flatnonzero(np.r_[True, rows["key"][1:] != rows["key"][:-1]])
    ends = np.r_[starts[1:], len(rows)]
    keys = rows["key"][starts].tobytes()
    entries = np.ascontiguousarray(rows.view(np.uint8).reshape(len(rows), -1)[:, 8:]).tobytes()
    with env.begin(write=True, db=table) as txn:
        _, added = txn.cursor().putmulti(
            (
                (keys[8 * at : 8 * at + 8], entries[ENTRY_BYTES * first : ENTRY_BYTES * last])
                for at, (first, last) in enumerate(zip(starts.tolist(), ends.tolist(), strict=True))
            ),
            append=True,
        )
    if added != len(starts):
        raise AssertionError(f"{len(starts)} people to append in order, {added} appended")
    return len(starts)


def _people_of_the_feed(
    env: Any,
    table: Any,
    engine: duckdb.DuckDBPyConnection,
    changes: Iterable[feed.Change],
    bound_by: BoundBy,
    bindings: Bindings,
) -> None:
    """Write anew each person of whom the feed speaks: what was loaded and what was said, in order of time."""
    said: defaultdict[int, list[Spoken]] = defaultdict(list)
    for change in changes:
        if isinstance(change, feed.Refusal) and change.caller:
            said[change.callee].append(msgspec.structs.replace(change, bound=bindings[which_of(change)]))
        elif isinstance(change, feed.Refusal | feed.Lift | feed.Consent | feed.Withdrawal):
            said[change.callee].append(change)
    if not said:
        return
    engine.register("spoken", pa.table({"callee_key": pa.array(said, pa.int64())}))
    for callee, kind, first, last, principal, scope in engine.sql(
        "SELECT callee_key, kind, first, last, principal, scope FROM people"
        " SEMI JOIN spoken USING (callee_key)"
    ).fetchall():
        said[callee].append(
            feed.Consent(first, callee, principal, scope, first, "loaded", last)
            if kind == CONSENT
            else feed.Refusal(first, "", callee, scope, 0, principal)
        )
    with env.begin(write=True) as txn:
        for callee, spoken in said.items():
            spoken.sort(key=lambda change: change.at)
            consents, refusals = apply(NO_ONE, spoken, bound_by)
            txn.put(key_bytes(callee), pack_person(consents, refusals), db=table)


def _numbers(
    env: Any, tables: Any, engine: duckdb.DuckDBPyConnection, directory: Path, changes: Iterable[feed.Change]
) -> tuple[int, list[tuple[int, Ranged]]]:
    """Write listings: single numbers by their keys, ranges cut so that they do not overlap.

    What the feed says of a list replaces what was loaded, as it does while it is in the feed.

    Returns:
        How many there are, and the ranges.
    """
    spoken = [change for change in changes if isinstance(change, feed.Listing)]
    engine.execute(
        "CREATE TABLE listed (number VARCHAR, key BIGINT, list VARCHAR, class VARCHAR, campaign VARCHAR,"
        " until BIGINT)"
    )
    if (found := _rows(engine, directory, "lists", "*")) is not None:
        found.create_view("lists")
        engine.execute("INSERT INTO listed SELECT number, key, list, class, campaign, until FROM lists")
    engine.register(
        "replacing",
        pa.table(
            {
                "first": pa.array([one.first for one in spoken], pa.int64()),
                "last": pa.array([one.last for one in spoken], pa.int64()),
                "list": pa.array([one.list for one in spoken], pa.string()),
            }
        ),
    )
    engine.execute(
        "DELETE FROM listed WHERE key > 0 AND EXISTS (FROM replacing WHERE replacing.list = listed.list"
        " AND listed.key BETWEEN first AND last)"
    )
    rest = "SELECT number, list, class, until, campaign FROM listed WHERE coalesce(key, 0) <= 0"
    spans: list[tuple[int, int, Listed | feed.Listing]] = [
        (first, last, Listed(name, kind, until, _campaign(campaign)))
        for number, name, kind, until, campaign in engine.sql(rest).fetchall()
        for first, last in read_ranges(number)
    ]
    spans += [(one.first, one.last, one) for one in spoken]
    reader = engine.sql(
        "SELECT key, list, class, until, campaign FROM listed WHERE key > 0 ORDER BY key"
    ).to_arrow_reader(_BATCH)
    singles = _append_numbers(env, tables["numbers"], reader)
    ranges = []
    for first, last, parts in _disjoint(spans):
        loaded = tuple(one for one in parts if isinstance(one, Listed))
        said = (one for one in parts if isinstance(one, feed.Listing))
        ranges.append((first, Ranged(last, replaced(loaded, said))))
    with env.begin(write=True) as txn:
        _put(txn, tables["ranges"], ((key_bytes(first), _encode(one)) for first, one in ranges))
    return singles + len(spans), ranges


def _append_numbers(env: Any, table: Any, reader: pa.RecordBatchReader) -> int:
    count, key, found = 0, None, list[Listed]()
    packed: dict[tuple[Listed, ...], bytes] = {}

    def pairs() -> Iterator[tuple[bytes, bytes]]:
        nonlocal count, key, found
        for batch in reader:
            for number, name, kind, until, campaign in zip(
                *(column.to_pylist() for column in batch.columns), strict=True
            ):
                count += 1
                if number != key and key is not None:
                    yield key_bytes(key), _value(tuple(found), packed)
                    found = []
                key = number
                found.append(Listed(name, kind, until, _campaign(campaign)))
        if key is not None:
            yield key_bytes(key), _value(tuple(found), packed)

    with env.begin(write=True, db=table) as txn:
        consumed, added = txn.cursor().putmulti(pairs(), append=True)
    if consumed != added:
        raise AssertionError(f"{consumed} numbers to append in order, {added} appended")
    return count


def _value(found: tuple[Listed, ...], packed: dict[tuple[Listed, ...], bytes]) -> bytes:
    """Pack listings; most of a long list are alike."""
    if (value := packed.get(found)) is None:
        value = _encode(found)
        if len(packed) < 65_536:
            packed[found] = value
    return value


def _campaign(name: str) -> int | None:
    return principal_id(f"campaign {name}") if name else None
