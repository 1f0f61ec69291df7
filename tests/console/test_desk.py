"""The desk: what is due stands first, a case shows what is known, a contradicted reply opens it again."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from complaints_world import CALLED, OURS, told
from console_world import World
from django.utils import timezone

DAY = timedelta(days=1)


@pytest.fixture
def receive(world: World) -> Callable[..., Any]:  # noqa: ARG001 — the database is filled
    """Take a report in and return its case."""
    from jingling.console.complaints.actions import receive as take

    def received(name: str = "", **values: Any) -> Any:
        return take(told(name, **values)).case

    return received


def acted_on(world: World, case: Any, at: datetime) -> Any:
    """Let our call centre have said that it acted."""
    from jingling.console.complaints import handling

    case = handling.happen(
        world.ours.desk,
        case,
        "complaint.forwarded",
        about="named:ours centre",
        organisation=world.ours.centre_house,
        at=at - timedelta(minutes=1),
    )
    return handling.happen(world.ours.centre, case, "complaint.acted", about="工单 1", at=at)


def test_what_is_due_first_stands_first_and_says_so_in_words(
    world: World, receive: Callable[..., Any], visit: Callable[..., Any]
) -> None:
    """Cases stand by their last days; overdue and due soon are words, and the tiles count them."""
    now = timezone.now()
    for name, days in (("new", 0), ("old", 30), ("middle", 3)):
        at = now - days * DAY
        receive(name, received_at=at, called_at=at - timedelta(hours=1), reporter=name)
    page = visit(world.ours.desk).get("/cases/due").content.decode()
    from jingling.console.complaints.models import Case

    order = [page.index(case.code) for case in Case.objects.order_by("opened_at")]
    assert order == sorted(order)
    assert "overdue" in page
    assert visit(world.ours.desk).get("/cases/due?due=overdue").content.decode().count("data-row") >= 1


def test_a_case_shows_all_that_is_known_of_its_caller(
    world: World, receive: Callable[..., Any], visit: Callable[..., Any]
) -> None:
    """Reports, trust, clocks, findings, the chain of responsibility and other cases stand on one page."""
    case = receive("a", number=OURS)
    receive("b", number=OURS, reporter="p2", called=CALLED + 1)
    page = visit(world.ours.desk).get(f"/cases/{case.pk}").content.decode()
    for said in (
        "ours-L1",
        "ours centre",
        "1 more, 1 of them",
        "not compared yet",
        "No call records flag it",
        "draft",
    ):
        assert said in page, said
    assert OURS not in page
    assert "****" in page
    number = world.ours.number.name
    flagged = receive("c", number=number)
    page = visit(world.ours.desk).get(f"/cases/{flagged.pk}").content.decode()
    assert "ours records" in page
    assert f"/findings/numbers/{world.ours.number.pk}" not in page
    assert (
        f"/findings/numbers/{world.ours.number.pk}"
        in visit(world.regulator).get(f"/cases/{flagged.pk}").content.decode()
    )


def test_a_person_decides_what_a_text_proposes_and_fraud_goes_to_the_police(
    world: World, receive: Callable[..., Any], visit: Callable[..., Any]
) -> None:
    """A proposal shows how sure it is and decides nothing; the decision does, and fraud is on its track."""
    pytest.importorskip("sklearn")
    from jingling.console.desk.proposing import propose_classes

    case = receive("a", about="", said="自称公安局，说我涉嫌洗钱，要我把钱转到安全账户")
    nothing = receive("b", about="", said="", reporter="p2")
    assert propose_classes() == 2
    assert propose_classes() == 0
    for one in (case, nothing):
        one.refresh_from_db()
    assert (case.label, case.police_at) == ("", None)
    assert case.certainty > 0
    assert (nothing.proposed, nothing.certainty) == ("", 0.0)
    desk = visit(world.ours.desk)
    assert desk.post(f"/cases/{case.pk}/work/classify", {"label": "fraud"}).status_code == 302
    case.refresh_from_db()
    assert case.police_at is not None
    assert "police track" in desk.get("/cases/due").content.decode()


def test_an_enterprise_sees_its_own_case_and_proves_what_it_did(
    world: World, receive: Callable[..., Any], visit: Callable[..., Any]
) -> None:
    """It may reply with proof or return; without proof not; the other enterprise meets nothing at all."""
    from django.core.files.uploadedfile import SimpleUploadedFile

    case = receive("a", reporter="somebody")
    desk, ours, theirs = visit(world.ours.desk), visit(world.ours.centre), visit(world.theirs.centre)
    assert ours.get(f"/cases/{case.pk}").status_code == 404
    sent = {"organisation": str(world.ours.centre_house.pk), "text": "请核查"}
    assert desk.post(f"/cases/{case.pk}/work/forward", sent).status_code == 302
    page = ours.get(f"/cases/{case.pk}").content.decode()
    assert "请核查" in page
    assert "somebody" not in page
    assert "Trust" not in page
    assert theirs.get(f"/cases/{case.pk}").status_code == 404
    assert theirs.post(f"/cases/{case.pk}/reply/bounce", {"reason": "x"}).status_code == 404
    assert ours.post(f"/cases/{case.pk}/reply/act", {"text": "停了"}).status_code == 422
    assert ours.post(f"/cases/{case.pk}/reply/answer", {"text": "x"}).status_code == 404
    proof = SimpleUploadedFile("停.pdf", b"%PDF-1.4 stopped")
    assert ours.post(f"/cases/{case.pk}/reply/act", {"text": "停了", "file": proof}).status_code == 302
    case.refresh_from_db()
    assert case.state == "acted"
    handed = desk.get(f"/cases/proofs/{case.events.get(what='complaint.acted').pk}")
    assert b"".join(handed) == b"%PDF-1.4 stopped"


def test_a_returned_case_goes_to_the_next_office(
    world: World, receive: Callable[..., Any], visit: Callable[..., Any]
) -> None:
    """Forwarded by the table it reaches who works the number's line; returned, it does not go there again."""
    case = receive("a", number="95015020")
    desk, ours = visit(world.ours.desk), visit(world.ours.centre)
    desk.post(f"/cases/{case.pk}/work/forward", {"organisation": "", "text": ""})
    case.refresh_from_db()
    assert case.organisation == world.ours.centre_house
    ours.post(f"/cases/{case.pk}/reply/bounce", {"reason": "线路已退租"})
    case.refresh_from_db()
    assert (case.state, case.organisation) == ("received", None)
    page = desk.get(f"/cases/{case.pk}").content.decode()
    assert "线路已退租" in page
    desk.post(f"/cases/{case.pk}/work/forward", {"organisation": "", "text": ""})
    case.refresh_from_db()
    assert case.state == "forwarded"
    assert case.organisation != world.ours.centre_house


def test_a_later_call_of_the_same_person_opens_the_case_again(
    world: World, receive: Callable[..., Any], visit: Callable[..., Any]
) -> None:
    """A report of a call after "we have acted" reopens it; one of a call before, or by another, does not."""
    now = timezone.now()
    case = receive("a", received_at=now - 5 * DAY, called_at=now - 5 * DAY)
    acted_on(world, case, now - 3 * DAY)
    receive("before", received_at=now - 2 * DAY, called_at=now - 4 * DAY)
    receive("other", received_at=now - 2 * DAY, called_at=now - DAY, reporter="p2", called=CALLED + 1)
    case.refresh_from_db()
    assert case.state == "acted"
    receive("after", received_at=now, called_at=now - DAY)
    case.refresh_from_db()
    assert (case.state, case.round) == ("received", 2)
    page = visit(world.ours.desk).get("/cases/?flag=reopened").content.decode()
    assert case.code in page


def test_call_records_are_held_against_reports_and_contradict_replies(
    world: World, receive: Callable[..., Any], tmp_path: Path
) -> None:
    """One call fits, another number has none and says so; a call after the reply reopens; twice is once."""
    import json

    from jingling.console.complaints.models import CaseEvent
    from jingling.console.desk.comparing import ask_to_compare, compare
    from jingling.console.desk.models import Match
    from jingling.console.findings.models import Result

    now = timezone.now().astimezone(UTC).replace(second=0, microsecond=0)
    rows = [f"{OURS},+{CALLED},{at:%Y-%m-%d %H:%M:%S},9" for at in (now - 5 * DAY, now - DAY)]
    rows.append(f"+861051000002,+{CALLED + 9},{now - 6 * DAY:%Y-%m-%d %H:%M:%S},9")
    (tmp_path / "calls.csv").write_text("\n".join(["caller,callee,started_at,talk_s", *rows]))
    told_of = {"inputs": [{"path": str(tmp_path / "calls.csv")}], "options": {"timezone": "UTC"}}
    (tmp_path / "summary.json").write_text(json.dumps(told_of))
    Result.objects.update(last_at=None)
    Result.objects.create(
        organisation=world.ours.carrier_house, title="day", place=str(tmp_path), digest="d", last_at=now
    )
    case = receive("fits", received_at=now - 4 * DAY, called_at=now - 5 * DAY + timedelta(minutes=9))
    receive("none", number="17000001234", reporter="p2", called_at=now - 5 * DAY, received_at=now - 4 * DAY)
    receive(
        "unproved", called_proven=False, reporter="p3", called_at=now - 5 * DAY, received_at=now - 4 * DAY
    )
    acted_on(world, case, now - 3 * DAY)
    for _ in range(2):
        result = compare(ask_to_compare(world.ours.desk), lambda *_: None)
    states = dict(Match.objects.values_list("report__name", "state"))
    assert states == {"fits": "one-call", "none": "no-call", "unproved": "called-not-proven"}
    assert Match.objects.get(report__name="fits").talk_s == 9
    case.refresh_from_db()
    assert (case.state, case.round) == ("received", 2)
    assert CaseEvent.objects.filter(what="complaint.rung_again").count() == 1
    assert result["fit"] == 1


def test_flooding_is_held_back_and_says_why(
    world: World, receive: Callable[..., Any], visit: Callable[..., Any]
) -> None:
    """One person's forty numbers of a block are kept, held back, and the page says what lowered them."""
    from jingling.console.complaints.models import Report
    from jingling.console.complaints.standing import weigh_all_again

    for at in range(40):
        case = receive(f"r{at}", number=f"+861520000{at:04}", received_at=timezone.now(), reporter="mob")
    weigh_all_again()
    assert Report.objects.filter(whose="mob").count() == 40
    desk = visit(world.ours.desk)
    held = desk.get("/cases/held").content.decode()
    assert case.code in held
    page = desk.get(f"/cases/{case.pk}").content.decode()
    assert "held back" in page
    assert "very many numbers of one block" in page


def test_held_back_and_paused_cases_are_counted_without_looking_at_the_others(
    world: World, receive: Callable[..., Any]
) -> None:
    """Among thousands of cases each count reads an index that holds those cases and nothing else."""
    from django.db import connection

    from jingling.console.complaints.access import cases_of
    from jingling.console.complaints.models import Case
    from jingling.console.complaints.standing import settle
    from jingling.console.desk import access, queries

    case = receive("a")
    now = timezone.now()
    Case.objects.bulk_create(Case(opened_at=now, weight=0.5) for _ in range(5_000))
    case.events.create(name="p", what="clock.paused", at=now, by="desk", about="节假日")
    settle(case)
    case.weigh(0.01)
    case.save()
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE complaints_case")
    paused = cases_of(world.ours.desk).filter(paused=True)
    for rows, index in ((access.held_of(world.ours.desk), "case_held"), (paused, "case_paused")):
        counted = rows.order_by().values("joined_into")  # as count() asks
        assert index in counted.explain()
        assert rows.count() == 1
    counts = queries.counts(world.ours.desk)
    assert (counts["held"], counts["paused"]) == (1, 1)
    assert queries.counts(world.ours.centre)["held"] == 0


def test_reports_join_and_part_on_the_page(
    world: World, receive: Callable[..., Any], visit: Callable[..., Any]
) -> None:
    """Two reports that the desk joins are one case; taken back, they are two again."""
    one, other = receive("a"), receive("b", reporter="p2", called=CALLED + 1)
    desk = visit(world.ours.desk)
    first, second = one.reports.get().receipt, other.reports.get().receipt
    told_of = {"one": first, "other": second, "verdict": "same", "reason": "一家两人"}
    assert desk.post(f"/cases/{one.pk}/reports", {**told_of, "other": "AAAAAAAAA"}).status_code == 422
    assert desk.post(f"/cases/{one.pk}/reports", told_of).status_code == 302
    one.refresh_from_db()
    assert one.receptions == 2
    decision = one.reports.first().messages.get(kind="same")
    assert desk.post(f"/cases/{one.pk}/decisions/{decision.pk}").status_code == 302
    one.refresh_from_db()
    assert one.receptions == 1


def test_a_surge_is_asked_about_once_and_answered_by_a_person(
    world: World, receive: Callable[..., Any], visit: Callable[..., Any]
) -> None:
    """Many people, no flag: one question however often it is looked for; answered, it rests for a week."""
    from jingling.console.desk.asking import ask_questions
    from jingling.console.desk.models import Question

    now = timezone.now()
    for at in range(9):
        receive(f"r{at}", number="17000009999", reporter=f"s{at}", called=CALLED + at, received_at=now - DAY)
        receive(
            f"f{at}", number=world.ours.number.name, reporter=f"s{at}", called=CALLED + at, received_at=now
        )
    assert [ask_questions(now), ask_questions(now)] == [1, 0]
    question = Question.objects.get()
    assert (question.key, question.people) == (8617000009999, 9)
    desk = visit(world.ours.desk)
    assert desk.post(f"/cases/questions/{question.pk}", {"answer": ""}).status_code == 422
    assert desk.post(f"/cases/questions/{question.pk}", {"answer": "shown-falsely"}).status_code == 302
    assert ask_questions(now) == 0
    assert ask_questions(now + 8 * DAY) in {0, 1}
    assert "others show this number falsely" in desk.get("/cases/questions").content.decode()


def test_labels_are_weighed_by_trust(
    world: World, receive: Callable[..., Any], visit: Callable[..., Any], tmp_path: Path
) -> None:
    """The file is what `jingling fit` reads: two people weigh more than one; the export is recorded."""
    from jingling.console.audit.models import Event

    receive("a", number="17000001111")
    receive("b", number="17000002222")
    receive("c", number="17000002222", reporter="p2", called=CALLED + 1)
    (tmp_path / "l.parquet").write_bytes(visit(world.ours.desk).get("/cases/labels").content)
    rows = {row["number"]: row["weight"] for row in pq.read_table(tmp_path / "l.parquet").to_pylist()}
    assert rows["+8617000002222"] > rows["+8617000001111"] == pytest.approx(2 / 3)
    assert Event.objects.filter(event="labels.exported").exists()


def test_a_regulator_looks_at_everything_changes_nothing_and_is_recorded(
    world: World, receive: Callable[..., Any], visit: Callable[..., Any]
) -> None:
    """No step is offered, none is taken, and each look is an event."""
    from jingling.console.audit.models import Event

    case = receive("a", received_at=timezone.now() - 30 * DAY)
    regulator = visit(world.regulator)
    assert case.code in regulator.get("/cases/due?due=overdue").content.decode()
    page = regulator.get(f"/cases/{case.pk}").content.decode()
    assert "/work/" not in page
    assert regulator.post(f"/cases/{case.pk}/work/pause", {"reason": "x"}).status_code == 403
    looks = Event.objects.filter(event="page.looked_at").values_list("facts__page", flat=True)
    assert {"desk:queue", "desk:case"} <= set(looks)


def test_a_whole_number_is_shown_for_a_reason_that_is_kept(
    world: World, receive: Callable[..., Any], visit: Callable[..., Any]
) -> None:
    """Nothing is shown without a reason; with one, the number, and who asked stands in the audit, masked."""
    from jingling.console.audit.models import Event

    case = receive("a")
    desk = visit(world.ours.desk)
    assert desk.post(f"/cases/{case.pk}/reveal", {"which": "number", "reason": ""}).status_code == 422
    page = desk.post(f"/cases/{case.pk}/reveal", {"which": "number", "reason": "回访核实"}).content.decode()
    assert OURS in page
    told_of = Event.objects.get(event="number.revealed")
    assert OURS not in str(told_of.facts)
    assert told_of.facts["reason"] == "回访核实"


def test_a_number_a_code_and_a_receipt_lead_to_the_case(
    world: World, receive: Callable[..., Any], visit: Callable[..., Any]
) -> None:
    """The desk finds a case by each of the three; an enterprise that does not have it finds nothing."""
    case = receive("a")
    for asked in (OURS, case.code, case.reports.get().receipt.lower()):
        address = f"/search?q={asked.replace('+', '%2B')}"
        assert f"/cases/{case.pk}" in visit(world.ours.desk).get(address).content.decode()
        assert f"/cases/{case.pk}" not in visit(world.ours.centre).get(address).content.decode()
