"""Files that survive power loss: written whole under another name, synced, and only then given theirs."""

import os
from pathlib import Path

UNFINISHED = ".making"
"""How the name of a file ends that is being written; one that is left over is rubbish."""


def write_durably(path: Path, data: bytes) -> None:
    """Write a file so that, whatever happens, it is either as before or whole."""
    making = path.with_name(path.name + UNFINISHED)
    with making.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    making.replace(path)
    _sync_directory(path.parent)


def make_directory(path: Path) -> None:
    """Make a directory with its parents, and make their names survive power loss."""
    missing = [place for place in (path, *path.parents) if not place.exists()]
    path.mkdir(parents=True, exist_ok=True)
    for place in missing:
        _sync_directory(place.parent)


def _sync_directory(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
