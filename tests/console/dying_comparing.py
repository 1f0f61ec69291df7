"""Comparing reports with records, killed at one step after the other: what a test runs as a process.

For each step the database is as it was, a child is killed there, another finishes; all that came of it is
printed by step, as JSON. Run with a directory of its own in `JINGLING_DATA`.
"""

import json
import os
import shutil
import signal
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Event
from typing import Any

from jingling.console.start import prepare

prepare()

from django.conf import settings  # noqa: E402 — models can be imported only after Django is loaded
from django.contrib.auth import get_user_model  # noqa: E402
from django.db import connections  # noqa: E402
from django.utils import timezone  # noqa: E402

from jingling.complaints.report import Report as Told  # noqa: E402
from jingling.console.complaints import actions, handling  # noqa: E402
from jingling.console.complaints.models import Case, CaseEvent  # noqa: E402
from jingling.console.desk import comparing, contradictions, matches  # noqa: E402
from jingling.console.desk.models import Compared, Match  # noqa: E402
from jingling.console.findings.models import Result  # noqa: E402
from jingling.console.jobs import work  # noqa: E402
from jingling.console.jobs.models import Job  # noqa: E402
from jingling.console.registers.models import Organisation  # noqa: E402
from jingling.console.serving import migrate  # noqa: E402

DAY = timedelta(days=1)
NOW = datetime.now(UTC).replace(microsecond=0)
FIRST, SECOND, THIRD = 8617000000001, 8617000000002, 8617000000003
PERSON = 8613800000001
STEPS = ("", "asked", "in-keep", "after-first", "before-reopening", "between-reopenings", "before-end")


def make() -> None:
    """Make two days' records and three reports; two were acted on, and their people were rung again."""
    migrate()
    house = Organisation.objects.create(name="carrier", kind="carrier")
    desk_house = Organisation.objects.create(name="desk", kind="desk")
    desk = get_user_model().objects.create_user("desk", role="desk", organisation=desk_house)
    calls = {
        "one": [(FIRST, 0, 5), (SECOND, 1, 5), (SECOND, 1, 2)],
        "two": [(FIRST, 0, 1), (SECOND, 1, 1), (THIRD, 9, 5), (THIRD, 9, 1)],
    }
    for title, rows in calls.items():
        place = settings.DATA / title
        place.mkdir()
        lines = [
            f"+{caller},+{PERSON + to},{NOW - days * DAY:%Y-%m-%d %H:%M:%S},9,L1" for caller, to, days in rows
        ]
        (place / "calls.csv").write_text("\n".join(["caller,callee,started_at,talk_s,line", *lines]))
        told = {"inputs": [{"path": str(place / "calls.csv")}], "options": {"timezone": "UTC"}}
        (place / "summary.json").write_text(json.dumps(told))
        Result.objects.create(
            organisation=house,
            title=title,
            place=str(place),
            digest=title,
            first_at=NOW - 5 * DAY,
            last_at=NOW - DAY,
        )
    for at, number in enumerate((FIRST, SECOND, THIRD)):
        told = Told(
            f"R{at}",
            "web",
            NOW - 4 * DAY,
            str(number),
            f"+{number}",
            number,
            NOW - 5 * DAY,
            "minute",
            PERSON + at,
            called_proven=True,
            about="贷款理财",
            reporter=f"p{at}",
        )
        case = actions.receive(told).case
        if number != THIRD:
            case = handling.happen(
                desk, case, "complaint.forwarded", about="office:x", at=NOW - 4 * DAY + DAY / 2
            )
            handling.happen(desk, case, "complaint.acted", about="工单", at=NOW - 3 * DAY)


def die(*_: Any) -> None:
    """Be killed."""
    os.kill(os.getpid(), signal.SIGKILL)


def die_after(module: Any, name: str, times: int = 1) -> None:
    """Let this process be killed once a function of a module was done so many times."""
    do, done = getattr(module, name), 0

    def doing(*words: Any, **named: Any) -> Any:
        nonlocal done
        result = do(*words, **named)
        done += 1
        if done == times:
            die()
        return result

    setattr(module, name, doing)


def compare_until(step: str) -> None:
    """Compare, and be killed at a step."""
    match step:
        case "asked":
            die_after(comparing, "ask_unasked")  # within the transaction
        case "in-keep":
            die_after(matches.Match.objects, "bulk_create")
        case "after-first":
            die_after(matches, "match_all")
        case "before-reopening":
            contradictions.Contradictions.reopen = die  # type: ignore[method-assign, assignment]
        case "between-reopenings":
            die_after(contradictions, "_reopened")
        case "before-end":
            die_after(comparing, "record")
    comparing.ask_by_itself()
    work.work(Event(), once=True)


def finish() -> None:
    """Do what the killed one left, as the next worker does."""
    Job.objects.filter(state=Job.State.RUNNING).update(heard_at=timezone.now() - timedelta(minutes=5))
    comparing.ask_by_itself()
    work.work(Event(), once=True)
    assert comparing.ask_by_itself() is None
    columns = ("report__name", "state", "calls", "start_at", "talk_s", "line", "result__title")
    again = CaseEvent.objects.filter(what="complaint.rung_again").order_by("name")
    told = {
        "matches": list(Match.objects.order_by("report").values_list(*columns)),
        "again": list(again.values_list("name", "at", "text", "by")),
        "cases": list(Case.objects.order_by("pk").values_list("pk", "state", "round")),
        "jobs": list(Job.objects.order_by("pk").values_list("kind", "state", "fault")),
        "compared": list(Compared.objects.order_by("pk").values_list("result__title", "job__state")),
    }
    (settings.DATA / "told.json").write_text(json.dumps(told, default=str))


def in_a_child(do: Callable[[], None]) -> int:
    """Do something in a process of its own; return how it ended."""
    connections.close_all()
    child = os.fork()
    if child == 0:
        do()
        connections.close_all()
        os._exit(0)
    return os.waitpid(child, 0)[1]


def main() -> None:
    """Kill at each step, finish, and print what came of it."""
    database = Path(settings.DATABASES["default"]["NAME"])
    assert in_a_child(make) == 0
    shutil.copytree(settings.DATA, settings.DATA.parent / "before")
    came: dict[str, Any] = {}
    for step in STEPS:
        for file in settings.DATA.glob(f"{database.name}*"):
            file.unlink()
        shutil.copy(settings.DATA.parent / "before" / database.name, database)
        ended = in_a_child(lambda step=step: compare_until(step))  # type: ignore[misc]
        assert ended == (signal.SIGKILL if step else 0), (step, ended)
        assert in_a_child(finish) == 0, step
        came[step] = json.loads((settings.DATA / "told.json").read_text())
    sys.stdout.write(json.dumps(came))


main()
