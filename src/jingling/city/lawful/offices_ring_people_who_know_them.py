"""Clinics, banks, teachers, agents and shops: many calls, to clients, patients and parents who expect them.

Their people ring back, ring first, and are rung again; but a teacher on results night or a property agent
with a new list looks, for an evening, like anybody else who dials fast.
"""

from dataclasses import dataclass

import numpy as np

from jingling.city.cast import Cast, Crew

Range = tuple[float, float]


@dataclass(frozen=True)
class Trade:
    """How a kind of office calls; ranges from which cities, firms and agents draw."""

    share: float
    firm: tuple[int, int]
    phone: str  # own mobile, landline, desk (a row of a firm's landlines), or mixed
    calls: Range
    curves: tuple[str, ...]
    opens: Range
    closes: Range
    clients: Range  # people on an agent's own list
    pickup: Range
    brief: Range
    talk_s: Range
    inbound: Range
    familiar: Range = (0.2, 0.9)
    callback: Range = (0.1, 0.5)
    asked: Range = (0.01, 0.15)
    session: Range = (1, 12)
    pause_s: Range = (15, 200)
    skew: Range = (1, 2.5)
    walks: float = 0.3  # share of firms that go down a list rather than pick
    weekend: Range = (0.1, 1.0)
    local: bool = True


TRADES: dict[str, Trade] = {
    "clinic": Trade(0.035, (1, 5), "desk", (20, 160), ("office", "flat_day"), (7, 8.5), (16.5, 20.5),
                    (150, 3000), (0.5, 0.88), (0.05, 0.3), (25, 110), (5, 90)),
    "bank": Trade(0.035, (2, 10), "desk", (15, 130), ("office",), (8, 9), (16.5, 19), (200, 4000),
                  (0.38, 0.78), (0.1, 0.45), (40, 180), (2, 40), callback=(0.04, 0.3)),
    "school_teacher": Trade(0.09, (5, 40), "mobile", (12, 75), ("evening", "office"), (7, 17), (18.5, 22.2),
                            (25, 110),
                            (0.6, 0.95), (0.02, 0.18), (30, 280), (1, 12), walks=0.7, session=(5, 60),
                            pause_s=(4, 40), weekend=(0.05, 0.5)),
    "community_worker": Trade(0.035, (2, 10), "mixed", (20, 180), ("office", "evening"), (7.5, 9), (17, 21.5),
                              (200, 3500), (0.45, 0.85), (0.05, 0.35), (18, 90), (2, 30), walks=0.7,
                              session=(5, 60), pause_s=(4, 60)),
    "insurance_service": Trade(0.04, (3, 20), "mixed", (15, 110), ("office", "long_floor"), (8, 9.5),
                               (17, 20.5), (150, 2500), (0.35, 0.75), (0.1, 0.45), (45, 220), (1, 15),
                               callback=(0.05, 0.3)),
    "sales_rep": Trade(0.06, (3, 25), "mobile", (15, 90), ("office", "adult"), (8, 9.5), (17.5, 21),
                       (40, 600), (0.45, 0.82), (0.06, 0.35), (40, 200), (2, 20), local=False),
    "property_agent": Trade(0.06, (1, 1), "mobile", (20, 150), ("long_floor", "shop"), (8.5, 10), (19, 21.8),
                            (150, 4000), (0.32, 0.72), (0.12, 0.5), (35, 170), (2, 25), callback=(0.05, 0.3),
                            asked=(0.01, 0.12), walks=0.6, session=(2, 40), pause_s=(6, 90)),
    "repairman": Trade(0.06, (1, 6), "mobile", (8, 50), ("courier", "adult"), (6.5, 8.5), (18, 21.5),
                       (100, 3000),
                       (0.6, 0.93), (0.03, 0.2), (20, 90), (3, 25), asked=(0.08, 0.4), familiar=(0, 0.4)),
    "recruiter": Trade(0.04, (1, 15), "mixed", (20, 160), ("floor", "office"), (8.5, 9.5), (17.5, 20.5),
                       (300, 9000),
                       (0.32, 0.72), (0.12, 0.5), (50, 300), (1, 15), asked=(0.005, 0.1), walks=0.7,
                       session=(3, 50), pause_s=(5, 90), local=False),
    "shop": Trade(0.10, (1, 4), "landline", (4, 50), ("shop",), (7.5, 10), (19.5, 22.5), (40, 900),
                  (0.5, 0.88), (0.04, 0.25), (18, 80), (3, 50), weekend=(0.8, 1.4)),
}  # fmt: skip


def engage_offices(cast: Cast) -> None:
    """Engage every kind of office."""
    for role, trade in TRADES.items():
        crew = cast.lawful(role, trade.share, trade.firm)
        if not len(crew):
            continue
        _habits(crew, trade)
        _phones(cast, crew, trade)
        cast.enlist(crew)


def _habits(crew: Crew, trade: Trade) -> None:
    for name in ("calls", "pickup", "brief", "talk_s", "inbound", "callback", "asked", "session", "pause_s",
                 "skew",
                 "familiar", "weekend"):  # fmt: skip
        crew.draw(name, *getattr(trade, name))
    clients = crew.draw("listed", *trade.clients)
    crew.fix(visitors=np.maximum(5, clients * crew.dice.uniform(0.3, 1.0, len(crew))).astype(np.int64))
    crew.fix(walks=(crew.dice.random(len(crew.sizes)) < trade.walks)[crew.firm])
    crew.curve(*trade.curves)
    crew.hours(trade.opens, trade.closes)
    crew.draw("brief_s", 4, 14)
    crew.draw("talk_sigma", 0.6, 1.3)
    crew.draw("hangs_up", 0.3, 0.65)
    crew.draw("patience_s", 16, 42)
    crew.draw("redial", 0.05, 0.4)
    crew.draw("redial_s", 120, 7200)
    crew.draw("callback_s", 200, 5000)
    crew.draw("again", 0.01, 0.12)
    crew.draw("inbound_known", 0.4, 0.9)
    crew.draw("dead", 0.004, 0.05)
    crew.draw("business", 0.02, 0.2)
    crew.draw("away", 0.01, 0.3)
    crew.draw("idle", 0.05, 0.3)
    crew.draw("staffed", 0.6, 0.95)
    crew.talk_law()
    crew.choosy()
    if trade.local:
        crew.in_district()


def _phones(cast: Cast, crew: Crew, trade: Trade) -> None:
    """Give each agent a mobile of its own, a firm's desk phone, or either, as its firm prefers."""
    for index, size in enumerate(crew.sizes):
        here = np.flatnonzero(crew.firm == index)
        phone = trade.phone
        if phone == "mixed":
            phone = "mobile" if cast.dice.random() < 0.55 else "desk"
        elif phone == "landline" and cast.dice.random() < 0.5:
            phone = "mobile"
        elif cast.dice.random() < 0.08:
            phone = "desk"
        elif cast.dice.random() < 0.12:
            phone = "work"
        if phone == "mobile":
            phones = cast.phones_of_persons(crew.role, cast.persons(int(size)))
        elif phone == "desk":
            banked = crew.role == "bank" and cast.dice.random() < 0.3
            phones = (cast.shelf.national if banked else cast.any_number)(int(size), crew.role)
            cast.office(phones, "service", shared=0.15)
        elif phone == "work":  # a card for work alone, without friends or family
            phones = cast.shelf.mobiles(int(size), crew.role, virtual=float(cast.dice.uniform(0, 0.8)))
            cast.gear(phones, spread=1.0)
        else:
            phones = cast.shelf.single_landlines(int(size), crew.role)
        if phone == "mobile" and cast.dice.random() < 0.5:  # a shop, an agency: all in one cell
            phones["cell"], phones["roams"] = cast.cells(1)[0], 1
        crew.agents["phone0"][here[: len(phones)]] = cast.add_phones(phones) + np.arange(len(phones))
