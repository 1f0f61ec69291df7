"""Exact repeats (重复): of a whole row as written, or of a `call_id`. The first in file order stays.

Hashes of 64 bits say which rows may be repeats; sorting them is the cheapest way to find two alike. Those
few are then looked at again, by value and place, so that two different rows with one hash both stay.
"""

from collections.abc import Sequence

import duckdb
import numpy as np
import numpy.typing as npt
import pyarrow as pa

from jingling.calls.canonical import plain_sql
from jingling.calls.quarantine import refuse_later_sql
from jingling.calls.rest import Rest
from jingling.calls.second_look import SecondLook, count

ALIKE = "identity IN (SELECT identity FROM alike)"
"""The condition that a row may be a repeat."""

_OF_ALL = "identity, whole, at_file, at_line, written_call_id"


def refuse_repeats(connection: duckdb.DuckDBPyConnection, looks: Sequence[SecondLook]) -> int:
    """Move repeats from `calls` to `quarantine`.

    Args:
        connection: in which both are.
        looks: where the rows of `calls` came from.

    Returns:
        How many repeats there were.
    """
    twice = _alike(connection)
    if not twice.size:
        return 0
    connection.register("alike", pa.table({"identity": twice}))
    try:
        suspects = " UNION ALL BY NAME ".join(select for look in looks for select in _suspects(look))
        connection.execute(f"CREATE OR REPLACE TEMP TABLE suspects AS {ranked_sql(suspects)}")
        connection.execute("DELETE FROM calls WHERE identity IN (SELECT identity FROM alike)")
    finally:
        connection.unregister("alike")
    names = ", ".join(dict.fromkeys(target for look in looks for target in look.targets))
    connection.execute(
        f"INSERT INTO calls BY NAME SELECT {names}, odd, identity FROM suspects WHERE place = 1"
    )
    refused = count(connection, f"INSERT INTO quarantine {LATER_SQL}")
    connection.execute("DROP TABLE suspects")
    return refused


def _alike(connection: duckdb.DuckDBPyConnection) -> npt.NDArray[np.uint64]:
    """Return the hashes that more than one row of `calls` has."""
    hashes = connection.execute("SELECT identity FROM calls").fetchnumpy()["identity"]
    hashes.sort()
    return np.unique(hashes[1:][hashes[1:] == hashes[:-1]])


def _suspects(look: SecondLook) -> list[str]:
    """Return queries of the rows of some files whose `identity` stands in the table `alike`."""
    group = look.group
    names = ", ".join(look.targets)
    carry = [
        "identity",
        f"{group.whole} AS whole",
        "at_file",
        "at_line",
        f"{call_id_sql(look)} AS written_call_id",
    ]
    rows = f"(SELECT * FROM {group.sql} WHERE {ALIKE})"
    plain = plain_sql(rows, look.present, look.home_area, carry)
    found = [f"SELECT {names}, odd, {_OF_ALL} FROM ({plain})"]
    return [*found, rest_suspects_sql(look)] if look.file.exists() else found


def rest_suspects_sql(look: Rest) -> str:
    """Return a query of the same of the rows that were set aside and taken."""
    written = "written_call_id" if "call_id" in look.present else f"{call_id_sql(look)} AS written_call_id"
    return f"""SELECT {", ".join(look.targets)}, false AS odd, identity, whole, at_file, at_line, {written}
        FROM {look.judged_sql} WHERE reason IS NULL AND {ALIKE}"""


def call_id_sql(look: Rest) -> str:
    """Return SQL of a row's `call_id` as it was written."""
    return "call_id" if "call_id" in look.present else "CAST(NULL AS VARCHAR)"


def ranked_sql(suspects: str) -> str:
    """Return a query that numbers suspects that are one row, or of one `call_id`, in file order."""
    return f"""SELECT *, row_number() OVER one AS place, first_value(at_file) OVER one AS first_file,
      first_value(at_line) OVER one AS first_line, first_value(whole) OVER one AS first_whole
    FROM ({suspects})
    WINDOW one AS (
      PARTITION BY identity, CASE WHEN written_call_id <> '' THEN 'id ' || written_call_id ELSE whole END
      ORDER BY at_file, at_line)"""


LATER_SQL = refuse_later_sql(
    """SELECT *, CASE WHEN whole = first_whole THEN 'repeated-row' ELSE 'repeated-call-id' END AS reason
    FROM suspects WHERE place > 1""",
    "written_call_id",
)
"""A query of what goes to `quarantine` of the table `suspects`: all but the first of each."""
