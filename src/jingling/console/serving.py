"""Running the console: the database brought up to date, the web server, and a worker for long work."""

import multiprocessing
import signal
import sys
from pathlib import Path
from threading import Event
from types import FrameType
from typing import Any

from jingling.console.start import prepare


def migrate() -> None:
    """Bring the database's tables up to date; where they are, it costs a look at what was applied."""
    from django.core.management import call_command
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        call_command("migrate", verbosity=0, interactive=False)


def serve(data: Path, host: str, port: int, *, workers: int, demo: bool) -> None:
    """Serve until interrupted; the database's tables are up to date.

    What pages need is loaded here, once: the processes that serve and work are forked from this one: after
    a crash people wait until they are there. What only work needs, the worker loads meanwhile.

    Args:
        data: the data directory.
        host: the address to listen on; loopback unless a proxy stands in front.
        port: the port.
        workers: web processes.
        demo: whether demo people may sign in without a second factor.
    """
    prepare(data, demo=demo)
    from django.db import connections
    from django.urls import get_resolver
    from granian import Granian
    from granian.constants import Interfaces

    _ = get_resolver().url_patterns
    connections.close_all()  # a connection belongs to one process
    background = multiprocessing.get_context("fork").Process(target=work, args=(data,), kwargs={"demo": demo})
    background.start()
    try:
        Granian(
            "jingling.console.wsgi:application",
            address=host,
            port=port,
            interface=Interfaces.WSGI,
            workers=workers,
            blocking_threads=4,
            log_enabled=False,
        ).serve()
    finally:
        background.terminate()
        background.join(10)


def work(data: Path, *, demo: bool = False) -> None:
    """Do background jobs until told to stop."""
    prepare(data, demo=demo)
    from jingling.console.jobs.work import work as do_jobs

    stop = Event()

    def told(_signal: int, _frame: FrameType | None) -> Any:
        stop.set()

    signal.signal(signal.SIGTERM, told)
    signal.signal(signal.SIGINT, told)
    do_jobs(stop)
    sys.exit(0)
