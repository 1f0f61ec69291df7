"""What would be read, before anything runs: recognised, missing, refused, and what cannot be judged.

The files are read in full into a connection of their own, so that what is said here is what a run will do.
"""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from os import PathLike
from typing import Any

import duckdb

from jingling.calls.errors import CallsError, UnreadableError
from jingling.calls.paths import expand
from jingling.calls.quarantine import REASONS
from jingling.calls.reading import Reading, read_calls

EXAMPLES = 3
"""How many rows of quarantine are shown for each reason."""


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a file, or all of them, cannot be read: the path (empty for all), what is wrong, what to do."""

    path: str
    message: str
    hint: str


@dataclass(frozen=True, slots=True)
class Refused:
    """One row in quarantine: where it stands, what it is about, and why (a code of `quarantine.REASONS`)."""

    file: str
    line: int
    column: str
    value: str | None
    reason: str


@dataclass(frozen=True, slots=True)
class Check:
    """What a run over some files would read.

    Args:
        reading: of the files that can be read; None when there are none.
        problems: of those that cannot.
        examples: the first rows in quarantine, a few for each reason.
        first_ms: start of the earliest call, UTC epoch milliseconds; None without calls.
        last_ms: start of the latest.
    """

    reading: Reading | None
    problems: tuple[Problem, ...] = ()
    examples: tuple[Refused, ...] = ()
    first_ms: int | None = None
    last_ms: int | None = None

    def as_json(self) -> dict[str, Any]:
        """Return it as JSON values; texts for people stand in both languages."""
        reading = asdict(self.reading) if self.reading else None
        return {
            "reading": _in_words(reading),
            "problems": [asdict(problem) for problem in self.problems],
            "quarantine": [
                asdict(refused)
                | {
                    "says": _in_words(REASONS[refused.reason].words),
                    "hint": _in_words(REASONS[refused.reason].hint),
                }
                for refused in self.examples
            ],
            "first_ms": self.first_ms,
            "last_ms": self.last_ms,
        }


def _in_words(value: Any) -> Any:
    """Turn texts of two languages into objects, wherever they stand."""
    if isinstance(value, tuple) and hasattr(value, "_asdict"):
        return value._asdict()
    if isinstance(value, dict):
        return {key: _in_words(inner) for key, inner in value.items()}
    return [_in_words(inner) for inner in value] if isinstance(value, list | tuple) else value


def check_files(
    paths: Iterable[str | PathLike[str]],
    *,
    mapping: str | Mapping[str, str] | None = None,
    timezone: str | None = None,
    time_format: str | None = None,
    home_area: str = "",
) -> Check:
    """Read files as a run would, and tell what came of it; arguments are those of `read_calls`.

    Files that cannot be read are told as problems, and the others are read without them.

    Raises:
        NumbersError: the home area is not one.
    """
    problems: list[Problem] = []
    try:
        left, repeated = expand(paths)
    except CallsError as fault:
        return Check(None, (Problem("", fault.message, fault.hint),))
    with duckdb.connect() as connection:
        while left:
            try:
                reading = read_calls(
                    connection,
                    [*left, *repeated],
                    mapping=mapping,
                    timezone=timezone,
                    time_format=time_format,
                    home_area=home_area,
                    columns=(),
                )
            except UnreadableError as fault:
                problems.append(Problem(fault.path, fault.message, fault.hint))
                left.remove(fault.path)
                repeated = []
            except CallsError as fault:
                problems.append(Problem("", fault.message, fault.hint))
                break
            else:
                return _check(connection, reading, problems)
    return Check(None, tuple(problems))


def _check(connection: duckdb.DuckDBPyConnection, reading: Reading, problems: list[Problem]) -> Check:
    examples = connection.execute(
        f"""SELECT file, line, "column", value, reason FROM quarantine
        QUALIFY row_number() OVER (PARTITION BY reason ORDER BY file, line) <= {EXAMPLES}
        ORDER BY reason, file, line"""
    ).fetchall()
    first_ms, last_ms = connection.execute("SELECT min(start_ms), max(start_ms) FROM calls").fetchall()[0]
    return Check(reading, tuple(problems), tuple(Refused(*row) for row in examples), first_ms, last_ms)
