"""Loading 载入: files of registers and lists into a gate's directory, and publishing them.

What the command line loads by hand and what the console exports goes the same way. Serving does not import
this: a gate that serves never loads.
"""

import fcntl
import json
import os
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from jingling.identity import read_lines
from jingling.ledger import Writer
from jingling.lists.feed import sync_directory
from jingling.lists.publish import Publication, publish
from jingling.lists.tables import Loaded, load_table
from jingling.rules import Line


class Published(NamedTuple):
    """What was loaded and published, and how many lines the register has."""

    loaded: list[Loaded]
    published: Publication
    lines: int


def load_and_publish(directory: Path, lines: Path | None, tables: Mapping[str, Path | None]) -> Published:
    """Load files into a gate's directory and publish.

    Args:
        directory: the gate's; made if it is not there.
        lines: the register of lines, in place of the one kept; None keeps it.
        tables: the file of each table to be replaced; None keeps what is there.

    Raises:
        RegisterError, BadList: a file cannot be read as a whole; nothing is published.
        OSError: the disk does not take it; the snapshot before stays in force.
    """
    directory.mkdir(mode=0o700, parents=True, exist_ok=True)
    with (directory / "load.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # two loads at once would write the same files
        register = _register(directory, lines)
        loaded = [load_table(directory, name, path) for name, path in tables.items() if path is not None]
        published = publish(directory, register)
        with Writer(directory, "publisher") as ledger:
            told = {"record": "publication", "at": round(time.time(), 3)} | published._asdict()
            ledger.append([json.dumps(told, ensure_ascii=False).encode()], sync=True)
    return Published(loaded, published, len(register))


def _register(directory: Path, given: Path | None) -> Sequence[Line]:
    """Read the register of lines, the given one or the one kept, and keep the given one."""
    tables = directory / "tables"
    tables.mkdir(exist_ok=True)
    if given is None:
        # A load that was killed may have left the one that it replaced.
        kept = max(tables.glob("lines.*"), key=lambda path: path.stat().st_mtime_ns, default=None)
        return () if kept is None else read_lines(kept)
    register = read_lines(given)
    suffix = ".parquet" if given.suffix == ".parquet" else ".csv"
    partial = tables / f"register.partial{suffix}"
    with partial.open("wb") as file:
        file.write(given.read_bytes())
        file.flush()
        os.fsync(file.fileno())
    kept = tables / f"lines{suffix}"
    os.replace(partial, kept)  # noqa: PTH105 - one atomic step
    for old in set(tables.glob("lines.*")) - {kept}:
        old.unlink()
    sync_directory(tables)
    return register
