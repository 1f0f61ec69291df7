"""Reading call records on Spark: Parquet from any file system that Spark reads, into the same tables.

The SQL is that of DuckDB's reading; only the order of work differs, since Spark's tables are made whole and
never changed. One pass over the files reads every row as a plain one; the rows that are not plain cost a
second. What is no Parquet, or writes its times or durations as text, is refused: DuckDB reads it.
"""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from os import PathLike, fspath
from pathlib import PurePosixPath

import pyarrow as pa

from jingling.calls.canonical import (
    has_value_sql,
    keyed_sql,
    odd_text_sql,
    plain_condition,
    told_sql,
)
from jingling.calls.contract import BY_NAME, COLUMNS, REQUIRED, Column
from jingling.calls.errors import NoInputError, NotCallRecordsError
from jingling.calls.filling import File, Filled, lost_note
from jingling.calls.layout import Layout, Recognised
from jingling.calls.mapping import Mapping as Mapped
from jingling.calls.mapping import read_mappings
from jingling.calls.paths import expand, is_data
from jingling.calls.reading import REASONS_SQL, Reading, reading_of
from jingling.calls.recognise import recognise_parquet
from jingling.calls.relation import Group, relate, value_types
from jingling.calls.repeats import ALIKE, LATER_SQL, call_id_sql, ranked_sql, rest_suspects_sql
from jingling.calls.rest import Rest, odd_numbers_sql, read_texts
from jingling.calls.times import TimePlan
from jingling.calls.values import is_text, value_sql
from jingling.engines.spark import SparkEngine
from jingling.words import Words

_HINT = (
    "Read it without --engine spark, or write it as Parquet with typed times and durations. / "
    "请不加 --engine spark 读取，或转换为时间、时长均有类型的 Parquet。"
)
_DIGESTS_AT_ONCE = 8
_TEXT = re.compile(r"CAST\(c(\d+) AS VARCHAR\)")
_SMALL = re.compile(r"u?int(8|16|32)")


def read_calls_on_spark(
    engine: SparkEngine,
    paths: Iterable[str | PathLike[str]],
    *,
    mapping: str | Mapping[str, str] | None = None,
    home_area: str = "",
    columns: Collection[str] | None = None,
) -> Reading:
    """Read call records into the tables `calls`, `quarantine` and `odd_numbers` of an engine.

    Args:
        engine: where the tables are made.
        paths: files, directories and glob patterns, as paths or as URIs.
        mapping: as for `read_calls`.
        home_area: area code in which bare local numbers are.
        columns: which optional columns `calls` shall have, if it can; None is all that have a value.

    Raises:
        CallsError: nothing to read, or a file that cannot be read here as a whole.
        NumbersError: the home area is not one.
    """
    named, repeated = _expand(engine, [fspath(path) for path in paths])
    mappings = read_mappings(mapping)
    files = []
    for number, path in enumerate(named):
        recognised = _recognise(engine, path, mappings)
        files.append(File(number, recognised, recognised.rows or 0))
    with ThreadPoolExecutor(_DIGESTS_AT_ONCE) as beside:
        digests = beside.map(engine.files.sha256, named)
        filled = _Reader(engine, files, home_area).read(columns)
        for path in repeated:
            files[0].notes.append(
                Words(f"{path} was named more than once and read once.", f"{path} 被多次指定，只读取一次。")
            )
        reasons = [(str(reason), int(rows)) for reason, rows in engine.rows(REASONS_SQL)]
        return reading_of(files, filled, reasons, list(digests))


def _expand(engine: SparkEngine, paths: Sequence[str]) -> tuple[list[str], list[str]]:
    """Find the files, in order and each once, and those named twice: by path on this machine, else by URI."""
    if all("://" not in path and engine.files.is_local(path) for path in paths):
        return expand(paths)
    found: list[str] = []
    repeated = []
    for path in paths:
        files = [
            file
            for file in engine.files.find(path)
            if file.endswith(path) or is_data(PurePosixPath(file.rpartition("/")[2]))
        ]
        if not files:
            raise NoInputError(f"{path}: no such file, or none of call records.", "Check the path.")
        repeated += [file for file in files if file in found]
        found += [file for file in files if file not in found]
    return found, repeated


def _recognise(engine: SparkEngine, path: str, mappings: Sequence[Mapped]) -> Recognised:
    if path.rpartition("/")[2].startswith((".", "_")):
        raise NotCallRecordsError(
            path,
            "Spark passes over files whose names begin so. / Spark 会跳过以此开头的文件名。",
            "Rename it.",
        )
    with engine.files.open(path) as stream:
        if stream.read(4) != b"PAR1":
            raise NotCallRecordsError(path, "Spark reads Parquet alone. / Spark 只读取 Parquet。", _HINT)
        stream.seek(0)
        recognised = recognise_parquet(path, mappings, stream)
    if recognised.layout.merge:
        raise NotCallRecordsError(
            path, "several rows for one call: not on Spark. / 一次呼叫有多行记录：Spark 不支持。", _HINT
        )
    types = value_types(recognised)
    for name, arrow_type in types.items():
        if BY_NAME[name].kind in ("time", "seconds") and is_text(arrow_type) and arrow_type != "null":
            raise NotCallRecordsError(
                path, f"{name} is text: not on Spark. / {name} 为文本：Spark 不支持。", _HINT
            )
    return recognised


def place_sql() -> str:
    """Return SQL of where a row stands, file and line, as one BIGINT."""
    return f"{1 << 40} * CAST(at_file AS BIGINT) + at_line"


class _Reader:
    """Makes the tables of some files.

    Args:
        engine: where they are made.
        files: as they were recognised.
        home_area: area code of bare local numbers.
    """

    def __init__(self, engine: SparkEngine, files: Sequence[File], home_area: str) -> None:
        self.engine = engine
        self.files = files
        self.home_area = home_area
        self.looks: list[Rest] = []
        self.unplain: list[Rest] = []

    def read(self, wanted: Collection[str] | None) -> Filled:
        """Make `calls`, `quarantine` and `odd_numbers`; say how the rows were divided."""
        engine = self.engine
        engine.take(
            "files",
            pa.table(
                {
                    "number": pa.array([file.number for file in self.files], pa.int32()),
                    "path": pa.array([file.recognised.path for file in self.files], pa.string()),
                    "uri": [engine.files.uri(file.recognised.path) for file in self.files],
                }
            ),
        )
        engine.take("slow_numbers", read_texts([], self.home_area))
        by_layout: dict[Layout, list[File]] = {}
        for file in self.files:
            if file.rows:
                by_layout.setdefault(file.recognised.layout, []).append(file)
        for at, alike in enumerate(by_layout.values()):
            self._look(Rest(self._group(at, alike), f"rest_{at}", wanted), at)
        self._judge()
        repeats = self._lay_calls()
        refused = [look.refused_sql for look in self.unplain] + ([LATER_SQL] if repeats else [])
        nothing = 'SELECT path AS file, CAST(0 AS BIGINT) AS line, path AS "column", path AS value'
        nothing = f"{nothing}, path AS reason, path AS hint FROM files WHERE number < 0"
        rows_refused = engine.make("quarantine", " UNION ALL ".join([nothing, *refused]))
        self._lay_odd_numbers()
        filled, kept = self._choose_columns(wanted)
        if kept + rows_refused != (rows := sum(file.rows for file in self.files)):
            raise AssertionError(
                f"{rows} rows read, {kept} kept, {rows_refused} refused: a fault of jingling"
            )
        engine.drop("slow_numbers", "files", "alike", *(look.rows for look in self.unplain))
        return Filled(kept, rows_refused, kept, filled)

    def _group(self, at: int, alike: Sequence[File]) -> Group:
        """Make the relation of files of one layout."""
        first = alike[0].recognised
        layout = first.layout
        self.engine.scan(f"files_{at}", [file.recognised.path for file in alike])
        kinds = [kind for _name, kind in layout.parquet]
        fields = ", ".join(f"{_field(f'c{place}', kind)} AS c{place}" for place, kind in enumerate(kinds))
        rows = f"""(SELECT /*+ BROADCAST(f) */ {fields}, f.number AS at_file, r.at_line,
            CAST(NULL AS VARCHAR) AS at_fault, CAST(NULL AS VARCHAR) AS at_found
          FROM files_{at} r JOIN files f ON r.at_path = f.uri)"""
        types = value_types(first)
        started = dict(layout.values)["started_at"]
        plan = TimePlan(value_sql(BY_NAME["started_at"], started, types["started_at"], 1.0))
        # a text of a row may be ambiguous here: it is only compared among rows of one hash
        whole = f"struct({', '.join(layout.written)})"
        group = relate(
            layout, [file.number for file in alike], types, rows, plan, whole, place_sql(), "BIGINT"
        )
        return Group(
            layout=layout,
            files=group.files,
            present=group.present,
            sql=_as_duckdb_writes(group.sql, kinds),
            row=group.row,
            row_type=group.row_type,
            aside="",
            extras=tuple(_as_duckdb_writes(extra, kinds) for extra in group.extras),
            whole=group.whole,
            notes=(),
        )

    def _look(self, look: Rest, at: int) -> None:
        """Read rows as plain ones into `told_<at>`, and set those aside that are not."""
        engine = self.engine
        self.looks.append(look)
        carry = [f"{place_sql()} AS place", *(f"{odd_text_sql(name)} AS {name}_odd" for name in look.numbers)]
        told = told_sql(look.group.sql, look.present, self.home_area, look.targets, place_sql(), carry)
        engine.make(f"told_{at}", told)
        if engine.rows(f"SELECT 1 FROM told_{at} WHERE aside IS NOT NULL LIMIT 1"):
            keyed = keyed_sql(look.group.sql, look.present, self.home_area)
            # what differs by part cannot move below the keys, and with it the condition stays above them
            engine.make(
                look.rows,
                f"""SELECT {", ".join(look.names)}, part
                FROM (SELECT *, spark_partition_id() AS part FROM ({keyed}) keyed) parted
                WHERE NOT coalesce({plain_condition(look.present)}, FALSE)""",
            )
            self.unplain.append(look)

    def _judge(self) -> None:
        """Read every text that SQL could not, once, on the driver; then judge the rows set aside."""
        engine = self.engine
        if not self.unplain:
            return
        unread = engine.table(" UNION ".join(look.unread_sql("slow_numbers") for look in self.unplain))
        engine.take("slow_numbers", read_texts(unread.column("raw").to_pylist(), self.home_area))
        for look in self.unplain:
            judged = f"judged_{look.rows}"
            engine.make(judged, look.sql)
            look.judged = judged
            for number, name, times in look.told_lost(engine.rows(look.lost_sql)) if look.lossy else ():
                self.files[number].notes.append(lost_note(name, times))

    def _lay_calls(self) -> int:
        """Make the view `taken` of all rows taken, the first of repeats alone; return how many repeats."""
        engine = self.engine
        every = [column for column in COLUMNS if self._stands(column)]
        names = ", ".join(column.target for column in every)
        plain = [
            _padded(f"SELECT * FROM told_{at} WHERE aside IS NULL", every, look.targets, "odd, identity")
            for at, look in enumerate(self.looks)
        ]
        rest = [_padded(look.taken_sql, every, look.targets, "odd, identity") for look in self.unplain]
        none = ", ".join(f"CAST(NULL AS {column.sql_type}) AS {column.target}" for column in every)
        none = f"SELECT {none}, FALSE AS odd, CAST(0 AS BIGINT) AS identity FROM files WHERE number < 0"
        engine.view("taken", " UNION ALL ".join([*plain, *rest] or [none]))
        if not engine.make("alike", "SELECT identity FROM taken GROUP BY identity HAVING count(*) > 1"):
            return 0
        carried = "odd, identity, whole, at_file, at_line, written_call_id"
        suspects = [_suspects(look, at) for at, look in enumerate(self.looks)]
        suspects += [rest_suspects_sql(look) for look in self.unplain]
        padded = [
            _padded(select, every, look.targets, carried)
            for select, look in zip(suspects, [*self.looks, *self.unplain], strict=True)
        ]
        engine.make("suspects", ranked_sql(" UNION ALL ".join(padded)))
        engine.make(
            "first_taken",
            f"""SELECT {names}, odd FROM taken t
              WHERE NOT EXISTS (SELECT 1 FROM alike a WHERE a.identity = t.identity)
            UNION ALL SELECT {names}, odd FROM suspects WHERE place = 1""",
        )
        engine.view("taken", "SELECT * FROM first_taken")
        return int(engine.rows("SELECT count(*) FROM suspects WHERE place > 1")[0][0])

    def _stands(self, column: Column) -> bool:
        """Tell whether a column of the contract stands in `taken`."""
        return column.name in {"answered", *REQUIRED} or any(
            column.target in look.targets for look in self.looks
        )

    def _lay_odd_numbers(self) -> None:
        """List the texts that are not their number's normal form, and those that are no number at all."""
        texts = [look.texts_sql for look in self.unplain]
        if self.engine.rows("SELECT 1 FROM taken WHERE odd LIMIT 1"):
            texts += [
                f"SELECT {name} AS key, {name}_odd AS raw FROM told_{at} WHERE {name}_odd IS NOT NULL"
                for at, look in enumerate(self.looks)
                for name in look.numbers
            ]
        nothing = "SELECT key, raw FROM slow_numbers WHERE FALSE"
        self.engine.make("odd_numbers", odd_numbers_sql([nothing, *texts]))

    def _choose_columns(self, wanted: Collection[str] | None) -> tuple[tuple[str, ...], int]:
        """Make the view `calls`, without what nobody wants and optional columns without a value.

        Returns:
            The columns of the contract that have a value, and the number of calls.
        """
        optional = [column for column in COLUMNS if self._stands(column) and not column.required]
        counts = "".join(f", count({column.target})" for column in optional)
        kept, *counted = self.engine.rows(f"SELECT count(*){counts} FROM taken")[0]
        filled = {column.name for column, values in zip(optional, counted, strict=True) if values}
        chosen = {*REQUIRED, "answered", *(filled if wanted is None else filled.intersection(wanted))}
        names = ", ".join(column.target for column in COLUMNS if column.name in chosen)
        self.engine.view("calls", f"SELECT {names} FROM taken")
        told = {name for look in self.looks for name in look.group.present}
        return tuple(
            column.name
            for column in COLUMNS
            if column.required or (column.name in told and (column.name in filled or self._has_value(column)))
        ), int(kept)

    def _has_value(self, column: Column) -> bool:
        """Tell whether a column that was not wanted has a value in some row."""
        return not self._stands(column) and any(
            self.engine.rows(f"SELECT 1 FROM {look.group.sql} WHERE {has_value_sql(column.name)} LIMIT 1")
            for look in self.looks
            if column.name in look.group.present
        )


def _suspects(look: Rest, at: int) -> str:
    """Return a query of the plain rows of some files whose `identity` stands in the table `alike`."""
    group = look.group
    names = ", ".join(f"t.{target}" for target in look.targets)
    return f"""SELECT {names}, t.odd, t.identity, w.whole, w.at_file, w.at_line, w.written_call_id
        FROM told_{at} t JOIN (
          SELECT {place_sql()} AS place, {group.whole} AS whole, at_file, at_line,
            {call_id_sql(look)} AS written_call_id
          FROM {group.sql} WHERE {ALIKE}) w ON t.place = w.place
        WHERE t.aside IS NULL"""


def _field(name: str, kind: str) -> str:
    """Return SQL of a file's column as DuckDB would read it."""
    if kind.startswith("timestamp[ns"):
        return f"timestamp_micros({name} // 1000)"
    return f"CAST({name} AS BIGINT)" if _SMALL.fullmatch(kind) else name


def _as_duckdb_writes(sql: str, kinds: Sequence[str]) -> str:
    """Return SQL in which numbers and times become the texts that DuckDB makes of them."""

    def text(found: re.Match[str]) -> str:
        kind = kinds[int(found[1])]
        if kind in ("float", "double"):
            return _double_text(found[0])
        return f"({found[0]} || '+00')" if kind.startswith("timestamp") and "tz=" in kind else found[0]

    return _TEXT.sub(text, sql)


def _double_text(java: str) -> str:
    """Return SQL of a DOUBLE's text as DuckDB writes it: Java's 1.0E7 is 10000000.0."""
    plain = f"CAST(CAST({java} AS DECIMAL(38, 17)) AS VARCHAR)"
    return f"""CASE WHEN {java} = 'NaN' THEN 'nan'
      WHEN {java} IN ('Infinity', '-Infinity') THEN replace({java}, 'Infinity', 'inf')
      WHEN NOT contains({java}, 'E') THEN {java}
      WHEN abs(CAST({java} AS DOUBLE)) BETWEEN 1e6 AND 1e15
        THEN regexp_replace({plain}, '(\\.[0-9]+?)0+$', '$1')
      ELSE replace(replace(replace({java}, '.0E', 'E'), 'E-', 'e-0'), 'E', 'e+') END"""


def _padded(select: str, every: Sequence[Column], has: Collection[str], carried: str) -> str:
    """Return a query with all columns of the contract that any file has, NULL where this one has not."""
    names = ", ".join(
        column.target if column.target in has else f"CAST(NULL AS {column.sql_type}) AS {column.target}"
        for column in every
    )
    return f"SELECT {names}, {carried} FROM ({select})"
