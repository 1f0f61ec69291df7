"""Couriers, meal delivery, drivers: strangers all day, seconds each, who are waiting for the call.

They ring from their own mobiles, or from privacy numbers (隐私号) that a platform lends them: neighbouring
numbers, each ringing many strangers in a burst, whoever holds it at the moment.
"""

import numpy as np

from jingling.city.cast import Cast, Crew


def engage_couriers(cast: Cast) -> None:
    """Engage couriers, riders and drivers, and the numbers their platforms lend them."""
    for role, share, firm in (
        ("courier", 0.10, (4, 40)),
        ("meal_delivery", 0.10, (6, 60)),
        ("driver", 0.11, (8, 80)),
    ):
        crew = cast.lawful(role, share, firm)
        _habits(crew, role)
        _own_mobiles(cast, crew)
        cast.enlist(crew)
    _privacy_numbers(cast)


def _habits(crew: Crew, role: str) -> None:
    busy = {"courier": (20, 200), "meal_delivery": (12, 90), "driver": (6, 60)}[role]
    crew.draw("calls", busy[0], busy[1])
    crew.curve({"courier": "courier", "meal_delivery": "meals", "driver": "driver"}[role])
    crew.hours((5.5, 8.5), (18.5, 23.8))
    crew.draw("session", 1.5, 14 if role == "courier" else 4)
    crew.draw("pause_s", 12, 150)
    crew.draw("pickup", 0.5, 0.95)
    crew.draw("brief", 0.03, 0.35)
    crew.draw("brief_s", 3, 12)
    crew.draw("talk_s", 11, 60)
    crew.draw("talk_sigma", 0.45, 0.95)
    crew.draw("hangs_up", 0.28, 0.65)
    crew.draw("patience_s", 9 if role != "driver" else 5, 40)
    crew.draw("redial", 0.1, 0.5)
    crew.draw("redial_s", 30, 900)
    crew.draw("callback", 0.05, 0.4)
    crew.draw("again", 0.01, 0.06)
    crew.draw("asked", 0.003, 0.04)
    crew.draw("idle", 0.02, 0.2)
    crew.draw("dead", 0.003, 0.03)
    crew.draw("away", 0.0, 0.15)
    crew.draw("business", 0.02, 0.15)
    crew.draw("weekend", 0.8, 1.15)
    crew.talk_law()
    if role == "courier":
        crew.near(400, 6000)
        crew.draw("recycle", 0.0, 0.12)
    else:
        crew.in_district()


def _own_mobiles(cast: Cast, crew: Crew) -> None:
    private = cast.dice.random(len(crew)) < 0.85
    phones = cast.shelf.mobiles(len(crew), crew.role, virtual=0.2)
    phones[private] = cast.phones_of_persons(crew.role, cast.persons(int(private.sum())))
    phones["cell"], phones["roams"] = cast.cells(len(phones)), cast.dice.integers(3, 25, len(phones))
    crew.agents["phone0"] = cast.add_phones(phones) + np.arange(len(phones))


def _privacy_numbers(cast: Cast) -> None:
    """A platform's block: each call shows another number of it, each number serves whoever needs it next."""
    crew = cast.lawful("privacy_number", 0.07, (15, 90))
    for index, size in enumerate(crew.sizes):
        here = np.flatnonzero(crew.firm == index)
        mobile = cast.dice.random() < 0.55
        row = cast.shelf.mobile_row if mobile else cast.shelf.landlines
        phones = row(int(size), "privacy_number")
        cast.office(phones, "service", shared=0.4)
        # some platforms change the number with every order, others keep it for an hour or a shift
        first, sticky = cast.add_phones(phones), cast.dice.random()
        crew.agents["phone0"][here] = first
        crew.agents["phones"][here], crew.agents["width"][here] = size, size if sticky < 0.5 else 1
        crew.agents["turn_s"][here] = cast.dice.choice([1800, 3600, 14400, 1e12]) if sticky >= 0.5 else 1e12
        if sticky >= 0.5:
            crew.agents["phone0"][here] = first + np.arange(size)
            crew.agents["phones"][here] = 1
    if len(crew):
        _habits(crew, "courier" if cast.dice.random() < 0.5 else "meal_delivery")
        crew.draw("calls", 20, 160)
        crew.draw("callback", 0.03, 0.3)
        crew.draw("again", 0.0, 0.05)
        crew.draw("staffed", 0.2, 0.9)
        cast.enlist(crew)
