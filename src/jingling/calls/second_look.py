"""Rows that are not plain: odd ways of writing a number, values to be read tolerantly, and faults.

They are set aside in a Parquet file, so that however many they are, they cost no memory; their numbers are
read by `numbers`, each text once; then every row is either a call or in quarantine, never neither.
"""

from collections.abc import Collection
from pathlib import Path

import duckdb
import pyarrow as pa

from jingling.calls import quarantine
from jingling.calls.canonical import careful_sql, contract_name, keyed_sql, targets
from jingling.calls.contract import COLUMNS, Column
from jingling.calls.quoting import quoted
from jingling.calls.relation import LOSSY, Group
from jingling.numbers import normal_form, read_key

_TEXTS_AT_ONCE = 100_000


class SecondLook:
    """The rows of one group of files that are set aside.

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
        self.connection = connection
        self.group = group
        self.home_area = home_area
        self.file = folder / f"rest-{group.files[0]:05}.parquet"
        there = [column for column in COLUMNS if column.name in group.present]
        kept = {column.name for column in there if wanted is None or column.required or column.name in wanted}
        # a number is never refused for what is written: one that nobody wants need not be read
        self.columns = [column for column in there if column.kind != "number" or column.name in kept]
        self.present = tuple(column.name for column in self.columns)
        self.numbers = [column.name for column in self.columns if column.kind == "number"]
        self.targets = targets(kept)

    def set_aside(self) -> None:
        """Copy the rows that stand in `calls.aside`; all rows, where a call may have several."""
        group = self.group
        chosen = keyed_sql(group.sql if group.layout.merge else group.aside, self.present, self.home_area)
        names = ["at_file", "at_line", "fault", "found", "identity", *map(contract_name, self.columns)]
        names += [*(f"{name}_key" for name in self.numbers), *group.extras, f"{group.whole} AS whole"]
        self.connection.execute(
            f"""COPY (SELECT {", ".join(names)} FROM ({chosen}))
            TO {quoted(str(self.file))} (FORMAT parquet, COMPRESSION lz4)"""
        )

    def read_numbers(self) -> None:
        """Read every text that SQL could not, once, into the table `slow_numbers` (raw, key, normal)."""
        texts = " UNION ".join(
            f"SELECT {name} AS raw FROM {self._rows} WHERE {name}_key IS NULL AND trim({name}) <> ''"
            for name in self.numbers
        )
        new = self.connection.sql(
            f"SELECT raw FROM ({texts}) WHERE raw NOT IN (SELECT raw FROM slow_numbers)"
        )
        for batch in new.to_arrow_table().to_batches(_TEXTS_AT_ONCE):
            raw = batch.column(0).to_pylist()
            keys = [read_key(text, home_area=self.home_area)[0] for text in raw]
            normal = [normal_form(key) or text.strip() for key, text in zip(keys, raw, strict=True)]
            self.connection.register("read_now", pa.table({"raw": raw, "key": keys, "normal": normal}))
            self.connection.execute("INSERT INTO slow_numbers SELECT raw, key, normal FROM read_now")
            self.connection.unregister("read_now")

    @property
    def _rows(self) -> str:
        return f"read_parquet({quoted(str(self.file))})"

    @property
    def sql(self) -> str:
        """A query of what each row became: the targets, `reason`, where it stood, and what was written."""
        names = ", ".join(f"coalesce({name}_key, {name}_slow.key) AS {name}_key" for name in self.numbers)
        joins = " ".join(
            f"LEFT JOIN slow_numbers {name}_slow ON {name}_key IS NULL AND {name} = {name}_slow.raw"
            for name in self.numbers
        )
        keyed = f"(SELECT rest.* REPLACE ({names}) FROM {self._rows} rest {joins})"
        carry = ["at_file", "at_line", "found", "identity", "whole"]
        carry += [f"{name} AS raw_{name}" for name in self.numbers]
        carry += [f"raw_{column.name}" for column in LOSSY if column.name in self.present]
        carry += [f"{name} AS written_{name}" for name in ("answered", "call_id") if name in self.present]
        carry += [f"leg_{name} AS {name}" for name, _sql in self.group.layout.legs if name != "fault"]
        return careful_sql(keyed, self.present, carry)

    @property
    def texts_sql(self) -> str:
        """A query of the numbers of the rows taken: key, raw."""
        return " UNION ".join(
            f"SELECT {name} AS key, raw_{name} AS raw FROM ({self.sql}) "
            f"WHERE reason IS NULL AND {name} IS NOT NULL"
            for name in self.numbers
        )

    def take(self) -> int:
        """Add the rows without a reason against them to `calls`; return how many."""
        names = ", ".join(self.targets)
        return count(
            self.connection,
            f"""INSERT INTO calls BY NAME
            SELECT {names}, false AS odd, identity FROM ({self.sql}) WHERE reason IS NULL""",
        )

    def refuse(self) -> int:
        """Add the rows with a reason against them to `quarantine`; return how many."""
        values = " ".join(
            f"WHEN {quoted(reason.code)} THEN raw_{reason.column}"
            for reason in quarantine.REASONS.values()
            if reason.column in self.present and reason.column != "call_id"
        )
        return count(
            self.connection,
            f"""INSERT INTO quarantine
            SELECT path, at_line, {quarantine.COLUMN_SQL}, coalesce(CASE reason {values} END, found), reason,
              {quarantine.HINT_SQL}
            FROM ({self.sql}) JOIN files ON at_file = number WHERE reason IS NOT NULL""",
        )

    def lost(self) -> list[tuple[int, str, int]]:
        """Count the optional values that were written and have no meaning: file, column, how many."""
        columns = [column for column in LOSSY if column.name in self.present and not column.required]
        if not columns:
            return []
        counts = ", ".join(f"count(*) FILTER ({_is_lost(column)})" for column in columns)
        found = self.connection.execute(
            f"""SELECT at_file, {counts} FROM ({self.sql}) WHERE reason IS NULL
            GROUP BY at_file ORDER BY at_file"""
        ).fetchall()
        return [
            (file, column.name, times)
            for file, *counted in found
            for column, times in zip(columns, counted, strict=True)
            if times
        ]


def _is_lost(column: Column) -> str:
    """Tell in SQL whether a value was written and came to nothing; NaN is how data frames write null."""
    lost = "written_answered NOT IN (0, 1)" if column.kind == "flag" else f"{column.target} IS NULL"
    return f"trim(raw_{column.name}) NOT IN ('', 'nan', 'NaN') AND {lost}"


def count(connection: duckdb.DuckDBPyConnection, insert: str) -> int:
    """Run an INSERT and return how many rows it added."""
    return int(connection.execute(insert).fetchall()[0][0])
