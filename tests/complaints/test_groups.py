"""Reports about one call are one case, counted once, joined and parted without loss, in any order."""

import random
from dataclasses import replace
from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st
from tests.complaints.strategies import DAY, message_lists, report_lists

from jingling.complaints.groups import groups
from jingling.complaints.messages import Added, Decided, Withdrawn, completed
from jingling.complaints.report import Report, missing
from jingling.complaints.same_call import same_call


def report(name: str, minutes: int = 0, *, channel: str = "app", reporter: str = "p1") -> Report:
    """Make a report of a call some minutes into a day."""
    return Report(
        report=name,
        channel=channel,
        received_at=DAY + timedelta(hours=3, minutes=minutes),
        number_raw="17000001234",
        number="+8617000001234",
        key=8617000001234,
        called_at=DAY + timedelta(minutes=minutes),
        precision="minute",
        reporter=reporter,
        about="loan",
    )


def test_one_call_reported_by_telephone_and_in_the_application_is_one_case() -> None:
    """Two receptions, one case; another person's report about the same call is another case."""
    told = [report("A"), report("B", 7, channel="hotline"), report("C", reporter="p2")]
    assert groups(told) == (("A", "B"), ("C",))


def test_a_number_that_rings_every_ten_minutes_is_reported_every_ten_minutes() -> None:
    """Through one channel, calls ten minutes apart are several."""
    assert len(groups([report(f"R{at}", 10 * at) for at in range(5)])) == 5


def test_what_is_not_known_joins_nothing() -> None:
    """Without a person, or without a time, nobody can tell, and both reports are counted."""
    assert not same_call(report("A", reporter=""), report("B", channel="hotline", reporter=""))
    assert not same_call(replace(report("A"), called_at=None), report("B", channel="hotline"))


def test_a_day_alone_meets_a_time_of_that_day() -> None:
    """A person who told the hotline only the day, and the application the minute, is one person."""
    told = replace(report("A", channel="hotline"), called_at=DAY.replace(hour=0), precision="day")
    assert same_call(told, report("B", 300))
    assert not same_call(told, report("B", 60 * 24))


@given(report_lists(), message_lists(), st.randoms())
def test_any_order_of_messages_ends_in_the_same_groups(
    reports: list[Report], messages: list[object], chance: random.Random
) -> None:
    """Shuffled, and with some sent twice, messages give the same groups; each report is in one."""
    here = groups(reports, messages)  # type: ignore[arg-type]
    again = [*messages, *chance.sample(messages, len(messages) // 2)]
    chance.shuffle(again)
    moved = chance.sample(reports, len(reports))
    assert groups(moved, again) == here  # type: ignore[arg-type]
    assert sorted(name for names in here for name in names) == sorted(one.report for one in reports)


@given(report_lists(), message_lists(), st.sampled_from(["same", "apart"]))
def test_withdrawing_a_decision_leaves_no_trace(
    reports: list[Report], messages: list[object], verdict: str
) -> None:
    """Joined and parted again, or parted and joined again: all groups are as before."""
    decided = Decided("X", DAY, "R0", "R1", verdict)  # type: ignore[arg-type]
    undone = Withdrawn("Y", DAY, "X")
    kept = [one for one in messages if getattr(one, "decision", "") != "X"]
    assert groups(reports, [*kept, decided, undone]) == groups(reports, kept)  # type: ignore[arg-type,list-item]


@given(report_lists(), message_lists())
def test_what_the_desk_keeps_apart_stays_apart(reports: list[Report], messages: list[object]) -> None:
    """However the others are linked, two reports kept apart by the latest word are in two groups."""
    last = Decided("ZZ", DAY + timedelta(days=9), "R0", "R1", "apart")
    found = groups(reports, [*messages, last])  # type: ignore[arg-type,list-item]
    assert not any({"R0", "R1"} <= set(names) for names in found)


def test_a_report_is_completed_later_and_then_joined() -> None:
    """A person adds the time and the name: the report is complete, and meets the other one."""
    thin = replace(report("B", channel="hotline", reporter=""), called_at=None, precision="")
    assert missing(thin) == ("called_at", "reporter")
    added = Added("M", DAY, "B", DAY + timedelta(minutes=3), "minute", reporter="p1")
    assert missing(completed(thin, [added])) == ()
    assert groups([report("A"), thin], [added]) == (("A", "B"),)
    other = Added("N", DAY, "B", DAY, "minute", about="another word", reporter="p2")
    assert completed(report("B"), [other]).reporter == "p1"
