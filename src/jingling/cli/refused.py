"""What the machine refused, as a sentence: a path, room on a disk, memory."""

import errno
import os

from jingling.errors import JinglingError

_FULL = os.strerror(errno.ENOSPC)


def refusal(fault: Exception) -> JinglingError | None:
    """Say what the system or an engine refused that a user can give it; None for any other fault.

    DuckDB's own errors are told by their text, so that no command loads an engine for this.
    """
    said = str(fault).partition("\n")[0]
    path = fault.filename if isinstance(fault, OSError) else None
    if _FULL in said or (isinstance(fault, OSError) and fault.errno == errno.EDQUOT):
        return JinglingError(
            f"{path}: the disk is full." if path else f"A disk is full: {said}",
            "Free some space where the result goes, and where TMPDIR points.",
        )
    if isinstance(fault, MemoryError) or type(fault).__name__ == "OutOfMemoryException":
        return JinglingError(
            f"Memory does not suffice: {said}.",
            "Allow more with --memory, or free space on the disk of the result, where the rest is kept.",
        )
    if isinstance(fault, OSError) and path is not None:
        return JinglingError(
            f"{path}: {fault.strerror}.", "Check the path, and that it may be read or written."
        )
    return None
