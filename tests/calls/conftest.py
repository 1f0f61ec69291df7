"""What the tests of call records share: a way to read a text and look at what became of it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import pytest

from jingling.calls import Reading, read_calls


@dataclass(frozen=True, slots=True)
class Read:
    """A reading and the tables it made."""

    reading: Reading
    connection: duckdb.DuckDBPyConnection

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        """Return the rows of a query."""
        return self.connection.execute(query).fetchall()

    def calls(self, columns: str = "*") -> list[tuple[Any, ...]]:
        """Return columns of the calls, sorted."""
        return self.rows(f"SELECT {columns} FROM calls ORDER BY ALL")

    def reasons(self) -> list[tuple[int, str]]:
        """Return line and reason of every row in quarantine."""
        return self.rows("SELECT line, reason FROM quarantine ORDER BY ALL")


Reader = Callable[..., Read]


@pytest.fixture
def connection() -> Iterator[duckdb.DuckDBPyConnection]:
    """An engine of two threads."""
    with duckdb.connect(config={"threads": 2}) as made:
        yield made


@pytest.fixture
def read(connection: duckdb.DuckDBPyConnection) -> Reader:
    """Read files."""

    def reader(*paths: Path | str, **options: Any) -> Read:
        return Read(read_calls(connection, paths, **options), connection)

    return reader


@pytest.fixture
def read_text(read: Reader, tmp_path: Path) -> Reader:
    """Write a text (or bytes) to a file, and read it."""

    def reader(text: str | bytes, name: str = "calls.csv", **options: Any) -> Read:
        path = tmp_path / name
        path.write_bytes(text.encode() if isinstance(text, str) else text)
        return read(path, **options)

    return reader
