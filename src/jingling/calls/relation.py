"""Files of one layout as one relation of contract columns.

Every file is a numbered Parquet file in one folder by now: `00007.parquet` is the eighth that was named, a
link to the user's own file or what was staged from text. The relation has, for every row: `at_file` (that
number) and `at_line`; the file's own columns as `c0`, `c1`, ...; `fault` (why it is no record, or null) and
`found`; the contract's columns typed as `canonical` wants them; and `identity`, a hash of the row as
written, or of its `call_id`. What only few rows need is SQL over these columns, for queries to add once they
have chosen their rows: values as written (`raw_...`), those of legs (`leg_...`), and the row as one text.
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
from jingling.words import Words

LOSSY = tuple(column for column in COLUMNS if column.kind in ("time", "seconds", "flag", "choice", "code"))
"""Columns whose values may be written so that they mean nothing."""


@dataclass(frozen=True, slots=True)
class Group:
    """Files of one layout.

    Args:
        layout: of all of them.
        files: their numbers.
        present: the contract's columns that they have.
        sql: the relation, in parentheses.
        row: SQL of a row of the files as one value.
        row_type: its type.
        aside: the same relation, of those rows alone that stand as values in `calls.aside`.
        extras: what few rows need, `SQL AS name` over the relation.
        whole: SQL of a row as one text, to tell what a hash cannot.
        notes: how their times are read, for people.
    """

    layout: Layout
    files: tuple[int, ...]
    present: tuple[str, ...]
    sql: str
    row: str
    row_type: str
    aside: str
    extras: tuple[str, ...]
    whole: str
    notes: tuple[Words, ...]


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
    types = value_types(first)
    rows = _rows(layout, folder, [number for number, _file in files])
    fields = connection.sql(f"SELECT * FROM {rows}").columns
    row = "{" + ", ".join(f"{quoted(field)}: {named(field)}" for field in fields) + "}"
    row_type = connection.sql(f"SELECT {row} FROM {rows}").types[0]
    plan = _plan_times(connection, rows, first, types["started_at"], timezone, time_format)
    whole = ", ".join(f"{named(str(at))}: {sql}" for at, sql in enumerate(layout.written))
    return relate(
        layout, [number for number, _file in files], types, rows, plan, f"{{{whole}}}", row, str(row_type)
    )


def relate(
    layout: Layout,
    files: Sequence[int],
    types: dict[str, str],
    rows: str,
    plan: TimePlan,
    whole: str,
    row: str,
    row_type: str,
) -> Group:
    """Make the relation of files over their rows.

    Args:
        layout: of all of them.
        files: their numbers.
        types: Arrow type of each contract column's value (`value_types`).
        rows: SQL of a relation of their columns `c0`, `c1`, ..., with `at_file`, `at_line`, `at_fault` and
            `at_found`.
        plan: how their times are read.
        whole: SQL of a row as one text.
        row: SQL of a row as one value, for rows that are looked at again.
        row_type: its type.
    """
    values = dict(layout.values)
    aside = "(SELECT unnest(aside) FROM calls WHERE aside IS NOT NULL)"
    raw = [
        f"CAST({values[column.name]} AS VARCHAR) AS raw_{column.name}"
        for column in LOSSY
        if column.name in values
    ]
    return Group(
        layout=layout,
        files=tuple(files),
        present=tuple(values),
        sql=_relation(layout, rows, types, plan),
        row=row,
        row_type=row_type,
        aside=_relation(layout, aside, types, plan),
        extras=(*raw, *(f"{sql} AS leg_{name}" for name, sql in layout.legs if name != "fault")),
        whole=f"CAST({whole} AS VARCHAR)",
        notes=plan.notes,
    )


def value_types(file: Recognised) -> dict[str, str]:
    """Tell the Arrow type of each contract column's value: empty for text, and for what SQL makes of it."""
    by_field = {f"c{at}": arrow_type for at, (_name, arrow_type) in enumerate(file.layout.parquet)}
    types = {name: by_field.get(sql, "") for name, sql in file.layout.values}
    for name, arrow_type in types.items():
        if arrow_type and not fits(BY_NAME[name], arrow_type):
            raise NotCallRecordsError(
                file.path,
                f"column {dict(file.found)[name]} is of type {arrow_type}, which cannot be {name}.",
                "Convert it, or map another column.",
            )
    return types


def _plan_times(
    connection: duckdb.DuckDBPyConnection,
    rows: str,
    first: Recognised,
    arrow_type: str,
    timezone: str | None,
    time_format: str | None,
) -> TimePlan:
    field = dict(first.layout.values)["started_at"]
    if not is_text(arrow_type):
        return TimePlan(value_sql(BY_NAME["started_at"], field, arrow_type, 1.0))
    return plan_times(
        connection,
        rows,
        field,
        timezone=first.layout.timezone or timezone,
        time_format=first.layout.time_format or time_format,
        where=first.path,
    )


def _rows(layout: Layout, folder: Path, numbers: Sequence[int]) -> str:
    paths = ", ".join(quoted(str(parquet_of(folder, number))) for number in numbers)
    at = "CAST(parse_filename(at_path, true) AS INTEGER) AS at_file"
    if not layout.parquet:
        return f"(SELECT *, {at} FROM read_parquet([{paths}], filename = 'at_path'))"
    fields = ", ".join(f"{named(name)} AS c{at}" for at, (name, _type) in enumerate(layout.parquet))
    return (
        f"(SELECT {fields}, {at}, file_row_number + 1 AS at_line, CAST(NULL AS VARCHAR) AS at_fault, "
        "CAST(NULL AS VARCHAR) AS at_found "
        f"FROM read_parquet([{paths}], filename = 'at_path', file_row_number = true))"
    )


def _relation(layout: Layout, rows: str, types: dict[str, str], plan: TimePlan) -> str:
    factors = dict(layout.factors)
    typed = {
        name: plan.sql
        if BY_NAME[name].kind == "time"
        else value_sql(BY_NAME[name], sql, types[name], factors.get(name, 1.0))
        for name, sql in layout.values
    }
    parts = [
        "*",
        f"coalesce(at_fault, {dict(layout.legs).get('fault', 'NULL')}) AS fault",
        "at_found AS found",
        *(f"{sql} AS {contract_name(BY_NAME[name])}" for name, sql in typed.items()),
        f"{identity_sql(layout)} AS identity",
    ]
    local = f"(SELECT *, {plan.local} AS at_local FROM {rows})" if plan.local else rows
    return f"(SELECT {', '.join(parts)} FROM {local})"


def identity_sql(layout: Layout) -> str:
    """Return SQL of a row's hash: equal for equal rows, and for rows of one call_id."""
    row = f"hash({', '.join(layout.written)})"
    call_id = dict(layout.values).get("call_id")
    if call_id is None:
        return row
    call_id = f"CAST({call_id} AS VARCHAR)"
    return f"CASE WHEN {call_id} <> '' THEN hash({call_id}) ELSE {row} END"
