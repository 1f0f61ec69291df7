"""Keys for machines: shown once, good for little, over in time, and never faster than they may."""

from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from typing import Any

import pytest
from console_world import World
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jingling.console.audit.models import Event
from jingling.console.consents.models import Refusal
from jingling.console.errors import NotAllowedError
from jingling.console.machines import actions
from jingling.console.machines.models import Key
from jingling.console.machines.scopes import Scope


def asked(client: Any, secret: str, address: str = "/api/v1/lines") -> Any:
    """Ask the API with a key."""
    return client.get(address, headers={"authorization": f"Bearer {secret}"})


def test_a_key_is_made_on_a_page_and_shown_this_once(world: World, visit: Callable[..., Any]) -> None:
    """The page that makes a key holds its secret; nothing that is kept does."""
    told = {"name": "dialler", "scopes": ["registers.read"], "days": "30", "a_minute": "60"}
    page = visit(world.ours.centre).post("/keys-for-machines/make", told).content.decode()
    secret = page.split('<code id="secret">')[1].split("<")[0]
    assert asked(visit(), secret).status_code == 200
    key = Key.objects.latest("pk")
    assert (key.name, key.organisation, key.scopes) == ("dialler", world.ours.centre_house, "registers.read")
    assert key.last_used_at is not None
    listed = visit(world.ours.centre).get("/keys-for-machines/").content.decode()
    kept = [str(list(model.objects.values())) for model in (Key, Event, type(key.user))]
    assert not [text for text in (listed, *kept) if secret in text]
    event = Event.objects.get(event="key.created", about=str(key.pk))
    assert event.actor == world.ours.centre


def test_what_a_machine_does_stands_under_its_name(world: World, visit: Callable[..., Any]) -> None:
    """A refusal that a machine records is its call centre's, and the audit names the machine."""
    answer = visit().post(
        "/api/v1/refusals",
        {"principal": "ours principal", "number": "13912345678"},
        content_type="application/json",
        headers={"authorization": f"Bearer {world.ours.secret}"},
    )
    assert answer.status_code == 200, answer.content
    refusal = Refusal.objects.get(receipt=answer.json()["receipt"])
    assert refusal.heard_by == world.ours.centre_house
    event = Event.objects.get(event="refusal.recorded", about=str(refusal.pk))
    assert event.actor.shown_name == "ours dialler"


def test_a_key_that_is_over_opens_nothing(world: World, visit: Callable[..., Any]) -> None:
    """Expired, revoked, cut short, or made up: a stranger each time, also where a person is signed in."""
    key, secret = world.ours.key, world.ours.secret
    assert asked(visit(), secret).status_code == 200
    for wrong in (secret[:-1], "jlk_", "", "made up"):
        assert asked(visit(), wrong).status_code == 401
    Key.objects.filter(pk=key.pk).update(expires_at=timezone.now() - timedelta(seconds=1))
    assert asked(visit(), secret).status_code == 401
    assert asked(visit(world.ours.carrier), secret).status_code == 401
    Key.objects.filter(pk=key.pk).update(expires_at=timezone.now() + timedelta(days=1))
    visit(world.ours.centre).post(f"/keys-for-machines/{key.pk}")
    assert asked(visit(), secret).status_code == 401
    assert Event.objects.filter(event="key.revoked", about=str(key.pk)).count() == 1


def test_administrators_alone_keep_keys(world: World, visit: Callable[..., Any]) -> None:
    """Another officer of the same house, and any machine, opens no page of keys and makes none."""
    world.ours.centre.administrator = False
    world.ours.centre.save()
    assert visit(world.ours.centre).get("/keys-for-machines/").status_code == 403
    assert "/keys-for-machines/" not in visit(world.ours.centre).get("/lines/").content.decode()
    for nobody in (world.ours.centre, world.ours.key.user, world.regulator):
        with pytest.raises(NotAllowedError):
            actions.make_key(nobody, name="x", scopes=[Scope.READ_REGISTERS], days=1)
    with pytest.raises(NotAllowedError):  # what the house itself may not do
        actions.make_key(world.ours.carrier, name="x", scopes=[Scope.ENTER_CONSENTS], days=1)


def test_a_machine_signs_in_nowhere(world: World, visit: Callable[..., Any]) -> None:
    """Its user has no password that any text could be."""
    machine = world.ours.key.user
    client = visit()
    client.post("/login/", {"login": machine.username, "password": world.ours.secret})
    assert client.get("/").status_code == 302
    assert not machine.has_usable_password()


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    a_minute=st.integers(1, 6000),
    pauses=st.lists(st.floats(0, 30, allow_nan=False), min_size=1, max_size=60),
)
def test_no_machine_is_faster_than_it_may(world: World, a_minute: int, pauses: list[float]) -> None:
    """Between any two moments pass no more requests than the pace allows, and ten seconds' worth at once."""
    key = world.ours.key
    Key.objects.filter(pk=key.pk).update(free_at=0, a_minute=a_minute)
    key.refresh_from_db()
    now, passed = 1e9, []
    for pause in pauses:
        now += pause
        with suppress(actions.TooOftenError):
            actions.use(key, now)
            passed.append(now)
    at_once = max(1, actions.AT_ONCE_S * a_minute / 60)
    for first, begun in enumerate(passed):
        for last in range(first, len(passed)):
            assert last - first + 1 <= at_once + (passed[last] - begun) * a_minute / 60 + 1e-6


def test_too_fast_is_told_when_to_come_back(world: World, visit: Callable[..., Any]) -> None:
    """A machine over its pace gets 429 and the seconds to wait."""
    Key.objects.filter(pk=world.ours.key.pk).update(a_minute=6)
    assert asked(visit(), world.ours.secret).status_code == 200
    answer = asked(visit(), world.ours.secret)
    assert (answer.status_code, answer["Content-Type"]) == (429, "application/problem+json")
    assert 1 <= int(answer["Retry-After"]) <= 10
