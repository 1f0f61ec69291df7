"""The tables of one result directory, open in an engine; a table that is not there is simply not known."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import duckdb

from jingling.detect.errors import ResultError


def require_result(out: Path) -> None:
    """Refuse a directory that is no result.

    Raises:
        ResultError: `out` holds no summary or no findings.
    """
    if not (out / "summary.json").is_file() or not (out / "findings.parquet").is_file():
        raise ResultError(
            f"{out} holds no result.", "Run `jingling detect … --out` with this directory first."
        )


class Tables:
    """Every Parquet file of a result as a view of its name; `have` tells their columns."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, out: Path) -> None:
        self.connection = connection
        self.have: dict[str, frozenset[str]] = {}
        for path in sorted(out.glob("*.parquet")):
            place = str(path).replace("'", "''")
            connection.execute(f"CREATE VIEW \"{path.stem}\" AS FROM read_parquet('{place}')")
            rows = connection.execute(f'DESCRIBE "{path.stem}"').fetchall()
            self.have[path.stem] = frozenset(row[0] for row in rows)

    def rows(self, sql: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """Return the rows of one query."""
        return self.connection.execute(sql, list(values)).fetchall()
