"""Announcing: roots published by themselves, each of them a line in a file that others keep.

A root protects what was recorded before it, and only against whoever could not alter the root as well. So
it is published as soon as a segment closes, and the file of roots belongs where the gate cannot write over
it: on another machine, on paper, on a disk that only takes what is appended.
"""

import logging
import os
import time
from pathlib import Path

from jingling.ledger.durable import make_directory
from jingling.ledger.errors import BusyError, LedgerError, UnprovedError
from jingling.ledger.publishing import Statement, publish
from jingling.ledger.stream import stream_names, stream_path

log = logging.getLogger("jingling.ledger")


def announce(directory: Path, file: Path) -> Statement:
    """Publish the present root, and add it to a file of roots unless it is the last one there.

    A line is the time and the root, `2026-11-22T04:00:00.000Z 5367acb7…`; it is on disk on return.

    Raises:
        LedgerError: see `publish`.
        OSError: the file does not take it; the root is published all the same.
    """
    statement = publish(directory)
    root = statement.root()
    make_directory(file.parent)
    with file.open("a+b") as kept:
        kept.seek(max(0, kept.tell() - 256))
        lines = kept.read().splitlines(keepends=True)
        if not lines or lines[-1].split()[-1:] != [root.encode()]:
            torn = b"\n" if lines and not lines[-1].endswith(b"\n") else b""  # by a crash
            kept.write(torn + f"{statement.at} {root}\n".encode())
            kept.flush()
            os.fsync(kept.fileno())
    return statement


def follow(
    directory: Path,
    file: Path,
    *,
    parent: int = 0,
    look_s: float = 2.0,
    rest_s: float = 60.0,
    at_least_s: float = 3600.0,
) -> None:
    """Announce roots as segments close, and now and then what an open segment holds.

    Returns when `parent`, if given, is no more the process that started this one.

    Args:
        directory: the data directory.
        file: the file of roots.
        parent: a process id.
        look_s: seconds between looks for closed segments.
        rest_s: seconds between two roots at least.
        at_least_s: seconds after which records in open segments are published too.
    """
    last, known = float("-inf"), list[tuple[str, str]]()
    while not parent or os.getppid() == parent:
        now, newest = time.monotonic(), _newest_segments(directory)
        closed = newest != known
        if newest and ((closed and now - last >= rest_s) or now - last >= at_least_s):
            try:
                announce(directory, file)
            except BusyError:
                pass  # whoever publishes now does what we would
            except (LedgerError, OSError) as fault:
                log.error("no root could be published: %s", fault)  # noqa: TRY400 - it tells file and cause
                last = now
            else:
                last, known = now, newest
        time.sleep(look_s)


def read_roots(text: str) -> list[str]:
    """Return the roots that a `--root` gives: one of 64 hexadecimal digits, or those of a file of roots.

    Raises:
        UnprovedError: it is neither.
    """
    path = Path(text)
    if len(text) == 64 and not path.exists():
        return [text]
    try:
        lines = path.read_text("ascii").splitlines()
    except (OSError, ValueError) as fault:
        raise UnprovedError(
            f"{text} is no root and no file of roots.", "A root has 64 hexadecimal digits."
        ) from fault
    return [line.split()[-1] for line in lines if line.split() and len(line.split()[-1]) == 64]


def _newest_segments(directory: Path) -> list[tuple[str, str]]:
    """Return each stream's newest segment; where one closes, another is there soon."""
    return [
        (name, max((path.name for path in stream_path(directory, name).glob("*.records")), default=""))
        for name in stream_names(directory)
    ]
