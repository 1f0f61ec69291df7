"""Reports are held against call records by themselves: asked once, killed anywhere, told on the page."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Event as Stop
from typing import Any

import pytest
from complaints_world import CALLED, OURS, told
from console_world import World
from django.db import transaction
from django.utils import timezone

from jingling.complaints.messages import Added
from jingling.console.complaints import actions, handling
from jingling.console.desk import comparing
from jingling.console.desk.models import Compared, Match
from jingling.console.findings.models import Result
from jingling.console.jobs.models import Job
from jingling.console.jobs.work import work

DAY = timedelta(days=1)
Call = tuple[str, int, datetime]


@pytest.fixture
def now(world: World) -> datetime:
    """A moment, in a console whose results were compared and whose jobs are done."""
    Result.objects.update(last_at=None)
    Job.objects.update(state="done")
    assert world
    return timezone.now().astimezone(UTC).replace(second=0, microsecond=0)


def records(place: Path, *calls: Call, line: str = "ours-L1") -> Path:
    """Write call records down."""
    rows = [f"{caller},+{callee},{at:%Y-%m-%dT%H:%M:%SZ},9,{line}" for caller, callee, at in calls]
    place.write_text("\n".join(["caller,callee,started_at,talk_s,line", *rows]))
    return place


def result(world: World, place: Path, title: str, *calls: Call) -> Result:
    """Take in a result of call records, as far as comparing needs it."""
    (place / title).mkdir()
    path = records(place / title / "calls.csv", *calls)
    summary = {"inputs": [{"path": str(path)}], "options": {"timezone": "UTC"}}
    (place / title / "summary.json").write_text(json.dumps(summary))
    times = [at for *_, at in calls]
    return Result.objects.create(
        organisation=world.ours.carrier_house,
        title=title,
        place=str(place / title),
        digest=title,
        first_at=min(times),
        last_at=max(times),
    )


def acted_on(world: World, case: Any, at: datetime) -> Any:
    """Let our call centre have said that it acted."""
    house = world.ours.centre_house
    case = handling.happen(
        world.ours.desk,
        case,
        "complaint.forwarded",
        about="named:ours centre",
        organisation=house,
        at=at - timedelta(minutes=1),
    )
    return handling.happen(world.ours.centre, case, "complaint.acted", about="工单 1", at=at)


def states() -> dict[str, str]:
    """Return what records say of each report."""
    return dict(Match.objects.values_list("report__name", "state"))


def test_uploaded_records_are_held_against_cases_unasked(
    world: World, visit: Callable[..., Any], tmp_path: Path, now: datetime
) -> None:
    """A carrier uploads a day; without a hand's turn the case has its call and line, and is open again."""
    case = actions.receive(
        told("fits", OURS, received_at=now - 4 * DAY, called_at=now - 5 * DAY + timedelta(minutes=9))
    ).case
    actions.receive(
        told("none", "17000001234", reporter="p2", received_at=now - 4 * DAY, called_at=now - 5 * DAY)
    )
    acted_on(world, case, now - 3 * DAY)
    path = records(tmp_path / "calls.csv", *((OURS, CALLED, now - days * DAY) for days in (5, 1)))
    with path.open("rb") as file:
        visit(world.ours.carrier).post("/results/upload", {"records": file, "title": "two days"})
    assert work(Stop(), once=True) == 1
    assert Result.objects.get(title="two days").last_at is not None
    job = comparing.ask_by_itself()
    assert job is not None
    assert comparing.ask_by_itself() is None  # one at a time
    assert work(Stop(), once=True) == 1
    job.refresh_from_db()
    assert (job.state, job.owner) == ("done", None)
    assert states() == {"fits": "one-call", "none": "no-call"}
    assert comparing.ask_by_itself() is None
    case.refresh_from_db()
    assert (case.state, case.round) == ("received", 2)
    desk = visit(world.ours.desk)
    page = desk.get(f"/cases/{case.pk}").content.decode()
    assert "one call fits" in page
    assert "by line ours-L1: ours centre" in page
    assert "Calls after it was said to be settled: 1" in page
    queue = desk.get("/cases/due").content.decode()
    assert "2 compared, 1 with a call that fits; cases opened again: 1." in queue
    assert "Compare reports with call records" in desk.get("/jobs/").content.decode()
    assert "举报与话单比对" in visit(world.ours.desk, "zh-hans").get(f"/jobs/{job.pk}").content.decode()
    assert visit(world.ours.carrier).get(f"/jobs/{job.pk}").status_code == 404


def test_whatever_the_order_of_the_records_the_same_is_known(
    world: World, tmp_path: Path, now: datetime
) -> None:
    """Of two networks' records one holds the call: it stands, whichever is compared first, and anew."""
    actions.receive(told("a", OURS, received_at=now, called_at=now - DAY))
    kept = []
    for at, titles in enumerate((("with", "without"), ("without", "with"))):
        place = tmp_path / str(at)
        place.mkdir()
        with transaction.atomic():
            for title in titles:
                calls = [(OURS, CALLED, now - DAY)] if title == "with" else [(OURS, CALLED + 1, now - DAY)]
                result(world, place, title, *calls)
                assert comparing.ask_by_itself() is not None
                work(Stop(), once=True)
            comparing.ask_to_compare(world.ours.desk)
            work(Stop(), once=True)
            kept.append(
                Match.objects.values_list("state", "calls", "start_at", "line", "result__title").get()
            )
            transaction.set_rollback(True)
    assert kept[0] == kept[1] == ("one-call", 1, now - DAY, "ours-L1", "with")


def test_what_was_reported_since_is_compared_a_few_times_a_day(
    world: World, tmp_path: Path, now: datetime
) -> None:
    """A report after the records is compared by itself too, and once more when its person proves a number."""
    result(world, tmp_path, "day", (OURS, CALLED, now - DAY))
    comparing.ask_by_itself()
    work(Stop(), once=True)
    report = actions.receive(
        told("guest", OURS, called=None, called_proven=False, called_at=now - DAY, reporter="")
    )
    for expected in ("called-not-proven", "one-call"):
        assert comparing.ask_by_itself() is not None
        work(Stop(), once=True)
        assert states() == {"guest": expected}
        actions.add(
            report,
            Added(f"m {expected}", timezone.now(), "guest", called=CALLED, called_proven=True, reporter="p1"),
        )
        assert comparing.ask_by_itself() is None
        Job.objects.filter(kind=comparing.COMPARE).update(created_at=timezone.now() - comparing.OFTEN)


def test_a_guest_who_proved_their_number_can_be_contradicted_for(
    world: World, tmp_path: Path, now: datetime
) -> None:
    """The number that a one-time code proved counts as the one that was rung, though it was told later."""
    report = actions.receive(
        told("guest", OURS, called=None, called_proven=False, called_at=now - 5 * DAY, reporter="")
    )
    actions.add(report, Added("m", now, "guest", called=CALLED, called_proven=True, reporter="p1"))
    report.refresh_from_db()
    acted_on(world, report.case, now + timedelta(minutes=5))
    result(world, tmp_path, "later", (OURS, CALLED, now + timedelta(hours=1)))
    comparing.ask_by_itself()
    work(Stop(), once=True)
    report.case.refresh_from_db()
    assert (report.case.state, report.case.round) == ("received", 2)


def test_two_workers_ask_for_one_result_once(world: World, tmp_path: Path, now: datetime) -> None:
    """A result that is written down with a job is asked for by nobody else, whatever they saw before."""
    one = result(world, tmp_path, "day", (OURS, CALLED, now - DAY))
    job = comparing.ask_by_itself()
    assert Compared.objects.get(result=one).job == job
    with pytest.raises(Exception, match=r"(?i)unique"), transaction.atomic():
        Compared.objects.create(result=one, job=job)


@pytest.mark.slow
def test_killed_anywhere_and_done_again_it_comes_to_the_same(tmp_path: Path) -> None:
    """Killed in the middle of asking, keeping, reopening or ending, the next worker ends in the same rows."""
    environment = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    environment |= {"JINGLING_DATA": str(tmp_path / "data"), "JINGLING_SECRET_KEY": "known to tests alone"}
    (tmp_path / "data").mkdir()
    script = Path(__file__).parent / "dying_comparing.py"
    done = subprocess.run(
        [sys.executable, str(script)], env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr[-4000:]
    came = json.loads(done.stdout)
    usual = came.pop("")
    assert [row[1] for row in usual["matches"]] == ["one-call", "one-call", "another-person"]
    assert [row[2] for row in usual["again"]] == ["1", "2"]
    assert [row[1:] for row in usual["cases"]] == [["received", 2], ["received", 2], ["received", 1]]
    assert usual["jobs"] == [["compare-records", "done", {}]]
    assert set(came) == {
        "asked",
        "in-keep",
        "after-first",
        "before-reopening",
        "between-reopenings",
        "before-end",
    }
    for step, rows in came.items():
        assert rows == usual, step
