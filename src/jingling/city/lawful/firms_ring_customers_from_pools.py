"""Firms that ring their customers from a pool of numbers: after-sales service, and firms of no usual kind.

Whoever bought something is rung once to fix a visit or to ask whether all went well, from whichever number of
the pool is free. Customers know the firm but not the number: few ring it back, and none rang it first.
"""

from dataclasses import dataclass

import numpy as np

from jingling.city.cast import Cast, Crew

Range = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Desk:
    """How the firms of a role ring their customers.

    Args:
        share: of all lawful heavy callers.
        curves: daily curves, of which each firm keeps one.
        opens: hours between which work begins, local.
        closes: hours between which it ends.
        walking: share of firms that go down a list rather than pick from it.
        listed: people on a firm's list.
        habits: the range that each habit is drawn from.
    """

    share: float
    curves: tuple[str, ...]
    opens: Range
    closes: Range
    walking: float
    listed: Range
    habits: dict[str, Range]


AFTERSALES = Desk(
    share=0.06,
    curves=("office", "floor", "flat_day", "shop"),
    opens=(7.5, 9.5),
    closes=(17, 21),
    walking=0.7,
    listed=(150, 20_000),
    habits={
        "calls": (15, 220),
        "session": (2, 120),
        "pause_s": (4, 120),
        "pause_sigma": (0.2, 1.1),
        "pickup": (0.42, 0.86),
        "brief": (0.06, 0.42),
        "brief_s": (4, 15),
        "talk_s": (25, 160),
        "talk_sigma": (0.5, 1.1),
        "hangs_up": (0.3, 0.68),
        "patience_s": (14, 42),
        "redial": (0.05, 0.5),
        "redial_s": (300, 14_000),
        "callback": (0.01, 0.25),
        "staffed": (0.05, 0.95),
        "asked": (0.001, 0.15),
        "again": (0.002, 0.08),
        "dead": (0.001, 0.03),
        "away": (0.0, 0.5),
        "business": (0.0, 0.15),
        "weekend": (0.1, 1.1),
    },
)

OTHER_FIRM = Desk(
    share=0.03,
    curves=("office", "floor", "long_floor", "flat_day", "shop", "evening", "courier", "adult"),
    opens=(5.5, 10),
    closes=(16.5, 22.5),
    walking=0.5,
    listed=(40, 20_000),
    habits={
        "calls": (8, 400),
        "session": (1, 150),
        "pause_s": (2, 250),
        "pause_sigma": (0.05, 1.2),
        "pickup": (0.42, 0.93),
        "brief": (0.03, 0.45),
        "brief_s": (3, 15),
        "talk_s": (10, 400),
        "talk_sigma": (0.2, 1.3),
        "hangs_up": (0.25, 0.7),
        "patience_s": (8, 45),
        "patience_sigma": (0.05, 0.6),
        "redial": (0.0, 0.7),
        "redial_s": (30, 14_000),
        "callback": (0.002, 0.45),
        "staffed": (0.01, 0.97),
        "asked": (0.001, 0.3),
        "again": (0.001, 0.1),
        "familiar": (0.0, 0.7),
        "inbound": (0.05, 20),
        "dead": (0.001, 0.06),
        "away": (0.0, 0.6),
        "business": (0.0, 0.4),
        "recycle": (0.0, 0.3),
        "weekend": (0.1, 1.3),
    },
)
"""Firms of no usual kind: each habit is drawn by itself and from a wide range. Only how people take the calls
(`pickup`, `brief`) keeps to what customers do; surveys and collectors may be taken worse."""


def engage_pools(cast: Cast) -> None:
    """Engage after-sales desks and unusual firms."""
    for role, desk in (("aftersales", AFTERSALES), ("other_firm", OTHER_FIRM)):
        crew = cast.lawful(role, desk.share, (2, 30))
        if not len(crew):
            continue
        _habits(crew, desk)
        crew.talk_law()
        crew.choosy()
        crew.mates()
        _numbers(cast, crew)
        cast.enlist(crew)


def _habits(crew: Crew, desk: Desk) -> None:
    """Draw all habits, in the order of the table: another order would make other cities of the same seeds."""
    crew.curve(*desk.curves)
    crew.hours(desk.opens, desk.closes)
    for name, (low, high) in desk.habits.items():
        crew.draw(name, low, high)
    crew.fix(walks=(crew.dice.random(len(crew.sizes)) < desk.walking)[crew.firm])
    crew.draw("listed", *desk.listed)


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
