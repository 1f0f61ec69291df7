"""Files of one layout as one relation of contract columns.

Every file is a numbered Parquet file in one folder by now: `00007.parquet` is the eighth that was named, a
link to the user's own file or what was staged from text. The relation has, for every row, `at_file` (that
number), `at_line`, `fault` and `found` (what was wrong before any value was looked at), the contract's
columns typed as `canonical` wants them, those that may lose their value also as written (`raw_...`),
`identity` (a hash of the row as written, or of its `call_id`) and `whole` (all of it as one text, to tell
what a hash cannot). A query that uses some of these columns costs only those.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb

from jingling.calls.canonical import contract_name
from jingling.calls.contract import BY_NAME, COLUMNS
from jingling.calls.errors import NotCallRecordsError
from jingling.calls.layout import Layout, Recognised
from jingling.calls.quoting import named, quoted
from jingling.calls.times import TimePlan, plan_times
from jingling.calls.values import fits, is_text, value_sql

LOSSY = tuple(column for column in COLUMNS if column.kind in ("time", "seconds", "flag", "choice", "code"))


@dataclass(frozen=True, slots=True)
class Group:
    """Files of one layout.

    Args:
        layout: of all of them.
        files: their numbers.
        present: the contract's columns that they have.
        sql: the relation, in parentheses.
        times: how their times are read.
    """

    layout: Layout
    files: tuple[int, ...]
    present: tuple[str, ...]
    sql: str
    times: TimePlan


def parquet_of(folder: Path, number: int) -> Path:
    """Return where the file of a number stands."""
    return folder / f"{number:05}.parquet"


def group_of(
    connection: duckdb.DuckDBPyConnection,
    folder: Path,
    files: Sequence[tuple[int, Recognised]],
    *,
    timezone: str | None,
    time_format: str | None,
) -> Group:
    """Make the relation of files that have the same layout.

    Raises:
        NotCallRecordsError: a Parquet column has a type that cannot hold its column of the contract.
        TimesError: the times cannot be read without a zone.
    """
    first = files[0][1]
    layout = first.layout
    values = dict(layout.values)
    types = _value_types(first)
    rows = _rows(folder, [number for number, _file in files], staged=first.carrier != "parquet")
    plan = TimePlan(value_sql(BY_NAME["started_at"], values["started_at"], types["started_at"], 1.0))
    if is_text(types["started_at"]):
        plan = plan_times(
            connection,
            rows,
            values["started_at"],
            timezone=layout.timezone or timezone,
            time_format=layout.time_format or time_format,
            where=first.path,
        )
    return Group(
        layout,
        tuple(number for number, _file in files),
        tuple(values),
        _relation(layout, rows, types, plan),
        plan,
    )


def _value_types(file: Recognised) -> dict[str, str]:
    """Tell the Arrow type of each contract column's value: empty for text, and for what SQL makes of it."""
    by_field = dict(file.layout.types)
    types = {name: by_field.get(sql, "") for name, sql in file.layout.values}
    for name, arrow_type in types.items():
        if arrow_type and not fits(BY_NAME[name], arrow_type):
            raise NotCallRecordsError(
                file.path,
                f"column {dict(file.found)[name]} is of type {arrow_type}, which cannot be {name}.",
                "Convert it, or map another column.",
            )
    return types


def _rows(folder: Path, numbers: Sequence[int], *, staged: bool) -> str:
    paths = ", ".join(quoted(str(parquet_of(folder, number))) for number in numbers)
    at = "CAST(parse_filename(at_path, true) AS INTEGER) AS at_file"
    if staged:
        return f"(SELECT *, {at} FROM read_parquet([{paths}], filename = 'at_path'))"
    return (
        f"(SELECT *, {at}, file_row_number + 1 AS at_line, CAST(NULL AS VARCHAR) AS at_fault, "
        f"CAST(NULL AS VARCHAR) AS at_found "
        f"FROM read_parquet([{paths}], filename = 'at_path', file_row_number = true))"
    )


def _relation(layout: Layout, rows: str, types: dict[str, str], plan: TimePlan) -> str:
    values = dict(layout.values)
    factors = dict(layout.factors)
    columns = [column for column in COLUMNS if column.name in values]
    typed = {
        column.name: plan.sql
        if column.kind == "time"
        else value_sql(column, values[column.name], types[column.name], factors.get(column.name, 1.0))
        for column in columns
    }
    raw = {column.name: f"CAST({values[column.name]} AS VARCHAR)" for column in columns if column in LOSSY}
    written = (*values.values(), *layout.rest)
    whole = ", ".join(f"{named(str(at))}: {sql}" for at, sql in enumerate(written))
    parts = [
        "at_file",
        "at_line",
        f"coalesce(at_fault, {dict(layout.legs).get('fault', 'NULL')}) AS fault",
        "at_found AS found",
        *(f"{sql} AS {contract_name(BY_NAME[name])}" for name, sql in typed.items()),
        *(f"{sql} AS raw_{name}" for name, sql in raw.items()),
        f"{_identity(written, typed.get('call_id'))} AS identity",
        f"CAST({{{whole}}} AS VARCHAR) AS whole",
        *(f"{sql} AS leg_{name}" for name, sql in layout.legs if name != "fault"),
    ]
    return f"(SELECT {', '.join(parts)} FROM {rows})"


def _identity(written: Sequence[str], call_id: str | None) -> str:
    row = f"hash({', '.join(written)})"
    return f"CASE WHEN {call_id} <> '' THEN hash({call_id}) ELSE {row} END" if call_id else row
