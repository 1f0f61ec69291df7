"""From what the user named to the files that will be read, in order and each once."""

import glob
from collections.abc import Iterable, Sequence
from os import PathLike, fspath
from pathlib import Path, PurePath

from jingling.calls.errors import NoInputError

SUFFIXES = (".parquet", ".pq", ".csv", ".tsv", ".txt", ".log", ".csv.gz", ".tsv.gz", ".txt.gz", ".log.gz")
"""What is taken from a directory; a file that is named itself may be called anything."""


def expand(paths: Iterable[str | PathLike[str]]) -> tuple[list[str], list[str]]:
    """Find the files that paths, directories and glob patterns name.

    Returns:
        The files in the order given (those of one directory or pattern sorted), and those that were named
        more than once, which are read once.

    Raises:
        NoInputError: nothing was named, or one of the names finds nothing.
    """
    found: dict[Path, str] = {}
    repeated: list[str] = []
    for path in paths:
        files = _files(fspath(path))
        repeated.extend(file for file in files if found.setdefault(Path(file).resolve(), file) is not file)
    if not found:
        raise NoInputError(
            "No files were named.", "Name files, directories or patterns such as calls/*.parquet."
        )
    return list(found.values()), repeated


def _files(path: str) -> Sequence[str]:
    if Path(path).is_dir():
        inside = sorted(
            str(file) for file in Path(path).rglob("*") if is_data(file.relative_to(path)) and file.is_file()
        )
        if not inside:
            raise NoInputError(
                f"{path}: no call records in this directory.", f"Looked for {', '.join(SUFFIXES)}."
            )
        return inside
    if Path(path).exists():
        return [path]
    matched = sorted(file for file in glob.glob(path, recursive=True) if Path(file).is_file())  # noqa: PTH207 (Path.glob takes no absolute pattern)
    if not matched:
        raise NoInputError(
            f"{path}: no such file.", "Check the path, and quote a pattern so that the shell leaves it alone."
        )
    return matched


def is_data(file: PurePath) -> bool:
    """Tell whether a file in a directory is one of call records, by its name and those of its folders."""
    hidden = any(part.startswith((".", "_")) for part in file.parts)
    return not hidden and file.name.lower().endswith(SUFFIXES)
