"""Switchboards, hotlines and blocks of extensions: one number for many people, or many for one firm."""

import numpy as np

from jingling.city.cast import Cast, Crew


def engage_switchboards(cast: Cast) -> None:
    """Engage firms whose telephone exchange speaks for their people."""
    _switchboards(cast)
    _hotlines(cast)
    _extensions(cast)


def _habits(crew: Crew) -> None:
    crew.curve("office", "flat_day", "shop")
    crew.hours((7, 9), (17, 21.5))
    crew.draw("pickup", 0.5, 0.85)
    crew.draw("brief", 0.05, 0.3)
    crew.draw("talk_s", 40, 190)
    crew.draw("talk_sigma", 0.7, 1.3)
    crew.draw("hangs_up", 0.35, 0.6)
    crew.draw("patience_s", 18, 45)
    crew.draw("redial", 0.05, 0.3)
    crew.draw("callback", 0.05, 0.4)
    crew.draw("again", 0.01, 0.08)
    crew.draw("asked", 0.01, 0.15)
    crew.draw("business", 0.05, 0.45)
    crew.draw("away", 0.03, 0.25)
    crew.draw("dead", 0.003, 0.03)
    crew.draw("familiar", 0.1, 0.9)
    crew.draw("staffed", 0.6, 0.97)
    crew.draw("inbound_known", 0.2, 0.8)
    crew.draw("weekend", 0.1, 0.9)
    crew.draw("skew", 1, 3)
    crew.talk_law()


def _switchboards(cast: Cast) -> None:
    """One landline shown for everyone inside: as many calls at a time as the firm has channels."""
    crew = cast.lawful("switchboard", 0.05, (2, 9))
    if not len(crew):
        return
    _habits(crew)
    crew.draw("calls", 15, 120)
    crew.draw("inbound", 5, 60)
    crew.fix(listed=crew.draw("listed", 200, 8000).astype(np.int64), visitors=500)
    for index in range(len(crew.sizes)):
        here = crew.firm == index
        phones = (
            cast.shelf.landlines(1, "switchboard")
            if cast.dice.random() < 0.7
            else cast.shelf.freephones(1, "switchboard")
        )
        cast.office(phones, "service", shared=0.1)
        crew.agents["phone0"][here] = cast.add_phones(phones)
    cast.enlist(crew)


def _hotlines(cast: Cast) -> None:
    """A number people ring; its desks ring back those who waited in vain, and confirm orders."""
    crew = cast.lawful("hotline", 0.05, (2, 14))
    if not len(crew):
        return
    _habits(crew)
    crew.draw("calls", 5, 90)
    crew.draw("inbound", 15, 120)
    crew.draw("asked", 0.05, 0.7)
    crew.draw("pickup", 0.4, 0.85)
    for index in range(len(crew.sizes)):
        here = crew.firm == index
        kind = cast.dice.random()
        take = (
            cast.shelf.services
            if kind < 0.4
            else cast.shelf.freephones
            if kind < 0.75
            else cast.shelf.landlines
        )
        phones = take(1 if cast.dice.random() < 0.6 else 3, "hotline")
        cast.office(phones, "service", shared=0.5)
        crew.agents["phone0"][here] = cast.add_phones(phones)
        crew.agents["phones"][here] = crew.agents["width"][here] = len(phones)
    cast.enlist(crew)


def _extensions(cast: Cast) -> None:
    """A row of neighbouring numbers, each on somebody's desk, few calls a day each."""
    crew = cast.lawful("company_extension", 0.10, (10, 80))
    if not len(crew):
        return
    _habits(crew)
    crew.draw("calls", 3, 30)
    crew.draw("inbound", 1, 14)
    crew.draw("familiar", 0.4, 0.95)
    crew.fix(listed=crew.draw("listed", 15, 200).astype(np.int64), visitors=30)
    for index, size in enumerate(crew.sizes):
        here = np.flatnonzero(crew.firm == index)
        mobile = cast.dice.random() < 0.25
        phones = (cast.shelf.mobile_row if mobile else cast.shelf.landlines)(int(size), "company_extension")
        cast.office(phones, "service", shared=0.08)
        crew.agents["phone0"][here] = cast.add_phones(phones) + np.arange(size)
    cast.enlist(crew)
