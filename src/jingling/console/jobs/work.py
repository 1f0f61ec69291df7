"""Doing jobs: a worker takes one after the other until it is told to stop.

A part of the console that has long work adds it to `KINDS` in its module `chores`, and what is to be seen to
every second, long work or not, to `CHORES`. Only who works loads these modules and what they need: whoever
waits for a page after a crash does not wait for them.
"""

import logging
import os
import socket
from collections.abc import Callable
from functools import cache
from threading import Event, Thread
from typing import Any

from django.db import close_old_connections, connection

from jingling.console.databases import is_away
from jingling.console.frame.parts import modules
from jingling.console.jobs import actions
from jingling.console.jobs.models import Job
from jingling.errors import JinglingError
from jingling.words import Words

Tell = Callable[[Words, int, int], None]
Work = Callable[[Job, Tell], dict[str, Any]]

KINDS: dict[str, Work] = {}
"""Each kind of job with its work, which returns what it came to."""

CHORES: list[Callable[[], object]] = []
"""What the worker sees to beside its jobs, once a second."""

AT_END: list[Callable[[], object]] = []
"""What the worker does once it is told to stop."""

log = logging.getLogger(__name__)


def work(stop: Event, *, rest_s: float = 1.0, once: bool = False) -> int:
    """Do jobs until told to stop; return how many were done.

    Args:
        stop: set to end after the job at hand.
        rest_s: pause between looks where there is nothing to do.
        once: return as soon as there is nothing to do.
    """
    _learn()
    name = f"{socket.gethostname()}:{os.getpid()}"
    chores = Thread(target=_see_to_chores, args=(stop, rest_s), daemon=True)
    if not once:
        chores.start()
    done = 0
    while not stop.is_set():
        try:
            job = actions.take(name)
            if job is not None:
                do(job)
                done += 1
                continue
        except Exception as fault:
            if once or not is_away(fault):
                raise
            log.warning("the database is away: %s", fault)
        if once:
            break
        stop.wait(rest_s)
        close_old_connections()  # the database may have been restarted meanwhile
    if not once:
        chores.join(5)
    return done


def do(job: Job) -> None:
    """Do one job that was taken; whatever goes wrong is written into it.

    Where the database is away nothing can be written: the job falls silent, and is taken again.
    """
    _learn()
    over = Event()
    alive = Thread(target=_keep, args=(job, over), daemon=True)
    alive.start()
    try:
        result = KINDS[job.kind](job, lambda step, done, total: actions.tell(job, step, done, total))
    except JinglingError as fault:
        actions.fail(job, Words(fault.message, fault.message), fault.hint)
    except Exception as fault:
        if is_away(fault):
            raise
        log.exception("job %s", job.pk)
        actions.fail(job, Words("a fault of ours; it is in the log", "程序错误，详见日志"))
    else:
        actions.end(job, result)
    finally:
        over.set()
        alive.join()


@cache
def _learn() -> None:
    """Load what every part has to be done."""
    for _ in modules("chores"):
        pass


def _see_to_chores(stop: Event, rest_s: float) -> None:
    while not stop.is_set():
        close_old_connections()
        for chore in CHORES:
            try:
                chore()
            except Exception as fault:
                if is_away(fault):
                    log.warning("the database is away: %s", fault)
                    break
                log.exception("chore %s", chore)
        stop.wait(rest_s)
    try:
        for ending in AT_END:
            ending()
    finally:
        connection.close()


def _keep(job: Job, over: Event, every_s: float = 10.0) -> None:
    while not over.wait(every_s):
        try:
            actions.keep(job)
        except Exception as fault:
            if not is_away(fault):
                raise
            close_old_connections()
    connection.close()
