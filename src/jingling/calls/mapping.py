"""Mappings: which foreign column holds which column of the contract.

Written on the command line, `caller=From,callee=To,talk_s=Duration.seconds.`, or as named tables of a TOML
file, where a column may also state its unit and what its values mean:

    [huawei-msc]
    caller = "CALLING_NUM"
    talk_s = { column = "DURATION_MS", unit = "ms" }
    answered = { column = "RESULT", values = { "0" = true, "1" = false } }
    timezone = "Asia/Shanghai"
"""

import tomllib
from collections.abc import Mapping as AnyMapping
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from jingling.calls.contract import BY_NAME, NAMES
from jingling.calls.errors import MappingError

UNITS = {"s": 1.0, "ms": 0.001, "us": 0.000_001, "min": 60.0}
"""Units of a duration, in seconds."""

_SETTINGS = ("timezone", "time_format")


@dataclass(frozen=True, slots=True)
class Source:
    """Where one column of the contract comes from.

    Args:
        column: the file's name for it.
        unit: of a duration: s, ms, us, min.
        values: what the file's values mean; a value that is not listed stays as it is.
    """

    column: str
    unit: str = "s"
    values: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Mapping:
    """One mapping.

    Args:
        name: of its TOML table; empty for one of the command line.
        sources: by column of the contract.
        timezone: the zone of its times, if the mapping says so.
        time_format: their strptime format, if the mapping says so.
    """

    name: str
    sources: tuple[tuple[str, Source], ...]
    timezone: str | None = None
    time_format: str | None = None


def read_mappings(given: str | AnyMapping[str, str] | None) -> tuple[Mapping, ...]:
    """Read what `--map` was given: pairs, or the path of a TOML file with one table for each mapping.

    Raises:
        MappingError: it is neither, or names a column that the contract does not have.
    """
    if not given:
        return ()
    if not isinstance(given, str):
        return (
            Mapping("", tuple((_column("--map", name), Source(column)) for name, column in given.items())),
        )
    if "=" not in given:
        return _read_toml(Path(given))
    sources = []
    for pair in given.split(","):
        name, equals, column = pair.partition("=")
        if not equals or not column.strip():
            raise MappingError(
                f"--map: {pair.strip()!r} is not of the form column=THEIRS.",
                "A name with a comma in it needs a TOML mapping.",
            )
        sources.append((_column("--map", name.strip()), Source(column.strip())))
    return (Mapping("", tuple(sources)),)


def _column(where: str, name: str) -> str:
    if name in NAMES:
        return NAMES[name]
    near = get_close_matches(name, NAMES, n=1)
    raise MappingError(
        f"{where}: the call record has no column {name!r}.",
        f"Did you mean {near[0]}?" if near else f"Its columns are {', '.join(BY_NAME)}.",
    )


def _read_toml(path: Path) -> tuple[Mapping, ...]:
    try:
        tables = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as fault:
        raise MappingError(
            f"{path}: {fault.strerror}.", "--map takes column=THEIRS,... or a TOML file."
        ) from fault
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as fault:
        raise MappingError(f"{path}: {fault}.", "See the page on call records for an example.") from fault
    if not tables or not all(isinstance(table, dict) for table in tables.values()):
        raise MappingError(
            f"{path}: every mapping needs a table of its own.", "Begin it with a line such as [my-switch]."
        )
    return tuple(_mapping(path, name, table) for name, table in tables.items())


def _mapping(path: Path, name: str, table: dict[str, Any]) -> Mapping:
    settings = {key: table[key] for key in _SETTINGS if key in table}
    if not all(isinstance(value, str) for value in settings.values()):
        raise MappingError(f"{path}, [{name}]: timezone and time_format are texts.")
    sources = tuple(
        (_column(f"{path}, [{name}]", key), _source(f"{path}, [{name}], {key}", value))
        for key, value in table.items()
        if key not in _SETTINGS
    )
    return Mapping(name, sources, **settings)


def _source(where: str, value: Any) -> Source:
    if isinstance(value, str):
        return Source(value)
    if (
        not isinstance(value, dict)
        or not isinstance(value.get("column"), str)
        or not set(value) <= {"column", "unit", "values"}
    ):
        raise MappingError(f"{where}: give a column name, or a table of column, unit and values.")
    if (unit := value.get("unit", "s")) not in UNITS:
        raise MappingError(f"{where}: no unit {unit!r}.", f"Units are {', '.join(UNITS)}.")
    meanings = value.get("values", {})
    if not isinstance(meanings, dict):
        raise MappingError(f"{where}: values is a table from their value to ours.")
    return Source(value["column"], unit, tuple((theirs, _text(ours)) for theirs, ours in meanings.items()))


def _text(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
