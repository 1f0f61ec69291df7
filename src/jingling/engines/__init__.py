"""What the steps of `detect` and `campaigns` ask of an engine, and nothing more.

A step is one SELECT with a name; an engine makes a table of it, answers questions about tables, and
writes one to a Parquet file. The SQL of the steps keeps to what DuckDB and Spark read alike: integer
milliseconds, FILTER, GROUP BY, `lag` windows, semi-joins, `bit_or`.
"""

from pathlib import Path
from typing import Any, Protocol

import pyarrow as pa


class Engine(Protocol):
    """Something that runs the steps."""

    def make(self, name: str, select: str) -> int:
        """Make table `name` of a SELECT, in place of any earlier one; return its number of rows."""

    def view(self, name: str, select: str) -> None:
        """Give a SELECT a name, in place of any earlier one, without making its rows."""

    def rows(self, select: str) -> list[tuple[Any, ...]]:
        """Return the rows of a small SELECT."""

    def table(self, select: str) -> pa.Table:
        """Return the rows of a SELECT as columns."""

    def take(self, name: str, rows: pa.Table) -> None:
        """Make table `name` of columns held in memory."""

    def has(self, name: str) -> bool:
        """Tell whether a table of that name exists."""

    def columns(self, name: str) -> tuple[str, ...]:
        """Return the column names of a table."""

    def drop(self, *names: str) -> None:
        """Forget tables that no later step reads."""

    def write(self, select: str, path: Path) -> None:
        """Write the rows of a SELECT to one Parquet file."""

    def rest(self) -> None:
        """Give back the memory that holds what can be read again, while others work."""
