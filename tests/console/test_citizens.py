"""A person's own pages: nothing without proof, nothing of anybody else, everything at once."""

from datetime import timedelta
from pathlib import Path
from typing import Any

from console_world import CALLEE
from test_codes import last_code


def proved(visit: Any, console: Path, number: str = f"+{CALLEE}") -> Any:
    """Return a visitor who proved a number."""
    client = visit()
    client.post("/me/number", {"number": number})
    answer = client.post("/me/code", {"code": last_code(console)})
    assert answer["Location"] == "/me/"
    return client


def test_a_person_sees_who_says_they_consented_and_takes_it_back(
    world: Any, visit: Any, console: Path
) -> None:
    """Every consent to the number stands there with its text; a withdrawal holds, and has its receipt."""
    client = proved(visit, console)
    page = client.get("/me/consents").content.decode()
    assert "ours principal" in page
    assert "theirs principal" in page
    assert "我同意接收优惠电话。" in page
    done = client.post(f"/me/consents/{world.ours.consent.pk}", {"do": "withdraw"})
    assert "You withdrew your consent" in client.get(done["Location"]).content.decode()
    world.ours.consent.refresh_from_db()
    assert world.ours.consent.withdrawn_through == "person"
    assert client.get(f"/me/consents/{world.ours.consent.pk}").status_code == 404


def test_nobody_sees_or_does_anything_about_another_number(world: Any, visit: Any, console: Path) -> None:
    """With another number proved, a person's consents, refusals and receipts are not there."""
    stranger = proved(visit, console, "13800000002")
    assert "principal" not in stranger.get("/me/consents").content.decode()
    for address in (
        f"/me/consents/{world.ours.consent.pk}",
        f"/me/refusals/{world.ours.refusal.receipt}/lift",
        f"/me/receipts/{world.ours.refusal.receipt}",
    ):
        assert stranger.get(address).status_code == 404
        assert stranger.post(address).status_code in {404, 405}
    unproved = visit()
    assert unproved.get("/me/consents")["Location"] == "/me/number"
    assert unproved.post("/me/refuse/all")["Location"] == "/me/number"


def test_a_code_of_another_browser_proves_nothing(world: Any, visit: Any, console: Path) -> None:  # noqa: ARG001
    """Who knows a code but did not ask for it in this browser is asked for a number."""
    asked, other = visit(), visit()
    asked.post("/me/number", {"number": "13800000003"})
    assert other.post("/me/code", {"code": last_code(console)})["Location"] == "/me/number"


def test_refusals_reach_the_gate_by_caller_trade_and_all(world: Any, visit: Any, console: Path) -> None:  # noqa: ARG001
    """Each way of refusing leaves a receipt and its word for the gate."""
    from jingling.console.consents.models import Refusal

    client = proved(visit, console)
    client.post("/me/refuse/caller", {"number": "010-51000001"})
    client.post("/me/refuse/trade", {"purpose": "survey"})
    client.post("/me/refuse/all")
    made = Refusal.objects.filter(channel="person").order_by("pk")
    assert [(one.caller_form, one.principal_name, one.scope) for one in made] == [
        ("+861051000001", "", "*"),
        ("", "*", "survey"),
        ("", "*", "*"),
    ]
    assert all(one.receipt in one.outgoing.change for one in made)


def test_a_policy_is_the_portable_file(world: Any, visit: Any, console: Path) -> None:  # noqa: ARG001
    """What the forms ask becomes JSON that the gate reads, part by part, and is handed out as a file."""
    from jingling.lists.policies import read_policy

    client = proved(visit, console)
    client.post("/me/protection/block", {"block": "95020000-95020999\n13900000000"})
    client.post(
        "/me/protection/kinds", {"hours": "21:00-09:00", "call-centre-95": "block", "international": "label"}
    )
    client.post("/me/protection/beginnings", {"one": "95/8", "action": "block"})
    client.post(
        "/me/protection/expected",
        {"number": "13900000001", "start": "2026-11-22T08:00", "until": "2026-11-22T20:00"},
    )
    client.post("/me/protection/again", {"again": "on"})
    policy = read_policy(client.get("/me/protection/file").content)
    assert policy.block == ("95020000-95020999", "+8613900000000")
    assert [(one.kind, one.action, one.hours) for one in policy.classes] == [
        ("call-centre-95", "block", "21:00-09:00"),
        ("international", "label", "21:00-09:00"),
    ]
    assert [(one.prefix, one.length) for one in policy.prefixes] == [("95", 8)]
    assert policy.expected[0].number == "+8613900000001"
    assert policy.second_try is not None
    assert client.post("/me/protection/block", {"block": "nonsense"}).status_code == 422
    client.post("/me/protection/drop")
    assert client.get("/me/protection/file").status_code == 404


def at_the_gate(place: Path, **said: Any) -> str:
    """Let the gate hear a refusal, as its HTTP front does; return the receipt."""
    from jingling.gate.hearing import RefusalMade, refuse

    class Gate:
        directory = place

    return str(refuse(Gate(), RefusalMade(**said), is_known=lambda _: False)["refusal"])  # type: ignore[arg-type]


def test_what_the_gate_heard_stands_on_the_persons_page(
    world: Any,  # noqa: ARG001 — the database is filled
    visit: Any,
    console: Path,
    tmp_path: Path,
) -> None:
    """A key pressed in a call is a refusal that its person, and nobody else, sees here and lifts here."""
    from django.conf import settings
    from django.utils import timezone

    from jingling.console.citizens.models import Code
    from jingling.console.consents.hearing import take_in_heard
    from jingling.console.consents.models import Refusal
    from jingling.console.publishing.outbox import push
    from jingling.lists.live import LiveLists

    person, another = "+8613800008888", "+8613800009999"
    client = proved(visit, console, person)
    before, settings.GATE = settings.GATE, tmp_path
    try:
        seen = {"caller": "+861051000001", "principal": "某公司"}
        receipt = at_the_gate(tmp_path, callee=person, channel="keypress", **seen)
        at_the_gate(tmp_path, callee=another, channel="sms", **seen)
        assert (take_in_heard(), take_in_heard()) == (2, 0)
        page = client.get("/me/refusals").content.decode()
        assert (page.count("某公司"), page.count("key pressed in a call")) == (1, 1)
        refusal = Refusal.objects.get(receipt=receipt)
        theirs = Refusal.objects.get(callee_form=another)
        assert client.get(f"/me/refusals/{theirs.receipt}/lift").status_code == 404
        Code.objects.update(sent_at=timezone.now() - timedelta(minutes=2))
        client.post(f"/me/refusals/{receipt}/lift")
        client.post("/me/code", {"code": last_code(console)})
        push()
        lists = LiveLists(tmp_path)
        assert lists.person(refusal.callee)[1] == ()
        assert lists.person(theirs.callee)[1] != ()
        lists.close()
        take_in_heard()  # our own words are nothing new
        refusal.refresh_from_db()
        theirs.refresh_from_db()
        assert refusal.lifted_at is not None
        assert theirs.lifted_at is None
        again = at_the_gate(tmp_path, callee=person, channel="keypress", **seen)
        assert take_in_heard() == 1
        assert Refusal.objects.get(receipt=again).lifted_at is None
    finally:
        settings.GATE = before


def test_a_lifting_at_the_gate_is_seen_here(world: Any, console: Path, tmp_path: Path) -> None:  # noqa: ARG001
    """What was proved and lifted at the gate's own front no longer stands here; another's stays."""
    from django.conf import settings

    from jingling.console.consents.hearing import take_in_heard
    from jingling.console.consents.models import Refusal
    from jingling.gate.hearing import LiftMade, lift

    class Gate:
        directory = tmp_path

    before, settings.GATE = settings.GATE, tmp_path
    try:
        for callee in ("+8613800008888", "+8613800009999"):
            at_the_gate(tmp_path, callee=callee, principal="某公司", channel="keypress")
        lift(Gate(), LiftMade("+8613800008888", "one-time-code", "code-1", principal="某公司"))  # type: ignore[arg-type]
        take_in_heard()
        standing = Refusal.objects.filter(principal_name="某公司", lifted_at=None)
        assert [one.callee_form for one in standing] == ["+8613800009999"]
    finally:
        settings.GATE = before
