"""The directory of a result: held by one run, and either whole or none."""

import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from jingling.detect.errors import DetectError

RESULT = 1
"""Version of the result's files, stated in `summary.json`."""

MAKING = ".making-"
"""How the directory begins in which a result is made, within the one it is for."""

PARTS = (
    "findings",
    "lines",
    "features",
    "hours",
    "reached",
    "number_lines",
    "campaigns",
    "members",
    "campaign_links",
    "campaign_ties",
    "quarantine",
)
"""The tables of a result; one whose columns the records lack is left out."""

ASKED = ("same_callers",)
"""Tables that only a run which was asked for them makes."""


@contextmanager
def held(out: Path) -> Iterator[None]:
    """Hold a directory for one run alone, without what a killed run left half made there.

    Raises:
        DetectError: another run holds it, or it cannot be written.
    """
    directory = None
    try:
        try:
            out.mkdir(parents=True, exist_ok=True)
            directory = os.open(out, os.O_RDONLY | os.O_DIRECTORY)
            fcntl.flock(directory, fcntl.LOCK_EX | fcntl.LOCK_NB)
            for left in out.glob(f"{MAKING}*"):
                shutil.rmtree(left)
        except BlockingIOError as fault:
            raise DetectError(
                f"{out}: another run is writing its result there.", "Wait for it, or give another directory."
            ) from fault
        except OSError as fault:
            raise DetectError(f"{out}: {fault.strerror}.", "Give a directory that can be written.") from fault
        yield
    finally:
        if directory is not None:
            os.close(directory)


def publish(making: Path, out: Path) -> None:
    """Put a whole result in the place of an earlier one; killed between, there is none."""
    (out / "summary.json").unlink(missing_ok=True)  # first: without it the rest is no result
    for name in ("report.html", *(f"{part}.parquet" for part in (*PARTS, *ASKED))):
        if not (making / name).exists():
            (out / name).unlink(missing_ok=True)
    for made in making.iterdir():
        if made.is_file() and made.name != "summary.json":
            made.replace(out / made.name)
    (making / "summary.json").replace(out / "summary.json")
