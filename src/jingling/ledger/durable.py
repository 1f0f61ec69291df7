"""Files that survive power loss: written whole under another name and synced before they are given theirs.

Or added to by whole lines, where the last line counts once its end is there.
"""

import os
from pathlib import Path

UNFINISHED = ".making"
"""How the name of a file ends that is being written; one that is left over is rubbish."""

_BLOCK = 65_536


def write_durably(path: Path, data: bytes) -> None:
    """Write a file so that, whatever happens, it is either as before or whole."""
    making = path.with_name(path.name + UNFINISHED)
    with making.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    making.replace(path)
    _sync_directory(path.parent)


def append_line(path: Path, line: bytes) -> None:
    """Add a line to a file, made if it is not there; on return it is on disk, with all that stands before.

    What stands behind the last end of line is the trace of a crash, and is cut off first. One process at a
    time may do this.
    """
    handle = os.open(path, os.O_RDWR | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC, 0o644)
    try:
        is_new = os.fstat(handle).st_size == 0
        os.ftruncate(handle, whole_lines(path))
        rest = line + b"\n"
        while rest:
            rest = rest[os.write(handle, rest) :]
        os.fsync(handle)
    finally:
        os.close(handle)
    if is_new:
        _sync_directory(path.parent)


def whole_lines(path: Path) -> int:
    """Return the bytes of a file up to its last end of line; what follows is not yet a line."""
    with path.open("rb") as file:
        end = file.seek(0, os.SEEK_END)
        while end:
            start = max(0, end - _BLOCK)
            file.seek(start)
            found = file.read(end - start).rfind(b"\n")
            if found >= 0:
                return start + found + 1
            end = start
    return 0


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
