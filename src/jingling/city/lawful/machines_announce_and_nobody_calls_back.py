"""Notice robots, alarm lines, spoken codes: steady, brief, one-way calls that people nevertheless want."""

import numpy as np

from jingling.city.agents import Phones
from jingling.city.cast import Cast, Crew


def engage_machines(cast: Cast) -> None:
    """Engage hospitals' and utilities' robots, alarm centres and services that speak codes."""
    _notice_robots(cast)
    _verification_lines(cast)
    _alarm_lines(cast)


def _habits(crew: Crew) -> None:
    crew.draw("pause_s", 1, 25)
    crew.draw("pause_sigma", 0.05, 1.0)
    crew.draw("patience_s", 16, 45)
    crew.draw("patience_sigma", 0.05, 0.5)
    crew.draw("talk_s", 10, 45)
    crew.draw("talk_sigma", 0.1, 0.7)
    crew.draw("hangs_up", 0.2, 0.7)
    crew.draw("redial", 0.0, 0.5)
    crew.draw("redial_s", 60, 5400)
    crew.draw("dead", 0.01, 0.08)
    crew.draw("away", 0.01, 0.25)
    crew.draw("uneven", 1, 8)
    crew.draw("weekend", 0.3, 1.1)
    crew.fix(inbound=0)
    crew.talk_law()
    crew.choosy()


def _numbers(cast: Cast, role: str, count: int) -> Phones:
    """Take the kind of numbers such a service buys: of a line, 400, or mobiles on a gateway."""
    kind = cast.dice.random()
    if kind < 0.65:
        phones = cast.any_number(count, role)
    elif kind < 0.72:
        phones = cast.shelf.freephones(min(count, 3), role)
    elif kind < 0.9:
        phones = cast.shelf.mobiles(count, role, virtual=float(cast.dice.uniform(0.05, 0.9)))
        cast.gear(phones, spread=float(cast.dice.random()))
        return phones
    else:
        phones = cast.shelf.mobile_row(count, role)
    cast.office(phones, "notification", shared=0.6)
    return phones


def _give(cast: Cast, crew: Crew, numbers: tuple[int, int]) -> None:
    for index in range(len(crew.sizes)):
        here = crew.firm == index
        phones = _numbers(cast, crew.role, int(cast.dice.integers(*numbers)))
        crew.agents["phone0"][here] = cast.add_phones(phones)
        crew.agents["phones"][here] = crew.agents["width"][here] = len(phones)
        if cast.dice.random() < 0.35:  # one number at a time, the next one when it is worn
            crew.agents["width"][here] = 1
            crew.agents["cap"][here] = cast.dice.integers(8, 120)


def _notice_robots(cast: Cast) -> None:
    """Reminders of appointments, of cuts of power, of parcels: a list, a voice, nobody calls back."""
    crew = cast.lawful("notice_robot", 0.04, (1, 8))
    if not len(crew):
        return
    _habits(crew)
    crew.draw("calls", 40, 500)
    crew.draw("session", 20, 200)
    crew.draw("pickup", 0.4, 0.85)
    crew.draw("brief", 0.1, 0.55)
    crew.draw("brief_s", 3, 10)
    crew.draw("callback", 0.0, 0.02)
    crew.draw("staffed", 0.01, 0.5)
    crew.curve("flat_day", "office", "floor", "evening")
    crew.hours((7, 9), (17, 21))
    crew.fix(walks=True)
    _give(cast, crew, (1, 8))
    cast.enlist(crew)


def _verification_lines(cast: Cast) -> None:
    """Somebody has asked for a code a moment ago, and is waiting for the voice that says it."""
    crew = cast.lawful("verification_line", 0.03, (2, 10))
    if not len(crew):
        return
    _habits(crew)
    crew.draw("calls", 40, 600)
    crew.draw("pickup", 0.7, 0.96)
    crew.draw("brief", 0.05, 0.3)
    crew.draw("talk_s", 8, 28)
    crew.draw("callback", 0.0, 0.02)
    crew.draw("staffed", 0.01, 0.3)
    crew.draw("redial", 0.05, 0.5)
    crew.draw("redial_s", 20, 120)
    crew.curve("clock", "adult", "student")
    _give(cast, crew, (1, 12))
    cast.enlist(crew)


def _alarm_lines(cast: Cast) -> None:
    """A lift, a shop door, an old person's button: few clients, any hour, again until somebody answers."""
    crew = cast.lawful("alarm_line", 0.03, (1, 6))
    if not len(crew):
        return
    _habits(crew)
    crew.draw("calls", 8, 150)
    crew.draw("pickup", 0.5, 0.92)
    crew.draw("familiar", 0.5, 0.9)
    crew.draw("brief", 0.1, 0.4)
    crew.draw("callback", 0.01, 0.2)
    crew.draw("staffed", 0.2, 0.95)
    crew.draw("redial", 0.3, 0.9)
    crew.draw("redial_s", 20, 300)
    crew.draw("swarm_missed", 0.1, 0.6)
    crew.draw("swarm_calls", 1, 3)
    crew.draw("swarm_s", 20, 200)
    crew.fix(listed=crew.draw("listed", 15, 900).astype(np.int64))
    crew.curve("clock")
    crew.mates()
    _give(cast, crew, (1, 4))
    cast.enlist(crew)
