"""Rows that are not plain: odd ways of writing a number, values to be read tolerantly, and faults.

They are set aside in a Parquet file, so that however many they are, they cost no memory; their numbers are
read by `numbers`, each text once; then every row is either a call or in quarantine, never neither.
"""

from collections.abc import Collection
from pathlib import Path

import duckdb

from jingling.calls.canonical import keyed_sql
from jingling.calls.quoting import quoted
from jingling.calls.relation import Group
from jingling.calls.rest import Rest, read_texts

_TEXTS_AT_ONCE = 100_000


class SecondLook(Rest):
    """The rows of one group of files that are set aside, in DuckDB.

    Args:
        connection: in which the calls are.
        group: the files.
        folder: for the rows set aside.
        home_area: area code of bare local numbers.
        wanted: which columns `calls` shall have; None is all.
    """

    def __init__(
        self,
        connection: duckdb.DuckDBPyConnection,
        group: Group,
        folder: Path,
        home_area: str,
        wanted: Collection[str] | None,
    ) -> None:
        self.file = folder / f"rest-{group.files[0]:05}.parquet"
        super().__init__(group, f"read_parquet({quoted(str(self.file))})", wanted)
        self.connection = connection
        self.home_area = home_area

    def set_aside(self) -> None:
        """Copy the rows that stand in `calls.aside`; all rows, where a call may have several."""
        group = self.group
        chosen = keyed_sql(group.sql if group.layout.merge else group.aside, self.present, self.home_area)
        self.connection.execute(
            f"""COPY (SELECT {", ".join(self.names)} FROM ({chosen}))
            TO {quoted(str(self.file))} (FORMAT parquet, COMPRESSION lz4)"""
        )

    def read_numbers(self) -> None:
        """Read every text that SQL could not, once, into the table `slow_numbers` (raw, key, normal)."""
        new = self.connection.sql(self.unread_sql("slow_numbers"))
        for batch in new.to_arrow_table().to_batches(_TEXTS_AT_ONCE):
            self.connection.register("read_now", read_texts(batch.column(0).to_pylist(), self.home_area))
            self.connection.execute("INSERT INTO slow_numbers SELECT raw, key, normal FROM read_now")
            self.connection.unregister("read_now")

    def take(self) -> int:
        """Add the rows without a reason against them to `calls`; return how many."""
        return count(self.connection, f"INSERT INTO calls BY NAME {self.taken_sql}")

    def refuse(self) -> int:
        """Add the rows with a reason against them to `quarantine`; return how many."""
        return count(self.connection, f"INSERT INTO quarantine {self.refused_sql}")

    def lost(self) -> list[tuple[int, str, int]]:
        """Count the optional values that were written and have no meaning: file, column, how many."""
        if not self.lossy:
            return []
        return self.told_lost(self.connection.execute(self.lost_sql).fetchall())


def count(connection: duckdb.DuckDBPyConnection, insert: str) -> int:
    """Run an INSERT and return how many rows it added."""
    return int(connection.execute(insert).fetchall()[0][0])
