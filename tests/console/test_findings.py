"""Findings at work: told whole, decided by people, labels that fit reads, uploads that become results."""

import csv
import json
from collections.abc import Callable
from pathlib import Path
from threading import Event as Stop
from typing import Any

import pytest
from console_world import World
from django.core.files.uploadedfile import SimpleUploadedFile

from jingling.console.audit.models import Event
from jingling.console.errors import ConsoleError, NotAllowedError
from jingling.console.findings import actions
from jingling.console.findings.holding import hold
from jingling.console.findings.models import Drift, Finding, Result
from jingling.console.findings.taking_in import take_in
from jingling.console.findings.uploads import keep_records
from jingling.console.jobs.models import Job
from jingling.console.jobs.work import work
from jingling.detect.fit import read_labels
from jingling.numbers import read_number


def test_taking_a_result_in_twice_changes_nothing(world: World, result: Path) -> None:
    """A result is known by the digest of its summary: taken in again, it is the same row."""
    before = Finding.objects.count()
    again = take_in(world.ours.carrier, world.ours.carrier_house, result, "again")
    assert again == world.ours.result
    assert Finding.objects.count() == before


def test_a_findings_page_tells_its_whole_story(world: World, visit: Callable[..., Any]) -> None:
    """The page's data hold reasons that add up to the score, hours, people rung (masked) and the campaign."""
    found = Finding.objects.filter(result=world.ours.result, kind="number").exclude(campaign="").first()
    page = visit(world.ours.carrier).get(f"/findings/numbers/{found.pk}").content.decode()
    data = json.loads(page.split('<script type="application/json" id="data">')[1].split("</script>")[0])
    (one,) = data["findings"]
    assert one["intercept"] is not None
    assert one["reasons"]
    assert one["days"]
    assert all("*" in name for name, *_ in one["reached"])
    assert data["pages"][found.campaign].startswith("/findings/campaigns/")


@pytest.mark.parametrize("kind", ["number", "line", "campaign"])
@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_each_kind_of_finding_opens(
    world: World, visit: Callable[..., Any], kind: str, language: str
) -> None:
    """Numbers, lines and campaigns open with what their scripts draw."""
    one = Finding.objects.filter(result=world.ours.result, kind=kind).first()
    page = visit(world.ours.carrier, language).get(f"/findings/{kind}s/{one.pk}").content.decode()
    assert 'id="data"' in page


def test_a_finding_whose_files_are_gone_still_opens(
    world: World, visit: Callable[..., Any], tmp_path: Path
) -> None:
    """What is in the database is shown, and the page says why the explanation is not."""
    Result.objects.filter(pk=world.ours.result.pk).update(place=str(tmp_path / "gone"))
    page = visit(world.ours.carrier).get(f"/findings/numbers/{world.ours.number.pk}").content.decode()
    assert "can no longer be read" in page
    assert 'id="data"' not in page


def test_a_decision_is_kept_with_who_and_why(world: World, visit: Callable[..., Any]) -> None:
    """A decision needs a reason; it changes the finding's state, stands on its page and in the audit."""
    client, one = visit(world.ours.carrier), world.ours.number
    assert client.post(f"/findings/{one.pk}/review", {"state": "confirmed"}).status_code == 422
    decided = {"state": "confirmed", "reason": "complaints", "note": "12 complaints in March"}
    assert client.post(f"/findings/{one.pk}/review", decided).status_code == 302
    one.refresh_from_db()
    assert one.state == "confirmed"
    page = client.get(f"/findings/numbers/{one.pk}").content.decode()
    assert "12 complaints in March" in page
    event = Event.objects.get(event="finding.confirmed")
    assert event.facts["reason"] == "complaints"
    assert one.name not in json.dumps(event.facts)


def test_nobody_decides_about_anothers_finding(world: World) -> None:
    """Neither the other carrier nor the regulator can decide, whatever they call."""
    for person in (world.theirs.carrier, world.regulator, world.citizen):
        with pytest.raises(NotAllowedError):
            actions.review(person, world.ours.number, "dismissed", "lawful")


def test_a_whole_number_is_shown_for_a_reason_that_is_kept(world: World, visit: Callable[..., Any]) -> None:
    """Without a reason no number; with one, the number and an event that says why, masked."""
    client, one = visit(world.regulator), world.ours.number
    assert one.name not in client.post(f"/findings/{one.pk}/reveal", {"reason": ""}).content.decode()
    shown = client.post(f"/findings/{one.pk}/reveal", {"reason": "complaint 4711"}).content.decode()
    assert one.name in shown
    event = Event.objects.get(event="number.revealed")
    assert (event.actor, event.facts["reason"]) == (world.regulator, "complaint 4711")
    assert one.name not in json.dumps(event.facts)


def test_decisions_become_labels_that_fit_reads(
    world: World, visit: Callable[..., Any], tmp_path: Path
) -> None:
    """The last decision on a number is its label; one that says nothing of its holder is none."""
    numbers = list(
        Finding.objects.filter(result=world.ours.result, kind="number", name__startswith="+86")[:4]
    )
    for finding, state, reason in zip(
        numbers,
        ("confirmed", "dismissed", "dismissed", "confirmed"),
        ("complaints", "lawful", "too_little", "records"),
        strict=True,
    ):
        actions.review(world.ours.carrier, finding, state, reason)
    actions.review(world.ours.carrier, numbers[3], "dismissed", "contacted")
    text = b"".join(visit(world.ours.carrier).get("/results/labels")).decode()
    (tmp_path / "labels.csv").write_text(text)
    labels = read_labels(tmp_path / "labels.csv").to_pylist()
    expected = {numbers[0].name: 1, numbers[1].name: 0, numbers[3].name: 0}
    assert {row["number"]: row["nuisance"] for row in labels} == {
        read_number(number).key: label for number, label in expected.items()
    }


def records(path: Path) -> Path:
    """Write records of a line beyond its numbers and hours, and of one that nobody registered."""
    with path.open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["caller", "callee", "started_at", "talk_s", "line"])
        for at in range(30):
            callee = f"+8613800{at:06d}"
            writer.writerow(["+861051000005", callee, f"2026-03-10 10:{at:02d}:00", 30, "ours-L1"])
            writer.writerow(["+861059999999", callee, f"2026-03-10 21:{at:02d}:00", 0, "ours-L1"])
            writer.writerow(["+861059999998", callee, f"2026-03-10 21:{at:02d}:00", 0, "ours-L2"])
    return path


def test_an_upload_becomes_a_result_in_the_background(
    world: World, visit: Callable[..., Any], tmp_path: Path
) -> None:
    """A file goes up, a worker does the job, its page tells how far it is, the result has its drift."""
    client = visit(world.ours.carrier)
    with records(tmp_path / "calls.csv").open("rb") as file:
        answer = client.post("/results/upload", {"records": file, "title": "ten in the morning"})
    job = Job.objects.get(kind="detect-upload")
    assert answer["Location"] == f"/jobs/{job.pk}"
    assert "every 1s" in client.get(f"/jobs/{job.pk}/progress").content.decode()
    Job.objects.exclude(pk=job.pk).delete()
    assert work(Stop(), once=True) == 1
    job.refresh_from_db()
    assert (job.state, job.fault) == ("done", {})
    told = client.get(f"/jobs/{job.pk}/progress").content.decode()
    assert job.result["page"] in told
    assert "every 1s" not in told
    result = Result.objects.get(title="ten in the morning")
    assert result.rows_read == 90
    drift = {(row.line_name, row.kind): row for row in Drift.objects.filter(result=result)}
    assert drift.keys() == {
        ("ours-L1", "number-not-given"),
        ("ours-L1", "outside-hours"),
        ("ours-L2", "unregistered-line"),
    }
    assert drift["ours-L1", "outside-hours"].calls == 30
    page = client.get("/drift").content.decode()
    assert "shows numbers it was not given" in page
    assert "+861059999999" not in page
    assert hold(result) == 3  # done once more, it comes out the same
    assert Drift.objects.filter(result=result).count() == 3


def test_records_that_cannot_be_read_fail_in_a_sentence(
    world: World, visit: Callable[..., Any], tmp_path: Path
) -> None:
    """A file without callers ends the job with what is wrong and a hint; the upload is kept."""
    (tmp_path / "calls.csv").write_text("a,b\n1,2\n")
    client = visit(world.ours.carrier)
    with (tmp_path / "calls.csv").open("rb") as file:
        client.post("/results/upload", {"records": file, "title": "broken"})
    Job.objects.filter(kind="nothing").delete()
    work(Stop(), once=True)
    job = Job.objects.get(title="broken")
    assert job.state == "failed"
    page = client.get(f"/jobs/{job.pk}").content.decode()
    assert "caller" in page
    assert "was kept" in page


@pytest.mark.parametrize(
    ("name", "content"), [("a.parquet", b"caller"), ("a.exe", b"MZ"), ("a.csv", b"PAR1")]
)
def test_a_file_of_another_kind_is_refused(world: World, name: str, content: bytes) -> None:
    """A name that records do not have, or content that is not what the name says, is refused and not kept."""
    uploads = world.console / "uploads"
    before = list(uploads.glob("*")) if uploads.exists() else []
    with pytest.raises(ConsoleError):
        keep_records(world.ours.carrier, SimpleUploadedFile(name, content), "x")
    with pytest.raises(NotAllowedError):
        keep_records(world.regulator, SimpleUploadedFile("a.csv", b"caller"), "x")
    assert list(uploads.glob("*")) == before
