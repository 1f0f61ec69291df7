"""Jobs: taken once, found again after a worker was lost, never lost themselves."""

from datetime import timedelta
from threading import Event as Stop
from typing import Any

import pytest
from console_world import World
from django.utils import timezone

from jingling.console.jobs import actions
from jingling.console.jobs.models import Job
from jingling.console.jobs.work import KINDS, work
from jingling.words import Words


@pytest.fixture
def jobs(world: World, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """A kind of job that writes its title down; the two of our side are waiting."""
    done: list[str] = []

    def write_down(job: Job, tell: Any) -> dict[str, Any]:
        tell(Words("writing", "书写"), 1, 2)
        done.append(job.title)
        return {}

    monkeypatch.setitem(KINDS, "nothing", write_down)
    Job.objects.exclude(organisation__in=[world.ours.carrier_house, world.ours.centre_house]).delete()
    return done


def test_jobs_are_done_in_the_order_they_were_asked(jobs: list[str]) -> None:
    """A worker does every waiting job once, the oldest first."""
    assert work(Stop(), once=True) == 2
    assert jobs == ["ours job", "ours centre job"]
    assert work(Stop(), once=True) == 0


def test_two_workers_never_take_one_job(jobs: list[str]) -> None:  # noqa: ARG001 — two wait
    """What one worker has taken, another does not get."""
    first, second = actions.take("a"), actions.take("b")
    assert first is not None
    assert second is not None
    assert first.pk != second.pk
    assert actions.take("c") is None


def test_a_job_of_a_lost_worker_is_taken_again(jobs: list[str]) -> None:  # noqa: ARG001 — two wait
    """A worker that fell silent loses its job to the next; after three times the job fails, with a reason."""
    lost = actions.take("a")
    assert lost is not None
    for worker in ("b", "c"):
        Job.objects.filter(pk=lost.pk).update(heard_at=timezone.now() - timedelta(minutes=5))
        again = actions.take(worker)
        assert again is not None
        assert (again.pk, again.worker) == (lost.pk, worker)
    Job.objects.filter(pk=lost.pk).update(heard_at=timezone.now() - timedelta(minutes=5))
    other = actions.take("d")
    assert other is not None
    assert other.pk != lost.pk
    lost.refresh_from_db()
    assert (lost.state, lost.fault["en"]) == ("failed", "its worker was lost three times")


def test_a_worker_that_lost_its_job_no_longer_tells_of_it(jobs: list[str]) -> None:  # noqa: ARG001
    """Progress told by the worker that lost a job does not overwrite that of the one who has it."""
    lost = actions.take("a")
    assert lost is not None
    Job.objects.filter(pk=lost.pk).update(heard_at=timezone.now() - timedelta(minutes=5))
    assert actions.take("b") is not None
    actions.tell(lost, Words("late", "迟"), 9, 9)
    lost.refresh_from_db()
    assert lost.done == 0


def test_a_fault_of_ours_fails_the_job_alone(
    jobs: list[str], monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """A job that breaks is marked failed and logged; the worker goes on with the next."""

    def break_first(job: Job, _tell: Any) -> dict[str, Any]:
        if job.title == "ours job":
            raise ZeroDivisionError
        jobs.append(job.title)
        return {}

    monkeypatch.setitem(KINDS, "nothing", break_first)
    assert work(Stop(), once=True) == 2
    assert jobs == ["ours centre job"]
    assert Job.objects.get(title="ours job").state == "failed"
    assert "ZeroDivisionError" in caplog.text
