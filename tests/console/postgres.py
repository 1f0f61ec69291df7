"""A PostgreSQL of one's own, in a directory that is thrown away."""

import os
import shutil
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

BINARIES = Path("/usr/lib/postgresql/15/bin")
AS_NOBODY = ["runuser", "-u", "nobody", "--"] if os.geteuid() == 0 else []
"""PostgreSQL refuses to run as root."""


@contextmanager
def postgresql(place: Path, more: str = "") -> Iterator[str]:
    """Run PostgreSQL with an empty database; yield its address as DATABASE_URL has it.

    Args:
        place: a directory that is not there yet.
        more: further options of the server.
    """
    place.mkdir(parents=True)
    if AS_NOBODY:
        for above in (place, *place.parents[:2]):
            above.chmod(0o755)
        shutil.chown(place, "nobody")
    data, with_socket = place / "data", f"-k {place} -c listen_addresses= -c fsync=off {more}"
    run = [*AS_NOBODY, str(BINARIES / "initdb"), "-D", str(data), "-U", "test", "-A", "trust", "-E", "UTF8"]
    subprocess.run(run, check=True, capture_output=True, cwd="/")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    control = [*AS_NOBODY, str(BINARIES / "pg_ctl"), "-D", str(data), "-w"]
    log = ["-l", str(place / "log")]
    subprocess.run(
        [*control, *log, "-o", f"-p {port} {with_socket}", "start"],
        check=True,
        cwd="/",
        stdout=subprocess.DEVNULL,
    )
    try:
        yield f"postgresql://test@:{port}/postgres?host={place}"
    finally:
        subprocess.run([*control, "-m", "immediate", "stop"], check=True, capture_output=True, cwd="/")
