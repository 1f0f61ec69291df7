"""Reading the records of a result again, as they were read for it."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import duckdb

from jingling.calls import CallsError, read_calls
from jingling.detect.errors import ResultError


def read_again(connection: duckdb.DuckDBPyConnection, result: Path, columns: Sequence[str]) -> dict[str, Any]:
    """Make the table `calls` of a result's records once more, and return the result's summary.

    Args:
        connection: where the table is made.
        result: the directory that `jingling detect` wrote.
        columns: optional columns that are wanted beside the required ones.

    Raises:
        ResultError: there is no result, or its records cannot be read any more.
    """
    if not (result / "summary.json").is_file():
        raise ResultError(f"{result} holds no result.", "Run `jingling detect … --out` first.")
    summary: dict[str, Any] = json.loads((result / "summary.json").read_text(encoding="utf-8"))
    options: dict[str, Any] = {"mapping": None, "timezone": None, "time_format": None, "home_area": ""}
    options |= summary.get("options", {})  # an older result does not say how its records were read
    try:
        read_calls(
            connection,
            [each["path"] for each in summary["inputs"]],
            mapping=options["mapping"],
            timezone=options["timezone"],
            time_format=options["time_format"],
            home_area=options["home_area"] or "",
            columns=columns,
        )
    except CallsError as fault:
        raise ResultError(
            f"The records of {result} cannot be read again: {fault.message}",
            "Keep them where they were read, or run `jingling detect` anew.",
        ) from fault
    return summary
