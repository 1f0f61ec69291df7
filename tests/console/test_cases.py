"""Reports and cases in the console: what `jingling.complaints` says of the rows, and nothing lost."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jingling.complaints.groups import groups
from jingling.complaints.messages import Added
from jingling.complaints.report import Report as Told
from jingling.numbers import read_number

AT = datetime(2026, 7, 6, 9, 0, tzinfo=UTC)
OURS = "+861051000001"
"""A number of the line that the call centre of the tests' world works on."""


def told(name: str = "", number: str = OURS, **values: Any) -> Told:
    """Return a complete report of a person, with what a test wants otherwise."""
    read = read_number(number)
    usual = {
        "channel": "web",
        "received_at": AT + timedelta(hours=1),
        "called_at": AT,
        "precision": "minute",
        "about": "贷款理财",
        "reporter": "p1",
    }
    return Told(report=name, number_raw=number, number=read.normal, key=read.key, **{**usual, **values})


def received(*args: Any, **values: Any) -> Any:
    """Take a report in."""
    from jingling.console.complaints.actions import receive

    return receive(told(*args, **values))


REPORTS = st.lists(
    st.tuples(
        st.sampled_from(["web", "hotline"]),
        st.sampled_from(["p1", "p2", ""]),
        st.sampled_from([None, 0, 0, 5, 14, 16, 900]),
        st.sampled_from(["minute", "day"]),
    ),
    min_size=2,
    max_size=5,
)
DECISIONS = st.lists(
    st.tuples(st.integers(0, 4), st.integers(0, 4), st.sampled_from(["same", "apart", "taken back"])),
    max_size=5,
)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(reports=REPORTS, decisions=DECISIONS, backwards=st.booleans())
def test_cases_are_the_groups_of_all_that_was_said(
    world: Any, reports: Any, decisions: Any, backwards: bool
) -> None:
    """After any reports and decisions in any order, cases are what the pure function makes of all of them."""
    from django.db import transaction

    from jingling.console.complaints.handling import decide, take_back
    from jingling.console.complaints.models import Case, Message, Report

    with transaction.atomic():
        said = [
            told(
                f"r{at}",
                channel=channel,
                reporter=reporter,
                received_at=AT + timedelta(minutes=at),
                called_at=None if minutes is None else AT + timedelta(minutes=minutes),
                precision="" if minutes is None else precision,
            )
            for at, (channel, reporter, minutes, precision) in enumerate(reports)
        ]
        from jingling.console.complaints.actions import receive

        kept = {one.report: receive(one) for one in (reversed(said) if backwards else said)}
        for first, second, verdict in decisions:
            one, other = f"r{first % len(said)}", f"r{second % len(said)}"
            if one == other:
                continue
            made = Message.objects.filter(kind__in=["same", "apart"], withdrawal=None).first()
            if verdict == "taken back":
                if made is not None:
                    take_back(world.ours.desk, made)
            else:
                decide(world.ours.desk, kept[one], kept[other], verdict, "heard both")
        wanted = groups(said, [one.thought for one in Message.objects.all()])
        found = [
            tuple(case.reports.order_by("received_at").values_list("name", flat=True))
            for case in Case.objects.filter(joined_into=None)
        ]
        assert sorted(found) == sorted(wanted)
        assert sum(Case.objects.filter(joined_into=None).values_list("receptions", flat=True)) == len(said)
        assert Report.objects.count() == len(said)
        transaction.set_rollback(True)


def test_two_channels_are_one_case_and_part_again_with_all_that_happened(world: Any) -> None:
    """Reports of one call join; parted by the desk each is a case again with its own events; none is lost."""
    from jingling.console.complaints import access, handling

    first = received("a", received_at=AT + timedelta(hours=1))
    handling.classify(world.ours.desk, first.case, "loan")
    later = {"called_at": AT + timedelta(minutes=7), "received_at": AT + timedelta(hours=2)}
    second = received("b", channel="hotline", **later)
    assert second.case == first.case
    assert second.case.receptions == 2
    decision = handling.decide(world.ours.desk, first, second, "apart", "two calls, says the person")
    second.refresh_from_db()
    assert second.case == second.own_case
    assert (second.case.label, second.case.state, second.case.receptions) == ("", "received", 1)
    first.case.refresh_from_db()
    assert first.case.label == "loan"
    handling.take_back(world.ours.desk, decision)
    second.refresh_from_db()
    assert second.case == first.case
    assert access.events_of(second.case).filter(what="complaint.received").count() == 2


def test_a_case_goes_to_the_enterprise_comes_back_and_goes_on(world: Any) -> None:
    """The registers say who rang; it sees the case while it has it, and a returned case goes elsewhere."""
    from jingling.console.complaints import access, handling
    from jingling.console.errors import ConsoleError, NotAllowedError

    case = received(number="95015020").case
    with pytest.raises(NotAllowedError):
        handling.forward(world.ours.centre, case)
    case = handling.forward(world.ours.desk, case)
    assert case.organisation == world.ours.centre_house
    assert case.due_step == "acted"
    assert access.cases_of(world.ours.centre).get() == case
    assert not access.cases_of(world.theirs.centre).exists()
    assert access.cases_of(world.regulator).get() == case
    case = handling.bounce(world.ours.centre, case, "not our customer")
    assert not access.cases_of(world.ours.centre).exists()
    case = handling.forward(world.ours.desk, case)
    assert case.organisation is None
    assert not case.handler.startswith("holder:")
    with pytest.raises(ConsoleError, match=r"未附处置凭证|brings no proof"):
        handling.act(world.ours.desk, case, "we asked them to stop")


def test_an_enterprise_proves_what_it_did_and_is_contradicted(world: Any) -> None:
    """Acted with proof, answered; records of a further call reopen the case once, with a new round."""
    from jingling.console.complaints import handling

    case = handling.forward(world.ours.desk, received(number="95015020").case)
    case = handling.act(world.ours.centre, case, "已停止外呼", evidence=world.ours.centre_evidence)
    case = handling.answer(world.ours.desk, case, "已要求停止。")
    assert case.state == "answered"
    again = case.events.get(what="complaint.acted").at + timedelta(seconds=1)
    for _ in range(2):
        case = handling.rung_again(case, again, 3)
        assert (case.state, case.round, case.due_step) == ("received", 2, "forwarded")


def test_a_person_says_that_it_did_not_stop(world: Any) -> None:
    """A person's word reopens an answered case for a reason, and not one that nobody answered."""
    from jingling.console.complaints import handling
    from jingling.console.errors import ConsoleError

    report = received(number="95015020")
    with pytest.raises(ConsoleError):
        handling.did_not_stop(report, "again today")
    case = handling.forward(world.ours.desk, report.case)
    handling.act(world.ours.centre, case, "done", proof="ticket 7")
    case = handling.did_not_stop(report, "again today")
    assert (case.state, case.reopened_for) == ("received", "again today")


def test_fraud_is_on_the_police_track_at_once(world: Any) -> None:
    """A class of fraud sets the police track, though the report is incomplete, and opens forwarding."""
    from jingling.console.complaints import handling

    case = received(reporter="").case
    assert not case.complete
    assert case.due_at is None
    case = handling.classify(world.ours.desk, case, "fraud")
    assert case.police_at is not None
    assert handling.forward(world.ours.desk, case).state == "forwarded"


def test_an_incomplete_report_is_completed_and_its_clock_begins(world: Any) -> None:
    """What is missing is told; once added, the clock of forwarding runs; a pause holds it for a reason."""
    from jingling.console.complaints import handling
    from jingling.console.complaints.actions import add, new_message

    now = datetime.now(UTC)
    report = received(about="", called_at=None, precision="", received_at=now)
    assert report.lacks == ["called_at", "about"]
    assert report.case.due_at is None
    added = Added(new_message(), now, report.name, called_at=now, precision="minute", said="贷款")
    report = add(report, added)
    assert report.complete
    assert report.case.due_step == "forwarded"
    due = report.case.due_at
    case = handling.pause(world.ours.desk, report.case, "waiting for the person")
    assert (case.paused, case.due_at) == (True, None)
    assert handling.resume(world.ours.desk, case).due_at >= due


def test_a_key_is_good_for_one_request(world: Any) -> None:  # noqa: ARG001 — the database is made
    """The same key with the same request is answered the same and done once; with another it is refused."""
    from jingling.console.complaints.actions import ReusedKeyError, once
    from jingling.console.complaints.models import Report

    def do() -> dict[str, Any]:
        return {"receipt": received().receipt}

    first = once("sender", "key", "digest", do)
    assert once("sender", "key", "digest", do) == first
    assert once("another", "key", "digest", do) != first
    with pytest.raises(ReusedKeyError):
        once("sender", "key", "another digest", do)
    assert Report.objects.count() == 2


def test_who_reports_a_thousand_numbers_is_heard_as_twenty(world: Any) -> None:  # noqa: ARG001
    """All reports of a flooding person weigh less, the first ones too, once the worker weighed them again."""
    from jingling.console.complaints.models import Case, Report
    from jingling.console.complaints.standing import weigh_all_again

    now = datetime.now(UTC)
    for at in range(60):
        received(f"f{at}", number=f"138{at:04d}0001", received_at=now, called_at=now)
    weigh_all_again()
    for model in (Report, Case):
        (weight,) = set(model.objects.values_list("weight", flat=True))
        assert weight == pytest.approx(2 / 3 * 1 / 2 * 20 / 60)
    assert weigh_all_again() == 0


def test_the_regulator_changes_nothing(world: Any) -> None:
    """Neither a regulator nor another enterprise works on a case."""
    from jingling.console.complaints import handling
    from jingling.console.errors import NotAllowedError

    case = received(number="95015020").case
    for person in (world.regulator, world.theirs.centre, world.ours.centre):
        with pytest.raises(NotAllowedError):
            handling.bounce(person, case, "no")
        with pytest.raises(NotAllowedError):
            handling.classify(person, case, "loan")


def test_a_code_opens_one_receipt(world: Any) -> None:  # noqa: ARG001
    """A report is found by its receipt and its code, however they are typed, and by no other code."""
    from jingling.console.complaints import access

    report, other = received("a"), received("b", number="95015021")
    code = access.code_of(report.receipt)
    typed = f"{report.receipt[:3]}-{report.receipt[3:]}".lower()
    assert access.report_by_code(typed, code.lower()) == report
    assert access.report_by_code(other.receipt, code) is None


def test_people_are_told_of_an_answer_once_it_is_committed(world: Any, console: Any) -> None:
    """Everybody who can be told gets one message at the number they proved, and no second one."""
    from test_codes import last_code

    from jingling.console.complaints import handling
    from jingling.console.complaints.actions import receive
    from jingling.console.complaints.telling import tell_waiting

    report = receive(told(number="95015020"), answer_to=8613800000061)
    case = handling.forward(world.ours.desk, report.case)
    handling.act(world.ours.centre, case, "done", proof="ticket 7")
    assert tell_waiting() == 0
    handling.answer(world.ours.desk, case, "已处置")
    assert (tell_waiting(), tell_waiting()) == (1, 0)
    last = max((console / "messages").glob("*.json"))
    assert report.receipt in last.read_text("utf-8")
    assert last_code(console) is not None
