"""Reminders: once for each case and clock, to whom it concerns; messages leave by one function."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from complaints_world import told
from console_world import World
from django.core import mail
from django.utils import timezone

from jingling.complaints.clocks import BEIJING, urgency
from jingling.complaints.working_days import working_days_of_china
from jingling.console.errors import ConsoleError
from jingling.console.mail import mail_settings

MONDAY = datetime(2026, 7, 6, 9, tzinfo=BEIJING).astimezone(UTC)
"""An ordinary week: a report of Monday is to be forwarded by the end of Thursday."""


def day(count: float) -> datetime:
    """Return the moment so many days after the Monday."""
    return MONDAY + timedelta(days=count)


@pytest.fixture
def case(world: World) -> Any:
    """A case of that Monday, of our desk alone, which has a mail address."""
    from jingling.console.complaints.actions import receive
    from jingling.console.registers.models import Organisation

    Organisation.objects.filter(pk=world.ours.desk_house.pk).update(contact_email="desk@example.com")
    Organisation.objects.filter(pk=world.theirs.desk_house.pk).update(kind="principal")
    return receive(told("a", received_at=MONDAY, called_at=MONDAY - timedelta(hours=1))).case


def notices(**wanted: Any) -> list[tuple[str, str]]:
    """Return step and kind of the reminders there are."""
    from jingling.console.notices.models import Notice

    return list(Notice.objects.filter(**wanted).order_by("pk").values_list("step", "kind"))


def test_a_clock_is_said_to_be_due_soon_on_its_last_two_days() -> None:
    """Soon is the last working day and the one before; the weekend before a Monday belongs to them."""
    due = datetime(2026, 7, 14, tzinfo=BEIJING)  # the end of Monday the 13th
    calendar = working_days_of_china()
    said = [urgency(due, datetime(2026, 7, at, 12, tzinfo=BEIJING), calendar) for at in range(8, 15)]
    assert said == ["", "", "soon", "soon", "soon", "soon", "overdue"]


def test_a_clock_is_reminded_of_once_before_and_once_after(case: Any) -> None:
    """However often it is looked at: one reminder that it is due soon, one that it is overdue."""
    from jingling.console.notices.reminders import remind

    made = [remind(day(hours / 4)) for hours in range(40)]
    assert sum(made) == 2
    assert notices() == [("forwarded", "soon"), ("forwarded", "overdue")]
    assert case.due_step == "forwarded"


def test_the_enterprise_is_reminded_of_what_it_has_to_do(world: World, case: Any) -> None:
    """Forwarded, it is the enterprise's clock; its telephone is told, and the desk is not."""
    from jingling.console.complaints import handling
    from jingling.console.notices.models import Notice
    from jingling.console.notices.reminders import remind

    house = world.ours.centre_house
    handling.happen(
        world.ours.desk, case, "complaint.forwarded", about="named:x", organisation=house, at=day(1)
    )
    assert remind(day(60)) == 1
    notice = Notice.objects.get()
    assert (notice.organisation, notice.to, notice.step) == (house, "+8637160000001", "acted")
    assert remind(day(61)) == 0


def test_a_reopened_case_has_clocks_of_its_own(world: World, case: Any) -> None:
    """What was reminded of in the first round is reminded of again in the second."""
    from jingling.console.complaints import handling
    from jingling.console.notices.reminders import remind

    remind(day(60))
    handling.happen(world.ours.desk, case, "complaint.forwarded", about="named:x", at=day(61))
    handling.happen(world.ours.desk, case, "complaint.acted", about="工单", at=day(62))
    handling.rung_again(case, day(63), 1)
    assert remind(day(90)) == 1
    assert notices() == [("forwarded", "overdue"), ("forwarded", "overdue")]


def test_paused_and_held_back_cases_hurry_nobody(world: World, case: Any) -> None:
    """No reminder while the clock stands still."""
    from jingling.console.complaints import handling
    from jingling.console.notices.reminders import remind

    handling.happen(world.ours.desk, case, "clock.paused", about="等待录音", at=day(0.5))
    assert remind(day(60)) == 0


def test_a_reminder_is_sent_once_and_says_no_whole_number(case: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """It leaves once; a failure is tried again; one that was on its way is never sent again."""
    from jingling.console.notices import reminders
    from jingling.console.notices.models import Notice

    reminders.remind(day(60))
    real = reminders.send

    def broken(*_: Any, **__: Any) -> None:
        raise OSError

    monkeypatch.setattr(reminders, "send", broken)
    assert reminders.send_waiting() == 0
    monkeypatch.setattr(reminders, "send", real)
    assert [reminders.send_waiting(), reminders.send_waiting()] == [1, 0]
    (message,) = mail.outbox
    assert message.to == ["desk@example.com"]
    assert case.code in message.subject
    assert case.number not in message.body
    assert "已逾期" in message.body
    Notice.objects.update(sent_at=None)  # the worker was killed between sending and saying so
    assert reminders.send_waiting() == 0


def test_numbers_and_addresses_are_reached_by_one_function(console: Path) -> None:
    """A number's message is a file in `messages`, which its owner alone may read; an address gets a mail."""
    from jingling.console.notices.sending import send

    before = set((console / "messages").glob("*.json"))
    send("+8613800000001", "你好")
    send("who@example.com", "你好", subject="提醒", name="n-1")
    (file,) = set((console / "messages").glob("*.json")) - before
    assert json.loads(file.read_text("utf-8")) == {"to": "+8613800000001", "text": "你好"}
    assert file.stat().st_mode & 0o77 == 0
    assert mail.outbox[-1].extra_headers["Message-ID"] == "<n-1@jingling>"


@pytest.mark.parametrize(
    ("address", "port", "tls", "ssl"),
    [
        ("smtp://u:p%40ss@mail.example.com", 587, True, False),
        ("smtps://mail.example.com:8465", 8465, False, True),
        ("smtp://localhost:25", 25, False, False),
    ],
)
def test_mail_goes_where_the_setting_says(address: str, port: int, tls: bool, ssl: bool) -> None:
    """Files without a setting; a server by its address, over TLS unless it is this machine."""
    made = mail_settings(address)
    assert (made["EMAIL_PORT"], made["EMAIL_USE_TLS"], made["EMAIL_USE_SSL"]) == (port, tls, ssl)
    assert made["EMAIL_HOST_PASSWORD"] in {"", "p@ss"}
    assert "filebased" in mail_settings("")["EMAIL_BACKEND"]


def test_what_is_no_mail_server_is_refused() -> None:
    """A setting that names no server stops the console, and does not repeat the password."""
    with pytest.raises(ConsoleError) as said:
        mail_settings("imap://u:secret@mail.example.com")
    assert "secret" not in str(said.value)


def test_the_page_of_a_case_tells_of_reminders(world: World, case: Any, visit: Callable[..., Any]) -> None:
    """The desk reads when its reminder was sent."""
    from jingling.console.notices import reminders

    reminders.remind(timezone.now())
    reminders.send_waiting()
    page = visit(world.ours.desk).get(f"/cases/{case.pk}").content.decode()
    assert "overdue · ours desk · sent" in page
