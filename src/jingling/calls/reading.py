"""Reading call records: what is asked, and what comes back."""

import hashlib
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from os import PathLike
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb

from jingling.calls.contract import BY_NAME
from jingling.calls.errors import CallsError, DamagedError
from jingling.calls.filling import File, Filled, fill
from jingling.calls.mapping import read_mappings
from jingling.calls.paths import expand
from jingling.calls.quoting import quoted
from jingling.calls.recognise import recognise
from jingling.calls.relation import parquet_of
from jingling.calls.staging import stage
from jingling.words import Words

_MADE = (
    "calls",
    "quarantine",
    "odd_numbers",
    "temp.files",
    "temp.slow_numbers",
    "temp.suspects",
    "temp.legs",
)


REASONS_SQL = "SELECT reason, count(*) FROM quarantine GROUP BY reason ORDER BY 2 DESC, 1"
"""A query of how many rows went to quarantine for each reason."""


@dataclass(frozen=True, slots=True)
class Input:
    """One file that was read.

    Args:
        path: as the user named it.
        format: what it was recognised as.
        sha256: digest of its bytes, in hexadecimal.
        rows: how many rows it has.
        notes: how it was read, for people.
        sure: how sure its format is, and why.
        encoding: of a text.
        delimiter: of a text.
        columns: column of the contract → the file's name for it, where it has names.
        simulated: whether the file says that nobody made these calls.
    """

    path: str
    format: str
    sha256: str
    rows: int
    notes: tuple[Words, ...]
    sure: Words
    encoding: str = ""
    delimiter: str = ""
    columns: Mapping[str, str] = field(default_factory=dict)
    simulated: bool = False


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read (读取结果). Always `rows_read == rows_kept + rows_quarantined`.

    Args:
        rows_read: rows of all files.
        rows_kept: rows that are calls, or legs of calls.
        rows_quarantined: rows in the table `quarantine`.
        attempts: rows of the table `calls`: those kept, with legs of one call merged.
        quarantined_by_reason: how many rows for each reason's code, most first.
        columns: columns of the contract that some row has a value for.
        columns_missing: the others.
        not_judged: what cannot be judged for want of them.
        inputs: the files.
    """

    rows_read: int
    rows_kept: int
    rows_quarantined: int
    attempts: int
    quarantined_by_reason: Mapping[str, int]
    columns: tuple[str, ...]
    columns_missing: tuple[str, ...]
    not_judged: tuple[Words, ...]
    inputs: tuple[Input, ...]


def read_calls(
    connection: duckdb.DuckDBPyConnection,
    paths: Iterable[str | PathLike[str]],
    *,
    mapping: str | Mapping[str, str] | None = None,
    timezone: str | None = None,
    time_format: str | None = None,
    home_area: str = "",
    columns: Collection[str] | None = None,
) -> Reading:
    """Read call records into the tables `calls`, `quarantine` and `odd_numbers` of a connection.

    Args:
        connection: where the tables are made; tables of these names are replaced.
        paths: files, directories and glob patterns.
        mapping: what `--map` says: `caller=From,...`, the path of a TOML file, or pairs.
        timezone: IANA zone of times that are written without one.
        time_format: strptime format of times in text, in place of what the files show.
        home_area: area code in which bare local numbers are.
        columns: which optional columns of the contract the table `calls` shall have, if it can; None is all
            that have a value. What is left out is read and checked all the same.

    Raises:
        CallsError: nothing to read, or a file that cannot be read as a whole; no table is left then.
        NumbersError: the home area is not one.
    """
    named, repeated = expand(paths)
    mappings = read_mappings(mapping)
    recognised = [recognise(path, mappings) for path in named]
    with (
        TemporaryDirectory(prefix="jingling-") as folder,
        ThreadPoolExecutor(1) as beside,
        _whole_or_nothing(connection, named),
    ):
        digests = [beside.submit(_digest, path) for path in named]
        try:
            files = []
            for number, file in enumerate(recognised):
                rows, encoding = stage(file, parquet_of(Path(folder), number))
                files.append(File(number, file, rows, encoding))
            filled = fill(
                connection,
                Path(folder),
                files,
                timezone=timezone,
                time_format=time_format,
                home_area=home_area,
                columns=columns,
            )
        finally:
            for digest in digests:
                digest.cancel()
        for path in repeated:
            files[0].notes.append(
                Words(f"{path} was named more than once and read once.", f"{path} 被多次指定，只读取一次。")
            )
        reasons = connection.execute(REASONS_SQL).fetchall()
        return reading_of(files, filled, reasons, [digest.result() for digest in digests])


@contextmanager
def _whole_or_nothing(connection: duckdb.DuckDBPyConnection, paths: Iterable[str]) -> Iterator[None]:
    """Leave no table behind a failure, and name the file that the engine could not read."""
    try:
        yield
    except BaseException as fault:
        for table in _MADE:
            connection.execute(f"DROP TABLE IF EXISTS {table}")
        of_a_file = isinstance(fault, duckdb.Error) and not isinstance(fault, duckdb.OutOfMemoryException)
        if of_a_file and (damaged := _find_damaged(paths)) is not None:
            raise damaged from fault
        raise


def _find_damaged(paths: Iterable[str]) -> CallsError | None:
    for path in paths:
        with duckdb.connect() as probe, Path(path).open("rb") as stream:
            if stream.read(4) != b"PAR1":
                continue
            try:
                probe.execute(f"SELECT hash(COLUMNS(*)) FROM read_parquet({quoted(path)})").fetchall()
            except duckdb.Error as fault:
                return DamagedError(path, f"damaged: {str(fault).splitlines()[0]}", "Fetch the file again.")
    return None


def _digest(path: str) -> str:
    with Path(path).open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def reading_of(
    files: Sequence[File], filled: Filled, reasons: Iterable[tuple[str, int]], digests: Sequence[str]
) -> Reading:
    """Say what was read.

    Args:
        files: as they were named.
        filled: how their rows were divided.
        reasons: what `REASONS_SQL` gives.
        digests: of each file.
    """
    missing = tuple(name for name in BY_NAME if name not in filled.columns)
    return Reading(
        rows_read=sum(file.rows for file in files),
        rows_kept=filled.kept,
        rows_quarantined=filled.refused,
        attempts=filled.attempts,
        quarantined_by_reason=dict(reasons),
        columns=filled.columns,
        columns_missing=missing,
        not_judged=tuple(words for name in missing if (words := BY_NAME[name].without) is not None),
        inputs=tuple(_input(file, digest) for file, digest in zip(files, digests, strict=True)),
    )


def _input(file: File, sha256: str) -> Input:
    recognised = file.recognised
    return Input(
        path=recognised.path,
        format=recognised.layout.format,
        sha256=sha256,
        rows=file.rows,
        notes=(*file.notes_of_text(), *file.notes),
        sure=recognised.sure,
        encoding=file.encoding,
        delimiter=recognised.delimiter,
        columns=dict(recognised.found),
        simulated=recognised.simulated,
    )
