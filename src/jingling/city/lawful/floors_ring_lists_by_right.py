"""Survey floors, marketing to people who consented, lawful collection: lists of strangers, dialled by right.

From records alone the last thing that tells them from the trade is how people take the calls; some of these
floors cannot be told from a harasser's at all.
"""

import numpy as np

from jingling.city.cast import Cast, Crew


def engage_floors(cast: Cast) -> None:
    """Engage the floors that dial lists lawfully."""
    for role, share in (("survey", 0.04), ("consented_marketing", 0.05), ("lawful_collector", 0.05)):
        crew = cast.lawful(role, share, (3, 30))
        if not len(crew):
            continue
        _common(crew)
        {"survey": _survey, "consented_marketing": _consented, "lawful_collector": _collector}[role](crew)
        _numbers(cast, crew)
        crew.mates()
        cast.enlist(crew)


def _common(crew: Crew) -> None:
    crew.curve("floor", "long_floor", "office")
    crew.hours((8, 9.5), (17, 20.8))
    crew.draw("session", 5, 120)
    crew.draw("pause_s", 5, 70)
    crew.draw("pause_sigma", 0.3, 1.1)
    crew.draw("patience_s", 14, 36)
    crew.draw("hangs_up", 0.35, 0.7)
    crew.draw("talk_sigma", 0.6, 1.2)
    crew.draw("brief_s", 4, 14)
    crew.draw("redial_s", 1200, 14000)
    crew.draw("weekend", 0.05, 0.9)
    crew.draw("dead", 0.01, 0.1)
    crew.draw("away", 0.01, 0.3)
    crew.draw("again", 0.003, 0.04)
    crew.draw("staffed", 0.3, 0.95)
    crew.fix(walks=True)
    crew.talk_law()
    crew.choosy()
    _same_list(crew)


def _same_list(crew: Crew) -> None:
    """Agents of a firm go down one list together."""
    firsts = np.concatenate([[0], np.cumsum(crew.sizes)[:-1]])
    crew.agents["seed"] = crew.agents["seed"][firsts[crew.firm]]


def _survey(crew: Crew) -> None:
    crew.draw("calls", 50, 260)
    crew.draw("pickup", 0.25, 0.62)
    crew.draw("brief", 0.3, 0.68)
    crew.draw("talk_s", 120, 600)
    crew.draw("callback", 0.01, 0.12)
    crew.draw("redial", 0.05, 0.4)


def _consented(crew: Crew) -> None:
    crew.draw("calls", 40, 240)
    crew.draw("pickup", 0.42, 0.8)
    crew.draw("brief", 0.1, 0.42)
    crew.draw("talk_s", 55, 240)
    crew.draw("callback", 0.06, 0.3)
    crew.draw("asked", 0.02, 0.25)
    crew.draw("familiar", 0, 0.7)
    crew.draw("redial", 0.05, 0.35)
    crew.fix(listed=crew.draw("listed", 500, 20_000).astype(np.int64))


def _collector(crew: Crew) -> None:
    crew.draw("calls", 30, 170)
    crew.draw("pickup", 0.28, 0.66)
    crew.draw("brief", 0.15, 0.5)
    crew.draw("talk_s", 45, 220)
    crew.draw("callback", 0.03, 0.25)
    crew.draw("redial", 0.1, 0.45)
    crew.draw("redial_s", 3600, 16_000)
    crew.draw("recycle", 0.05, 0.35)
    crew.draw("circle", 0, 0.04)
    crew.fix(listed=crew.draw("listed", 120, 2500).astype(np.int64))
    crew.hours((8, 9.5), (17.5, 21.4))


def _numbers(cast: Cast, crew: Crew) -> None:
    for index, size in enumerate(crew.sizes):
        here = np.flatnonzero(crew.firm == index)
        kind, count = cast.dice.random(), int(size)
        if cast.dice.random() < 0.35:
            count = int(cast.dice.integers(1, max(2, size)))
        if kind < 0.2:
            phones = cast.shelf.mobiles(count, crew.role, virtual=float(cast.dice.uniform(0.05, 0.9)))
            cast.gear(phones, spread=float(cast.dice.random()))
        else:
            phones = cast.any_number(count, crew.role)
            if crew.role == "lawful_collector":
                purpose = "collection"
            else:
                purpose = "survey" if crew.role == "survey" else "marketing"
            cast.office(phones, purpose, shared=0.5)
        first = cast.add_phones(phones)
        crew.agents["phone0"][here] = first + np.arange(size) % count
        way = cast.dice.random()
        if way < 0.35:
            crew.agents["phone0"][here] = first
            crew.agents["phones"][here] = crew.agents["width"][here] = count
        if way < 0.12:  # numbers taken in turn, so that none is called back too often
            crew.agents["width"][here], crew.agents["turn_s"][here] = (
                max(1, count // 2),
                cast.dice.uniform(1800, 14400),
            )
