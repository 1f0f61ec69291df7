"""A snapshot of many people: more than the engine hands over at once."""

from pathlib import Path

import duckdb

from jingling.lists.publish import publish
from jingling.lists.snapshot import FILE_NAME, Snapshot
from jingling.lists.tables import load_table
from jingling.rules import principal_id

PEOPLE = 300_000
FIRST = 86_13_000_000_000


def test_every_one_of_many_people_is_found_again(tmp_path: Path) -> None:
    """Each person has exactly their own consents, in order, wherever in the table they stand."""
    source = tmp_path / "consents.parquet"
    duckdb.execute(
        f"COPY (SELECT 'P' || (i % 7) AS principal, '+' || CAST({FIRST} + 3 * (i // 2) AS VARCHAR) AS callee,"
        " 'marketing' AS purpose, '2026-01-01T00:00:0' || (i % 2) || '+08:00' AS given_at, 'x' AS proof"
        f" FROM range({PEOPLE}) AS r(i) ORDER BY hash(i)) TO '{source}'"
    )
    assert load_table(tmp_path, "consents", source).rows_kept == PEOPLE
    assert publish(tmp_path, ()).counts["people"] == PEOPLE // 2
    snapshot = Snapshot(tmp_path / FILE_NAME)
    ids = [principal_id(f"P{at}") for at in range(7)]
    for at in range(PEOPLE // 2):
        consents, refusals = snapshot.person(FIRST + 3 * at)
        assert [given.principal for given in consents] == [ids[2 * at % 7], ids[(2 * at + 1) % 7]]
        assert not refusals
    assert snapshot.person(FIRST + 1) == ((), ())
    snapshot.close()
