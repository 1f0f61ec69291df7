"""People 被叫人: consents and refusals, loaded and said, packed into the snapshot by the called person."""

from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import duckdb
import msgspec
import numpy as np
import pyarrow as pa

from jingling.lists import feed
from jingling.lists.bindings import Bindings, which_of
from jingling.lists.overlay import BoundBy, Spoken, apply
from jingling.lists.packing import CONSENT, ENTRY_BYTES, SCOPE_CODE, key_bytes, pack_person
from jingling.lists.snapshot import NO_ONE
from jingling.lists.tables import rows_of
from jingling.rules import principal_id

_BATCH = 1 << 20


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
        found = rows_of(engine, directory, table)
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


def write_people(env: Any, table: Any, engine: duckdb.DuckDBPyConnection, directory: Path) -> int:
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


def write_people_of_the_feed(
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
