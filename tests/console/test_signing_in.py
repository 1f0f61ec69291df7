"""Signing in: a second factor for officers, no end of tries, accounts by the operator alone."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from console_world import World
from django.conf import settings as django_settings
from django.test import Client, override_settings

from jingling.console.databases import database_of
from jingling.console.errors import ConsoleError
from jingling.console.frame.doors import Role
from jingling.console.people.actions import add_person
from jingling.console.secret_key import secret_key_in

PASSWORD = "a long password"


def test_too_many_wrong_passwords_shut_the_name_out(world: World) -> None:  # noqa: ARG001 — people are there
    """After five wrong passwords the right one no longer opens, for a while."""
    client = Client()
    for _ in range(5):
        client.post("/login/", {"login": "ours-carrier", "password": "wrong"})
    answer = client.post("/login/", {"login": "ours-carrier", "password": PASSWORD})
    assert answer.status_code == 429
    assert client.get("/overview").status_code == 302


def test_officers_set_up_a_second_factor_before_anything_else(
    world: World, visit: Callable[..., Any]
) -> None:
    """Outside a demonstration, an officer without one-time codes is sent to set them up; a citizen is not."""
    Authenticator.objects.all().delete()
    with override_settings(SECOND_FACTOR=True):
        client = visit(world.ours.carrier)
        assert client.get("/overview")["Location"] == "/account/code/"
        assert client.get("/account/code/").status_code in {200, 302}
        assert client.get("/api/v1/lines").status_code == 401
        assert visit(world.citizen).get("/me/").status_code == 200


def test_a_password_alone_does_not_open_where_codes_are_on(world: World) -> None:  # noqa: ARG001
    """With one-time codes set up, the password leads to the question for the code, and no further."""
    client = Client()
    answer = client.post("/login/", {"login": "ours-carrier", "password": PASSWORD})
    assert answer["Location"] == "/login/code/"
    assert client.get("/overview").status_code == 302


def test_nobody_signs_up(world: World) -> None:  # noqa: ARG001
    """The page that would open an account says who gives them out, and takes nothing."""
    assert Client().post("/login/none/", {"username": "me"}).status_code == 405


@pytest.mark.parametrize("password", ["short", "password1234", "123456789012"])
def test_a_weak_password_is_refused(world: World, password: str) -> None:  # noqa: ARG001
    """The operator cannot give out a password that is short or common."""
    with pytest.raises(ConsoleError):
        add_person("new", Role.CARRIER, password, organisation="House")


def test_people_are_added_to_their_organisation(world: World) -> None:
    """The first officer of an organisation makes it, the second joins it; one without any is refused."""
    first = add_person("first", Role.REGULATOR, "a sentence nobody knows", organisation="New house")
    second = add_person("second", Role.REGULATOR, "another sentence of mine", organisation="New house")
    assert first.organisation == second.organisation != world.regulator.organisation
    with pytest.raises(ConsoleError):
        add_person("third", Role.CARRIER, "a third sentence of mine")


def test_the_signing_key_is_made_once_and_kept_to_its_owner(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The key is long, the same each time, and readable by nobody else."""
    monkeypatch.delenv("JINGLING_SECRET_KEY")
    key = secret_key_in(tmp_path)
    assert len(key) > 50
    assert secret_key_in(tmp_path) == key
    assert (tmp_path / "secret.key").stat().st_mode & 0o077 == 0


def test_databases_are_read_from_their_address(tmp_path: Path) -> None:
    """SQLite by default, PostgreSQL by its address with its options, anything else in a sentence."""
    assert database_of("", tmp_path)["NAME"] == str(tmp_path / "console.sqlite3")
    read = database_of("postgresql://u:p%40@db.example:5433/calls?sslmode=require", tmp_path)
    assert (read["USER"], read["PASSWORD"], read["HOST"], read["PORT"]) == ("u", "p@", "db.example", "5433")
    assert read["NAME"] == "calls"
    assert read["OPTIONS"] == {"sslmode": "require", "options": "-c jit=off", "connect_timeout": "5"}
    with pytest.raises(ConsoleError):
        database_of("mysql://x/y", tmp_path)


def test_the_console_never_shows_its_inside(world: World, visit: Callable[..., Any]) -> None:
    """A page that is not there, and a host that is not ours, say nothing of how the console is made."""
    assert django_settings.DEBUG is False
    page = visit(world.ours.carrier).get("/no/such/page")
    assert page.status_code == 404
    assert "urlpatterns" not in page.content.decode()
    assert Client(headers={"host": "evil.example"}).get("/login/").status_code == 400
