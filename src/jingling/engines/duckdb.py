"""The embedded engine: DuckDB in this process, with its tables in a file of its own.

In a file tables are compressed, and only what is worked on stands in memory: a day of a hundred million
records did not fit into a database in memory, and one of twenty million took a quarter more there, in no less
time.
"""

from contextlib import suppress
from pathlib import Path
from typing import Any
from uuid import uuid4

import duckdb
import pyarrow as pa

from jingling.engines.errors import EngineError

_RESTING = "16MiB"


class DuckdbEngine:
    """Runs the steps in one DuckDB connection.

    Args:
        threads: threads to use; None means one for each core.
        memory: DuckDB's memory limit, as it writes it (`4GiB`).
        spill: directory for the tables, and for what of a step does not fit in memory.

    Raises:
        EngineError: the limit cannot be read.
    """

    def __init__(self, *, threads: int | None = None, memory: str = "4GiB", spill: Path) -> None:
        spill.mkdir(parents=True, exist_ok=True)
        self._file = spill / f"{uuid4().hex}.duckdb"
        self.connection = duckdb.connect(str(self._file))
        self._memory = memory
        try:
            self._limit_memory(memory)
        except duckdb.Error as fault:
            self.close()
            raise EngineError(f"{memory!r} is no amount of memory.", "Write it as 4GiB.") from fault
        self.connection.execute("SET temp_directory = " + quoted(str(spill)))
        self.connection.execute("SET preserve_insertion_order = false")
        self.connection.execute("SET enable_progress_bar = false")
        self.connection.execute("SET TimeZone = 'UTC'")
        if threads is not None:
            self.connection.execute(f"SET threads = {threads}")

    def make(self, name: str, select: str) -> int:
        """Make table `name` of a SELECT; return its number of rows."""
        made = self.connection.execute(f"CREATE OR REPLACE TABLE {name} AS {select}").fetchall()
        return int(made[0][0])

    def view(self, name: str, select: str) -> None:
        """Give a SELECT a name without making its rows."""
        self.connection.execute(f"CREATE OR REPLACE VIEW {name} AS {select}")

    def rows(self, select: str) -> list[tuple[Any, ...]]:
        """Return the rows of a small SELECT."""
        return self.connection.execute(select).fetchall()

    def table(self, select: str) -> pa.Table:
        """Return the rows of a SELECT as columns."""
        return self.connection.sql(select).to_arrow_table()

    def take(self, name: str, rows: pa.Table) -> None:
        """Make table `name` of columns held in memory."""
        self.connection.register("taken", rows)
        self.connection.execute(f"CREATE OR REPLACE TABLE {name} AS SELECT * FROM taken")
        self.connection.unregister("taken")

    def has(self, name: str) -> bool:
        """Tell whether a table of that name exists."""
        return bool(self.rows(f"SELECT 1 FROM duckdb_tables() WHERE table_name = {quoted(name)}"))

    def columns(self, name: str) -> tuple[str, ...]:
        """Return the column names of a table, in order."""
        return tuple(str(row[0]) for row in self.rows(f"DESCRIBE {name}"))

    def drop(self, *names: str) -> None:
        """Forget tables that no later step reads."""
        for name in names:
            self.connection.execute(f"DROP TABLE IF EXISTS {name}")

    def write(self, select: str, path: Path) -> None:
        """Write the rows of a SELECT to one Parquet file."""
        self.connection.execute(
            f"COPY ({select}) TO {quoted(str(path))} (FORMAT parquet, COMPRESSION zstd, COMPRESSION_LEVEL 1)"
        )

    def rest(self) -> None:
        """Give back the memory that holds what can be read again, while others work."""
        with suppress(duckdb.OutOfMemoryException):  # it stays with more than that
            self._limit_memory(_RESTING)
        self._limit_memory(self._memory)

    def close(self) -> None:
        """Give back memory and files."""
        self.connection.close()
        self._file.unlink(missing_ok=True)

    def _limit_memory(self, memory: str) -> None:
        self.connection.execute("SET memory_limit = " + quoted(memory))


def quoted(text: str) -> str:
    """Return a text as an SQL literal."""
    return "'" + text.replace("'", "''") + "'"
