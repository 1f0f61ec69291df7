"""From numbered Parquet files to the tables `calls`, `quarantine` and `odd_numbers`.

Plain rows first, by one query for all files of a layout; then the rows that need a second look; then the
repeats among all of these; last the formats whose rows are legs. After each, rows kept and refused must
add up to the rows read.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import duckdb

from jingling.calls import quarantine
from jingling.calls.canonical import has_value_sql, odd_sql, told_sql
from jingling.calls.contract import COLUMNS, REQUIRED, Column
from jingling.calls.layout import Layout, Recognised
from jingling.calls.legs import take_attempts
from jingling.calls.relation import group_of
from jingling.calls.repeats import refuse_repeats
from jingling.calls.rest import odd_numbers_sql
from jingling.calls.second_look import SecondLook, count
from jingling.words import Words


@dataclass(frozen=True, slots=True)
class File:
    """One file, staged.

    Args:
        number: its place among the files named, which is also its name in the folder.
        recognised: what it is.
        rows: how many rows it has.
        encoding: of a text, with `:replace` where bytes were replaced.
        notes: how it was read, for people; grows while it is.
    """

    number: int
    recognised: Recognised
    rows: int
    encoding: str = ""
    notes: list[Words] = field(default_factory=list)

    def notes_of_text(self) -> Iterator[Words]:
        """Say what is unusual about the text, or about there being none."""
        if not self.rows:
            yield Words("It has no rows.", "没有任何行。")
        name, _, replaced = self.encoding.partition(":")
        if name and not name.startswith("utf-8"):
            yield Words(f"The text is in {name.upper()}.", f"文本编码为 {name.upper()}。")
        if replaced:
            yield Words(
                "Some bytes are no text in any encoding tried; they are read as \N{REPLACEMENT CHARACTER}.",
                "部分字节无法解码，读作 \N{REPLACEMENT CHARACTER}。",
            )
        for taken in dict(self.recognised.found).values():
            if self.recognised.names.count(taken) > 1:
                yield Words(
                    f"Several columns are named {taken}; the first is read.",
                    f"有多列名为 {taken}，读取第一列。",
                )


def lost_note(name: str, times: int) -> Words:
    """Say that values of an optional column have no meaning."""
    return Words(
        f"{times} values of {name} have no meaning and count as unknown; their rows are kept.",
        f"{name} 有 {times} 个值无意义，按未知处理；所在行保留。",
    )


@dataclass(frozen=True, slots=True)
class Filled:
    """How the rows were divided: `kept + refused` are all, `attempts` the rows of `calls`."""

    kept: int
    refused: int
    attempts: int
    columns: tuple[str, ...]


def fill(
    connection: duckdb.DuckDBPyConnection,
    folder: Path,
    files: Sequence[File],
    *,
    timezone: str | None,
    time_format: str | None,
    home_area: str,
    columns: Collection[str] | None,
) -> Filled:
    """Fill the tables from files in a folder; arguments are those of `read_calls`.

    Raises:
        NotCallRecordsError: a column has a type that cannot hold what it should.
        TimesError: times cannot be read without a zone.
    """
    by_layout: dict[Layout, list[File]] = {}
    for file in files:
        if file.rows:
            by_layout.setdefault(file.recognised.layout, []).append(file)
    looks = []
    for alike in by_layout.values():
        pairs = [(file.number, file.recognised) for file in alike]
        group = group_of(connection, folder, pairs, timezone=timezone, time_format=time_format)
        wanted = None if group.layout.merge else columns
        looks.append(SecondLook(connection, group, folder, home_area, wanted))
        for file in alike:
            file.notes.extend(group.notes)
    return _Filler(connection, files, looks, home_area).fill(columns)


class _Filler:
    def __init__(
        self,
        connection: duckdb.DuckDBPyConnection,
        files: Sequence[File],
        looks: Sequence[SecondLook],
        home_area: str,
    ) -> None:
        self.connection = connection
        self.files = files
        self.looks = looks
        self.home_area = home_area
        self.kept = self.refused = self.attempts = 0

    def fill(self, columns: Collection[str] | None) -> Filled:
        self._make_tables()
        plain = [look for look in self.looks if not look.group.layout.merge]
        for look in plain:
            self._take(look)
        self.attempts = self.kept
        repeats = refuse_repeats(self.connection, plain)
        self.kept -= repeats
        self.attempts -= repeats
        self.refused += repeats
        for look in self.looks:
            if look.group.layout.merge:
                self._merge(look)
        self._fill_odd_numbers()
        filled = self._drop_columns(columns)
        for name in ("files", "slow_numbers"):
            self.connection.execute(f"DROP TABLE IF EXISTS {name}")
        return Filled(self.kept, self.refused, self.attempts, filled)

    def _make_tables(self) -> None:
        filled = {target for look in self.looks for target in look.targets}
        merged = {name for look in self.looks for name in look.group.layout.merged}
        made = ", ".join(
            f"{column.target} {column.sql_type}"
            for column in COLUMNS
            if column.target in filled or column.name in {"answered", *REQUIRED, *merged}
        )
        execute = self.connection.execute
        execute(f"CREATE OR REPLACE TABLE calls ({made}, odd BOOLEAN, identity UBIGINT)")
        execute(quarantine.TABLE)
        execute("CREATE OR REPLACE TABLE odd_numbers (key BIGINT, raw VARCHAR, normal VARCHAR)")
        execute("CREATE OR REPLACE TEMP TABLE slow_numbers (raw VARCHAR, key BIGINT, normal VARCHAR)")
        execute("CREATE OR REPLACE TEMP TABLE files (number INTEGER, path VARCHAR)")
        self.connection.executemany(
            "INSERT INTO files VALUES ($1, $2)", [(file.number, file.recognised.path) for file in self.files]
        )

    def _take(self, look: SecondLook) -> None:
        group = look.group
        execute = self.connection.execute
        execute(f"ALTER TABLE calls ADD COLUMN aside {group.row_type}")
        select = told_sql(group.sql, look.present, self.home_area, look.targets, group.row)
        kept = count(self.connection, f"INSERT INTO calls BY NAME {select}")
        refused = 0
        aside = execute("SELECT count(aside) FROM calls").fetchall()[0][0]
        if aside:
            look.set_aside()
            execute("DELETE FROM calls WHERE aside IS NOT NULL")
        execute("ALTER TABLE calls DROP COLUMN aside")
        if aside:
            look.read_numbers()
            kept += look.take() - aside
            refused = look.refuse()
            self._note_lost(look)
        self._tie_out(look, kept, refused)

    def _merge(self, look: SecondLook) -> None:
        look.set_aside()
        look.read_numbers()
        kept, refused, attempts = take_attempts(self.connection, look)
        self.attempts += attempts
        self._tie_out(look, kept, refused)
        for number in look.group.files:
            self.files[number].notes.append(
                Words(
                    f"{kept} rows of this format became {attempts} attempts.",
                    f"该格式的 {kept} 行合并为 {attempts} 次呼叫。",
                )
            )
        self._note_lost(look)

    def _rows(self, look: SecondLook) -> int:
        return sum(self.files[number].rows for number in look.group.files)

    def _tie_out(self, look: SecondLook, kept: int, refused: int) -> None:
        if kept + refused != (rows := self._rows(look)):
            raise AssertionError(f"{rows} rows read, {kept} kept, {refused} refused: a fault of jingling")
        self.kept += kept
        self.refused += refused

    def _note_lost(self, look: SecondLook) -> None:
        for number, name, times in look.lost():
            self.files[number].notes.append(lost_note(name, times))

    def _fill_odd_numbers(self) -> None:
        """List the texts that are not their number's normal form, and those that are no number at all."""
        texts = [look.texts_sql for look in self.looks if look.file.exists()]
        if self.connection.execute("SELECT count(*) FROM calls WHERE odd").fetchall()[0][0]:
            written = " UNION ALL ".join(
                f"SELECT {name} AS raw FROM {look.group.sql}" for look in self.looks for name in look.numbers
            )
            texts.append(odd_sql(f"(SELECT DISTINCT raw FROM ({written}))", self.home_area))
        if texts:
            self.connection.execute(f"INSERT INTO odd_numbers {odd_numbers_sql(texts)}")

    def _drop_columns(self, wanted: Collection[str] | None) -> tuple[str, ...]:
        """Drop what was for reading only, what nobody wants, and optional columns without a value.

        Returns:
            The columns of the contract that have a value.
        """
        there = {row[0] for row in self.connection.execute("DESCRIBE calls").fetchall()}
        optional = [column for column in COLUMNS if column.target in there and not column.required]
        counts = ", ".join(f"count({column.target})" for column in optional)
        counted = self.connection.execute(f"SELECT {counts} FROM calls").fetchall()[0]
        filled = {column.name for column, values in zip(optional, counted, strict=True) if values}
        kept = {"answered", *(filled if wanted is None else filled.intersection(wanted))}
        dropped = [column.target for column in optional if column.name not in kept]
        for target in ("odd", "identity", *dropped):
            self.connection.execute(f"ALTER TABLE calls DROP COLUMN {target}")
        told = {name for look in self.looks for name in (*look.group.present, *look.group.layout.merged)}
        return tuple(
            column.name
            for column in COLUMNS
            if column.required
            or (column.name in told and (column.name in filled or self._has_value(column, there)))
        )

    def _has_value(self, column: Column, there: Collection[str]) -> bool:
        """Tell whether a column that was not wanted has a value in some row."""
        return column.target not in there and any(
            self.connection.execute(
                f"SELECT 1 FROM {look.group.sql} WHERE {has_value_sql(column.name)} LIMIT 1"
            ).fetchall()
            for look in self.looks
            if column.name in look.group.present
        )
