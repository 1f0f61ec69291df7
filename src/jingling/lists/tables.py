"""Files of lists as people have them, CSV or Parquet, read into the gate's own tables.

Lines are not among them: their register is `jingling.identity`'s to read.

Each table is one Parquet file under `tables/`, replaced as a whole. A row that cannot be used goes to
`quarantine/<table>.parquet` with its line, column, value, reason and hint, and rows read are always rows
kept and rows in quarantine.
"""

import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import duckdb
import pyarrow as pa

from jingling.lists.errors import BadList, BadPolicy
from jingling.lists.feed import sync_directory
from jingling.lists.packing import LAST_SECOND
from jingling.lists.policies import read_policy
from jingling.numbers import ANONYMOUS_KEY, BadRange, key_sql, read_key, read_ranges
from jingling.rules import PURPOSES

COLUMNS: Mapping[str, tuple[str, ...]] = {
    "projects": ("project", "principal", "centre", "purpose", "lines", "numbers", "licence", "window"),
    "consents": ("principal", "callee", "purpose", "given_at", "proof", "expires_at"),
    "refusals": ("principal", "callee", "at", "scope"),
    "lists": ("list", "number", "class", "until", "campaign"),
    "policies": ("policy_id", "policy"),
}  # fmt: skip
"""The columns that are read; those that may be absent stand in `OPTIONAL`, any others are not looked at.

A consent's `source` and `text` are evidence, which its `proof` refers to; a decision needs neither.
"""

OPTIONAL = {"campaign", "expires_at", "until", "class", "scope"}
LISTS = ("allow", "block", "dno", "finding")

_TIME = r"^\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d(:\d\d(\.\d+)?)?([Zz]|[+-]\d\d(:?\d\d)?)$"


@dataclass(frozen=True, slots=True)
class Loaded:
    """How a file was read: `rows_read` is always `rows_kept` and `rows_quarantined`.

    Of the rows kept `rows_undated` are refusals whose time cannot be used: they hold from this moment on,
    for what a person refused must not go on ringing because of how somebody wrote a date.
    """

    table: str
    rows_read: int
    rows_kept: int
    rows_quarantined: int
    quarantine: Path | None
    rows_undated: int = 0


def load_table(directory: Path, table: str, path: Path) -> Loaded:
    """Read a file into a table of the gate's directory, in place of what was there.

    Raises:
        BadList: the file cannot be read as a whole, lacks a column, or has refusals and none that can be
            used; what was loaded before stays.
    """
    (directory / "tables").mkdir(parents=True, exist_ok=True)
    (directory / "quarantine").mkdir(exist_ok=True)
    with (
        TemporaryDirectory(prefix="jingling-", dir=directory) as scratch,
        duckdb.connect(f"{scratch}/rows") as engine,
    ):
        engine.execute("SET TimeZone = 'UTC'")
        _read(engine, table, path)
        _check(engine, table)
        quarantine = directory / "quarantine" / f"{table}.parquet"
        rejected = _write(engine, "SELECT * FROM rejected ORDER BY row", quarantine.with_suffix(""))
        if not rejected:
            quarantine.unlink()
        elif table == "refusals" and not engine.sql(f"FROM checked_{table} LIMIT 1").fetchall():
            # A mistake made in every row must not take away what people refused.
            raise BadList(f"{path}: none of its {rejected} rows can be used.", f"{quarantine} tells why.")
        kept = _write(
            engine, _KEPT[table].replace("{table}", f"checked_{table}"), directory / "tables" / table
        )
        undated = _undated(engine) if table == "refusals" else 0
        (read,) = engine.sql("SELECT (SELECT count(*) FROM given) + (SELECT count(*) FROM torn)").fetchall()[
            0
        ]
    if read != kept + rejected:
        raise AssertionError(f"{path}: {read} rows read, {kept} kept, {rejected} in quarantine")
    return Loaded(table, read, kept, rejected, quarantine if rejected else None, undated)


def _read(engine: duckdb.DuckDBPyConnection, table: str, path: Path) -> None:
    """Make `given`, the file's rows as texts with their number, and `torn`, CSV rows of another shape."""
    engine.execute(
        "CREATE TABLE rejected (file VARCHAR, row BIGINT, column_name VARCHAR, value VARCHAR,"
        " reason VARCHAR, hint VARCHAR)"
    )
    name = str(path)
    try:
        if path.suffix == ".parquet":
            source = engine.read_parquet(name)
        else:
            source = engine.read_csv(
                name, header=True, all_varchar=True, sep=",", quotechar='"', store_rejects=True
            )
    except (duckdb.Error, OSError) as fault:
        reason = str(fault).strip().splitlines()[0]
        raise BadList(f"{path}: {reason}", f"Give {table} as CSV (UTF-8) or Parquet.") from fault
    missing = [one for one in COLUMNS[table] if one not in source.columns and one not in OPTIONAL]
    if missing:
        raise BadList(f"{path}: column {missing[0]} is missing.", f"Columns: {', '.join(COLUMNS[table])}.")
    picked = ", ".join(
        f"""trim(coalesce(CAST("{one}" AS VARCHAR), '')) AS "{one}" """
        if one in source.columns
        else f"""'' AS "{one}" """
        for one in COLUMNS[table]
    )
    try:
        source.select(f"{picked}, row_number() OVER () AS at_row").create("given")
    except duckdb.Error as fault:
        reason = str(fault).strip().splitlines()[0]
        raise BadList(f"{path}: {reason}", f"Give {table} as CSV (UTF-8) or Parquet.") from fault
    engine.execute(f"CREATE TABLE source AS SELECT '{name.replace(chr(39), chr(39) * 2)}' AS file")
    has_rejects = path.suffix != ".parquet"
    engine.execute(
        "CREATE TABLE torn AS SELECT line - 1 AS row, any_value(csv_line) AS value"
        " FROM reject_errors GROUP BY line"
        if has_rejects
        else "CREATE TABLE torn (row BIGINT, value VARCHAR)"
    )
    engine.execute(
        "INSERT INTO rejected SELECT file, row, '', value, 'wrong field count',"
        " 'Quote a field that holds a comma; leave a field empty rather than out.' FROM torn, source"
    )


def _check(engine: duckdb.DuckDBPyConnection, table: str) -> None:
    """Make `checked_…` of the rows that can be used, and quarantine the others."""
    if table in {"projects", "lists"}:
        _readable(engine, "numbers" if table == "projects" else "number", _are_numbers)
    if table == "policies":
        _readable(engine, "policy", _is_policy)
    if table in {"consents", "refusals"}:
        _keys_of_unusual(engine)
        engine.execute(
            f"CREATE VIEW keyed AS SELECT given.*, coalesce({key_sql('callee')}, unusual.key) AS callee_key"
            " FROM given LEFT JOIN unusual ON callee = unusual.text"
        )
    else:
        engine.execute("CREATE VIEW keyed AS SELECT * FROM given")
    cases = " ".join(
        f"WHEN NOT coalesce({condition}, false) THEN {at}"
        for at, (_, condition, _) in enumerate(_CHECKS[table])
    )
    engine.execute(
        f"CREATE TABLE judged AS SELECT *, {f'CASE {cases} END' if cases else 'NULL'} AS fault FROM keyed"
    )
    for at, (column, _, hint) in enumerate(_CHECKS[table]):
        engine.execute(
            f'INSERT INTO rejected SELECT file, at_row, ?, "{column}", ?, ? FROM judged, source'
            f" WHERE fault = {at}",
            [column, "missing or not usable", hint],
        )
    engine.execute(f"CREATE VIEW checked_{table} AS SELECT * EXCLUDE (fault) FROM judged WHERE fault IS NULL")


def _undated(engine: duckdb.DuckDBPyConnection) -> int:
    """Count the refusals kept whose time cannot be used."""
    (count,) = engine.sql(
        f"SELECT count(*) FROM checked_refusals WHERE NOT coalesce({_time_sql('at')}, false)"
    ).fetchall()[0]
    return int(count)


def _keys_of_unusual(engine: duckdb.DuckDBPyConnection) -> None:
    """Make `unusual`, the keys of the called numbers that SQL does not read."""
    rest = engine.sql(f"SELECT DISTINCT callee FROM given WHERE {key_sql('callee')} IS NULL").fetchall()
    texts = [text for (text,) in rest]
    found = pa.table(
        {
            "text": pa.array(texts, pa.string()),
            "key": pa.array([read_key(text)[0] if text else ANONYMOUS_KEY for text in texts], pa.int64()),
        }
    )
    engine.register("found", found)
    engine.execute("CREATE TABLE unusual AS SELECT * FROM found")


def _readable(engine: duckdb.DuckDBPyConnection, column: str, reads: Callable[[str], bool]) -> None:
    """Make `readable`, the distinct texts of a column that can be read."""
    quoted = f'"{column}"'
    engine.execute(
        f"CREATE TABLE usual AS SELECT DISTINCT {quoted} AS text FROM given WHERE {key_sql(quoted)} > 0"
    )
    rest = engine.sql(f"SELECT DISTINCT {quoted} FROM given WHERE {quoted} NOT IN (SELECT text FROM usual)")
    good = pa.array([text for (text,) in rest.fetchall() if reads(text)], pa.string())
    engine.register("good", pa.table({"text": good}))
    engine.execute("CREATE TABLE readable AS SELECT text FROM usual UNION ALL SELECT text FROM good")


def _are_numbers(text: str) -> bool:
    try:
        read_ranges(text)
    except BadRange:
        return False
    return True


def _is_policy(text: str) -> bool:
    try:
        read_policy(text.encode())
    except BadPolicy:
        return False
    return True


def _write(engine: duckdb.DuckDBPyConnection, select: str, stem: Path) -> int:
    """Write rows to a Parquet file that appears whole, and count them."""
    path, partial = stem.with_name(f"{stem.name}.parquet"), stem.with_name(f"{stem.name}.partial")
    engine.execute(f"COPY ({select}) TO '{str(partial).replace(chr(39), chr(39) * 2)}' (FORMAT parquet)")
    with partial.open("rb") as file:
        os.fsync(file.fileno())
    partial.rename(path)
    sync_directory(path.parent)
    (count,) = engine.sql(f"SELECT count(*) FROM ({select})").fetchall()[0]
    return int(count)


def _texts(names: tuple[str, ...]) -> str:
    return ", ".join(f"'{name}'" for name in names)


def _time_sql(column: str) -> str:
    return f"""regexp_matches("{column}", '{_TIME}') AND TRY_CAST("{column}" AS TIMESTAMPTZ) IS NOT NULL"""


def _window_sql(column: str) -> str:
    hour = r"([01]\d|2[0-3]):[0-5]\d"
    written = f"""regexp_matches("{column}", '^({hour}-({hour}|24:00))?$')"""
    return f"""{written} AND ("{column}" = '' OR left("{column}", 5) <> right("{column}", 5))"""


_CHECKS: Mapping[str, Sequence[tuple[str, str, str]]] = {
    "projects": (
        ("project", "project <> ''", "Give the project its name."),
        ("purpose", f"purpose IN ('', {_texts(PURPOSES)})", f"Expected one of {', '.join(PURPOSES)}."),
        ("window", _window_sql("window"), "Write HH:MM-HH:MM, or nothing."),
        (
            "numbers",
            "numbers = '' OR numbers IN (FROM readable)",
            "Give numbers and ranges, blank-separated.",
        ),
        ("project", "at_row IN (SELECT min(at_row) FROM given GROUP BY project)", "Keep one row a project."),
    ),
    "consents": (
        ("principal", "principal NOT IN ('', '*')", "Name the principal."),
        ("callee", "callee_key > 0", "Give the called person's number."),
        ("purpose", f"purpose IN ({_texts(PURPOSES)})", f"Expected one of {', '.join(PURPOSES)}."),
        ("given_at", _time_sql("given_at"), "Give the time with its zone, 2026-03-01T09:00:00+08:00."),
        ("expires_at", f"expires_at = '' OR {_time_sql('expires_at')}", "A time with its zone, or nothing."),
        ("proof", "proof <> ''", "Without a proof the row is no consent: give its digest or reference."),
    ),
    "refusals": (
        ("principal", "principal <> ''", "Name the principal, or * for everyone."),
        ("callee", "callee_key > 0", "Give the called person's number."),
        ("scope", f"scope IN ('', '*', {_texts(PURPOSES)})", "Expected a purpose or *."),
    ),
    "lists": (
        ("list", f"list IN ({_texts(LISTS)})", f"Expected one of {', '.join(LISTS)}."),
        ("number", "number <> '' AND number IN (FROM readable)", "Give a number or a range."),
        ("until", f"until = '' OR {_time_sql('until')}", "Give a time with its zone, or nothing."),
    ),
    "policies": (
        ("policy_id", "policy_id <> ''", "Give the policy its id."),
        ("policy", "policy IN (FROM readable)", "See the schema: jingling gate schema policy."),
        (
            "policy_id",
            "at_row IN (SELECT min(at_row) FROM given GROUP BY policy_id)",
            "Keep one row a policy.",
        ),
    ),
}
"""For each table the columns, what must hold of each, and what to do where it does not."""


def _seconds_sql(column: str, otherwise: str = "NULL") -> str:
    """Return SQL for the Unix seconds of a time, or of another time where that cannot be used."""
    time = f'CASE WHEN {_time_sql(column)} THEN TRY_CAST("{column}" AS TIMESTAMPTZ) ELSE {otherwise} END'
    seconds = f"CAST(floor(epoch({time})) AS BIGINT)"
    return (
        f'CASE WHEN {seconds} IS NOT NULL THEN least(greatest({seconds}, 1), {LAST_SECOND}) END AS "{column}"'
    )


_KEPT: Mapping[str, str] = {
    "projects": "SELECT * EXCLUDE (at_row) FROM {table}",
    "consents": (
        f"SELECT callee_key, principal, purpose, {_seconds_sql('given_at')}, {_seconds_sql('expires_at')}"
        " FROM {table}"
    ),
    "refusals": (
        "SELECT callee_key, principal, CASE WHEN scope = '' THEN '*' ELSE scope END AS scope,"
        f" {_seconds_sql('at', otherwise='now()')} FROM {{table}}"
    ),
    "lists": (
        f"SELECT number, {key_sql('number')} AS key, list, class, {_seconds_sql('until')}, campaign"
        " FROM {table}"
    ),
    "policies": "SELECT policy_id, policy FROM {table}",
}
"""What is kept of each table's good rows, numbers as keys and times as Unix seconds."""


def rows_of(engine: duckdb.DuckDBPyConnection, directory: Path, table: str, select: str = "*") -> Any:
    """Return a relation over one of the gate's tables, None where it was never loaded.

    Raises:
        BadList: it cannot be read.
    """
    path = directory / "tables" / f"{table}.parquet"
    if not path.exists():
        return None
    try:
        return engine.read_parquet(str(path)).project(select)
    except duckdb.Error as fault:
        raise BadList(f"{path}: {fault}", "Load it again.") from fault
