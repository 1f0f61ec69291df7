"""One-time codes: few, short-lived, good once, and of no use to anybody else."""

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

NUMBER = 8613800000077
FORM = "+8613800000077"


def last_code(console: Path) -> str:
    """Return the code of the last message that was sent."""
    last = max((console / "messages").glob("*.json"))
    assert last.stat().st_mode & 0o077 == 0
    told = json.loads(last.read_text("utf-8"))
    assert told["to"].startswith("+86138")
    return "".join(letter for letter in told["text"] if letter.isdigit())[:6]


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(tries=st.lists(st.sampled_from(["right", "wrong", "other", "late"]), max_size=8))
def test_a_code_is_good_once_within_five_tries_and_ten_minutes(console: Path, tries: list[str]) -> None:
    """Whatever is tried in whatever order, only a right code in time is taken, among five, and once."""
    from django.db import transaction

    from jingling.console.citizens.codes import HOLDS_FOR, TRIES, check_code, send_code
    from jingling.console.citizens.models import Code

    with transaction.atomic():
        code = send_code(NUMBER, FORM, "sender")
        text = last_code(console)
        assert text not in code.digest
        used = late = False
        for at, kind in enumerate(tries):
            if kind == "late":
                Code.objects.filter(pk=code.pk).update(expires_at=code.sent_at - timedelta(seconds=1))
                late = True
            wrong = f"{(int(text) + 1) % 10**6:06}"
            taken = check_code(code, {"right": text, "wrong": wrong, "other": "", "late": text}[kind])
            tried = sum(1 for one in tries[:at] if one != "late")
            assert taken == (kind == "right" and not used and not late and tried < TRIES)
            used = used or taken
        assert timedelta(minutes=10) == HOLDS_FOR
        transaction.set_rollback(True)


def test_codes_are_few_for_a_number_and_for_an_address(world: Any, console: Path) -> None:  # noqa: ARG001
    """A number gets a code a minute and five a day, an address ten an hour; the newest code alone is good."""
    from jingling.console.citizens.codes import TooManyCodesError, check_code, send_code
    from jingling.console.citizens.models import Code

    first = send_code(NUMBER, FORM, "sender")
    text = last_code(console)
    with pytest.raises(TooManyCodesError):
        send_code(NUMBER, FORM, "another")
    for _ in range(4):
        Code.objects.update(sent_at=first.sent_at - timedelta(minutes=2))
        send_code(NUMBER, FORM, "sender")
    assert not check_code(first, text)
    Code.objects.update(sent_at=first.sent_at - timedelta(minutes=2))
    with pytest.raises(TooManyCodesError):
        send_code(NUMBER, FORM, "sender")
    for at in range(5):
        send_code(NUMBER + 1 + at, f"+{NUMBER + 1 + at}", "sender")
    with pytest.raises(TooManyCodesError):
        send_code(NUMBER + 9, f"+{NUMBER + 9}", "sender")


def test_a_code_is_of_one_number_and_one_matter(world: Any, console: Path) -> None:
    """A proof of the number lifts nothing; a code for lifting one refusal lifts that one, once."""
    from jingling.console.citizens import actions
    from jingling.console.citizens.codes import check_code, send_code
    from jingling.console.citizens.models import Code
    from jingling.console.consents.models import Refusal
    from jingling.console.errors import NotAllowedError

    receipts = [actions.refuse(NUMBER, everyone=True, scope=scope) for scope in ("marketing", "survey")]
    one, other = (Refusal.objects.get(receipt=receipt.reference) for receipt in receipts)

    def used(about: str, number: int = NUMBER) -> Code:
        Code.objects.all().delete()
        code = send_code(number, f"+{number}", "sender", about)
        assert check_code(code, last_code(console))
        return code

    unused = send_code(NUMBER, FORM, "sender", actions.about_lifting(one))
    for code in (
        unused,
        used(""),
        used(actions.about_lifting(other)),
        used(actions.about_lifting(one), NUMBER + 1),
    ):
        with pytest.raises(NotAllowedError):
            actions.lift(code, one)
    right = used(actions.about_lifting(one))
    actions.lift(right, one)
    with pytest.raises(NotAllowedError):
        actions.lift(right, one)
    one.refresh_from_db()
    other.refresh_from_db()
    assert one.lifted_at is not None
    assert other.lifted_at is None
    assert world is not None


def test_lifting_stands_in_one_place() -> None:
    """No part of the console but a person's own pages writes a lifting."""
    src = Path(__file__).parents[2] / "src" / "jingling" / "console"
    writing = [path.name for path in src.rglob("*.py") if "feed.Lift(" in path.read_text("utf-8")]
    assert writing == ["actions.py"]
    assert "feed.Lift(" in (src / "citizens" / "actions.py").read_text("utf-8")
