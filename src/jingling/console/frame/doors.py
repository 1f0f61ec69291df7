"""Doors: every page says who may pass, and a page that says nothing lets nobody in."""

from collections.abc import Callable
from enum import StrEnum
from typing import Any

from jingling.words import Words

View = Callable[..., Any]


class Role(StrEnum):
    """What a person is to the console (角色)."""

    CARRIER = "carrier"
    CENTRE = "centre"
    DESK = "desk"
    REGULATOR = "regulator"
    CITIZEN = "citizen"

    @property
    def words(self) -> Words:
        """Say the role in both languages."""
        return ROLE_WORDS[self]


ROLE_WORDS = {
    Role.CARRIER: Words("Carrier", "运营商"),
    Role.CENTRE: Words("Call centre", "呼叫中心"),
    Role.DESK: Words("Complaint desk", "举报受理中心"),
    Role.REGULATOR: Words("Regulator", "监管机构"),
    Role.CITIZEN: Words("Citizen", "公民"),
}

EVERYBODY = frozenset(Role)
OFFICERS = EVERYBODY - {Role.CITIZEN}
CALLING = OFFICERS - {Role.DESK}
"""Those who keep or oversee registers and what is called over them."""


def door(*roles: Role) -> Callable[[View], View]:
    """Open a page to people of these roles who have signed in."""

    def opened(view: View) -> View:
        view.door = frozenset(roles)  # type: ignore[attr-defined]
        return view

    return opened


def open_door(view: View) -> View:
    """Open a page to strangers too."""
    view.door = None  # type: ignore[attr-defined]
    return view
