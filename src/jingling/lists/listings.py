"""Listings 号码名单: numbers and ranges, loaded and said, put into the snapshot."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import duckdb
import msgspec
import pyarrow as pa

from jingling.lists import feed
from jingling.lists.overlay import replaced
from jingling.lists.packing import key_bytes
from jingling.lists.snapshot import Listed, Ranged
from jingling.lists.spans import disjoint
from jingling.lists.tables import rows_of
from jingling.numbers import read_ranges
from jingling.rules import principal_id

_BATCH = 1 << 20


_encode = msgspec.msgpack.encode


def write_numbers(
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
    if (found := rows_of(engine, directory, "lists", "*")) is not None:
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
    for first, last, parts in disjoint(spans):
        loaded = tuple(one for one in parts if isinstance(one, Listed))
        said = (one for one in parts if isinstance(one, feed.Listing))
        ranges.append((first, Ranged(last, replaced(loaded, said))))
    with env.begin(write=True) as txn:
        txn.cursor(tables["ranges"]).putmulti((key_bytes(first), _encode(one)) for first, one in ranges)
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
