"""Firms that ring their customers from a pool of numbers: after-sales service, and firms of no usual kind.

Whoever bought something is rung once to fix a visit or to ask whether all went well, from whichever number of
the pool is free. Customers know the firm but not the number: few ring it back, and none rang it first.
"""

import numpy as np

from jingling.city.cast import Cast, Crew


def engage_pools(cast: Cast) -> None:
    """Engage after-sales desks and unusual firms."""
    for role, share, habits in (("aftersales", 0.06, _aftersales), ("other_firm", 0.03, _any_firm)):
        crew = cast.lawful(role, share, (2, 30))
        if not len(crew):
            continue
        habits(crew)
        crew.talk_law()
        crew.choosy()
        crew.mates()
        _numbers(cast, crew)
        cast.enlist(crew)


def _aftersales(crew: Crew) -> None:
    crew.curve("office", "floor", "flat_day", "shop")
    crew.hours((7.5, 9.5), (17, 21))
    crew.draw("calls", 15, 220)
    crew.draw("session", 2, 120)
    crew.draw("pause_s", 4, 120)
    crew.draw("pause_sigma", 0.2, 1.1)
    crew.draw("pickup", 0.42, 0.86)
    crew.draw("brief", 0.06, 0.42)
    crew.draw("brief_s", 4, 15)
    crew.draw("talk_s", 25, 160)
    crew.draw("talk_sigma", 0.5, 1.1)
    crew.draw("hangs_up", 0.3, 0.68)
    crew.draw("patience_s", 14, 42)
    crew.draw("redial", 0.05, 0.5)
    crew.draw("redial_s", 300, 14_000)
    crew.draw("callback", 0.01, 0.25)
    crew.draw("staffed", 0.05, 0.95)
    crew.draw("asked", 0.001, 0.15)
    crew.draw("again", 0.002, 0.08)
    crew.draw("dead", 0.001, 0.03)
    crew.draw("away", 0.0, 0.5)
    crew.draw("business", 0.0, 0.15)
    crew.draw("weekend", 0.1, 1.1)
    walks = crew.dice.random(len(crew.sizes)) < 0.7
    crew.fix(walks=walks[crew.firm], listed=crew.draw("listed", 150, 20_000).astype(np.int64))


def _any_firm(crew: Crew) -> None:
    """Draw each habit by itself and from the whole range that any lawful caller has."""
    crew.curve("office", "floor", "long_floor", "flat_day", "shop", "evening", "courier", "adult")
    crew.hours((5.5, 10), (16.5, 22.5))
    crew.draw("calls", 8, 400)
    crew.draw("session", 1, 150)
    crew.draw("pause_s", 2, 250)
    crew.draw("pause_sigma", 0.05, 1.2)
    crew.draw("pickup", 0.42, 0.93)
    crew.draw("brief", 0.03, 0.45)
    crew.draw("brief_s", 3, 15)
    crew.draw("talk_s", 10, 400)
    crew.draw("talk_sigma", 0.2, 1.3)
    crew.draw("hangs_up", 0.25, 0.7)
    crew.draw("patience_s", 8, 45)
    crew.draw("patience_sigma", 0.05, 0.6)
    crew.draw("redial", 0.0, 0.7)
    crew.draw("redial_s", 30, 14_000)
    crew.draw("callback", 0.002, 0.45)
    crew.draw("staffed", 0.01, 0.97)
    crew.draw("asked", 0.001, 0.3)
    crew.draw("again", 0.001, 0.1)
    crew.draw("familiar", 0.0, 0.7)
    crew.draw("inbound", 0.05, 20)
    crew.draw("dead", 0.001, 0.06)
    crew.draw("away", 0.0, 0.6)
    crew.draw("business", 0.0, 0.4)
    crew.draw("recycle", 0.0, 0.3)
    crew.draw("weekend", 0.1, 1.3)
    walks = crew.dice.random(len(crew.sizes)) < 0.5
    crew.fix(walks=walks[crew.firm], listed=crew.draw("listed", 40, 20_000).astype(np.int64), visitors=300)


def _numbers(cast: Cast, crew: Crew) -> None:
    """Give each firm a pool, of fewer numbers than agents or more; in some, each agent keeps one number."""
    for index, size in enumerate(crew.sizes):
        here = np.flatnonzero(crew.firm == index)
        count = max(1, round(int(size) * float(cast.dice.choice([0.2, 0.5, 1, 1, 2, 4]))))
        kind = cast.dice.random()
        if kind < 0.3:
            phones = cast.shelf.mobiles(count, crew.role, virtual=float(cast.dice.uniform(0.05, 0.9)))
            cast.gear(phones, spread=float(cast.dice.random()))
        else:
            row = cast.shelf.mobile_row if kind < 0.4 else cast.any_number
            phones = row(count, crew.role)
            cast.office(phones, "service", shared=0.5)
        first = cast.add_phones(phones)
        crew.agents["phone0"][here] = first + np.arange(size) % len(phones)
        if cast.dice.random() < 0.6:
            crew.agents["phone0"][here] = first
            crew.agents["phones"][here] = len(phones)
            in_use = cast.dice.choice([0.3, 1, 1])
            crew.agents["width"][here] = max(1, round(len(phones) * in_use))
            if in_use < 1:
                crew.agents["turn_s"][here] = cast.dice.uniform(1800, 14_400)
