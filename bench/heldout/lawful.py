"""The lawful who make many calls: a table of roles, and the few ways in which they work.

`scatter` spreads a day's calls over hours; `rounds` does them one after another (a courier's route, a clerk's
list); `bursts` sends a robot's batch over many channels. Clients call first, or back, where people do.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from heldout.calls import DAY, Calls, decide, lognormal, pace
from heldout.folk import World, moments
from heldout.register import ELSEWHERE, Floats, Ints

# Weights of the hours 0 to 23.
HOURS = {
    "office": [0] * 8 + [6, 22, 24, 20, 6, 10, 22, 24, 20, 9, 2, 0.5, 0, 0, 0, 0],
    "meals": [0.5] + [0.1] * 6 + [2, 3, 3, 10, 30, 28, 10, 4, 4, 8, 25, 28, 16, 8, 6, 4, 2],
    "rides": [5, 3, 2, 1.5, 1.5, 4, 9, 18, 20, 14, 11, 11, 11, 11, 11, 12, 14, 19, 20, 17, 14, 13, 11, 8],
    "shops": [0] * 8 + [2, 8, 14, 15, 12, 12, 14, 15, 16, 15, 14, 12, 8, 3, 0, 0],
    "alarms": [6, 6, 6, 6, 6, 6, 5, 5, 5, 4, 4, 4, 4, 4, 4, 4, 4, 4, 5, 5, 6, 6, 6, 6],
    "codes": [4, 2, 1.2, 0.8, 0.8, 1.5, 4, 9, 14, 18, 19, 18, 16, 15, 16, 17, 17, 17, 17, 18, 19, 18, 14, 8],
    "agents": [0] * 8 + [3, 14, 20, 18, 8, 8, 14, 17, 16, 14, 12, 10, 6, 2, 0, 0],
    "trades": [0] * 6 + [4, 12, 18, 18, 16, 14, 10, 8, 12, 14, 14, 14, 10, 8, 4, 2, 0.5, 0],
}
Source = Callable[[Ints], Ints]  # from callers (one per call) to callees


@dataclass(frozen=True)
class Role:
    """One lawful role; counts are for 60,000 people, volume is calls a day (median, sigma)."""

    name: str
    count: int
    volume: tuple[float, float]
    hours: str
    whom: str  # route | clients | anyone
    local: float
    clients: int = 0
    inbound: float = 0.0  # calls received a day from clients or strangers
    desk: bool = True  # a landline or a trunk; otherwise a resident's mobile
    sundays: float = 1.0  # activity at the weekend


ROLES = (
    Role("courier", 520, (75, 0.38), "rounds", "route", 0.92, inbound=9, desk=False, sundays=0.85),
    Role("meal_delivery", 480, (40, 0.3), "meals", "route", 0.9, inbound=3, desk=False, sundays=1.1),
    Role("driver", 360, (32, 0.28), "rides", "anyone", 0.75, inbound=9, desk=False, sundays=1.1),
    Role("clinic", 130, (46, 0.4), "office", "anyone", 0.9, inbound=18, sundays=0.5),
    Role("bank", 140, (40, 0.4), "office", "clients", 0.8, 260, 6, sundays=0.35),
    Role("survey", 45, (110, 0.35), "rounds", "anyone", 0.6, inbound=0.5, sundays=0.7),
    Role("switchboard", 110, (60, 0.5), "office", "clients", 0.6, 320, 45, sundays=0.25),
    Role("hotline", 70, (55, 0.5), "shops", "callers", 0.7, 400, 90),
    Role("property_agent", 170, (48, 0.4), "agents", "mixed", 0.8, 90, 7, desk=False, sundays=1.3),
    Role("alarm", 40, (30, 0.4), "alarms", "clients", 0.85, 220, 2),
    Role("verification", 70, (130, 0.6), "codes", "anyone", 0.35, sundays=0.9),
    Role("lawful_collector", 70, (85, 0.35), "agents", "debtors", 0.35, 45, 4, sundays=0.6),
    Role("shop", 290, (27, 0.3), "shops", "clients", 0.9, 160, 10, desk=False, sundays=1.2),
    Role("recruiter", 90, (42, 0.4), "office", "anyone", 0.55, inbound=5, desk=False, sundays=0.3),
    Role("tradesman", 260, (30, 0.35), "trades", "clients", 0.8, 75, 15, desk=False, sundays=0.8),
)


def trunk(world: World, own: float = 0.5) -> tuple[Ints, int]:
    """Lines and account of an enterprise: its own trunk, or a reseller's."""
    if world.rng.random() < own:
        return world.register.new("line", int(world.rng.integers(1, 4))), int(
            world.register.new("account", 1)[0]
        )
    lines, account = world.resellers[int(world.rng.integers(0, len(world.resellers)))]
    if world.rng.random() < 0.6:
        account = int(world.register.new("account", 1)[0])
    return lines, account


def desks(world: World, role: str, count: int, texts: list[str], *, own: float = 0.5, group: int = 1) -> Ints:
    """Enterprise numbers in firms of `group`: a trunk each firm, a gateway's device here and there."""
    register, rng = world.register, world.rng
    firms = -(-count // group)
    line, account, device = np.empty(count, np.int64), np.empty(count, np.int64), np.full(count, -1)
    holder_of, overflow = np.empty(count, np.int64), np.empty(count)
    for firm in range(firms):
        span = slice(firm * group, min((firm + 1) * group, count))
        lines, holder = trunk(world, own)
        line[span] = rng.choice(lines, span.stop - span.start)
        holder_of[span], overflow[span] = register.new_group(lines), rng.choice([0.0, 0.12, 1.0])
        account[span] = holder if rng.random() < (0.75 if world.hard else 0.9) else -1
        if rng.random() < 0.3:
            device[span] = register.new("device", 1)[0]
    vouched = np.full(count, -1)
    shows = np.flatnonzero(rng.random(count) < 0.25)
    behind = register.add(register.landlines(len(shows)), "service", desk=0.6, single=False)
    vouched[shows] = behind
    return register.add(
        texts,
        role,
        line=line,
        account=account,
        device=device,
        group=holder_of,
        overflow=overflow,
        desk=rng.beta(9, 3, count),
        single=False,
        off=0.005,
        vouched=vouched,
    )


def work_phones(world: World, count: int, role: str) -> Ints:
    """Mobiles that are used for work alone."""
    register, rng = world.register, world.rng
    hidden = rng.random(count) < (0.38 if world.hard else 0.1)
    unnamed = rng.random(count) < (0.3 if world.hard else 0.08)
    return register.add(
        register.mobiles(count, local=0.8, virtual=0.15),
        role,
        line=rng.choice(world.nodes, count),
        device=np.where(hidden, -1, register.new("device", count)),
        home=rng.choice(world.cells, count),
        work=rng.choice(world.offices, count),
        roams=rng.beta(2, 9, count),
        account=np.where(unnamed, -1, register.new("account", count)),
        off=rng.beta(1.2, 12, count),
    )


def routes(world: World, numbers: Ints, local: float) -> Source:
    """Each caller keeps to two or three neighbourhoods."""
    hoods = int(world.hood[-1]) + 1
    mine = world.rng.integers(0, hoods, (int(numbers.max(initial=0)) + 1, 3))

    def source(caller: Ints) -> Ints:
        hood = mine[caller, world.rng.integers(0, 3, len(caller))]
        low, high = np.searchsorted(world.hood, hood), np.searchsorted(world.hood, hood, side="right")
        near = world.residents[low + (world.rng.random(len(caller)) * (high - low)).astype(np.int64)]
        return np.where(world.rng.random(len(caller)) < local, near, world.rng.choice(world.far, len(caller)))

    return source


def clients(world: World, numbers: Ints, local: float, size: int, lean: float = 1.5) -> Source:
    """Each caller has a set of clients, some rung much more often than others."""
    first = int(numbers.min()) if len(numbers) else 0
    where = np.full(int(numbers.max()) - first + 1 if len(numbers) else 1, 0)
    where[numbers - first] = np.arange(len(numbers))
    book = world.strangers(len(numbers) * size, local).reshape(len(numbers), size)

    def source(caller: Ints) -> Ints:
        slot = (size * world.rng.random(len(caller)) ** lean).astype(np.int64)
        return book[where[caller - first], slot]

    return source


def scatter(
    world: World, numbers: Ints, counts: Ints, *, day: int, hours: str, source: Source, law: int
) -> Calls:
    """A day's calls spread over the role's hours, each caller's day shifted a little."""
    caller = np.repeat(numbers, counts)
    calls = decide(world.register, world.laws, law, caller, source(caller))
    own = np.repeat(world.rng.normal(0, 1500, len(numbers)), counts)
    table = np.array([HOURS[hours]], dtype=float)
    calls.start = np.abs(
        day * DAY + moments(world, len(calls), 0, table) + own * (hours not in {"codes", "alarms"})
    )
    return calls


def rounds(
    world: World, numbers: Ints, counts: Ints, *, begin: Floats, source: Source, law: int, lunch: float
) -> Calls:
    """A day's calls one after another from `begin`, with an hour or so at noon."""
    rng, rule = world.rng, world.laws[law]
    session = np.repeat(np.arange(len(numbers)), counts)
    caller = numbers[session]
    calls = decide(world.register, world.laws, law, caller, source(caller))
    tempo = np.exp(rng.normal(0, 0.25, len(numbers)))[session]
    wrap = lognormal(rng, rule.wrap[0], rule.wrap[1], len(calls)) * tempo
    rests = rng.random(len(calls)) < 0.03
    wrap = np.where(rests, wrap + rng.exponential(900, len(calls)), wrap)
    pace(calls, session, begin[session], wrap, (lunch, 3600.0 * rng.uniform(0.7, 1.3)))
    return calls.pick(calls.start < (np.floor(begin[session] / DAY) * DAY + 21.3 * 3600))


def callers_to(world: World, numbers: Ints, mean: float, *, day: int, hours: str, source: Source) -> Calls:
    """Clients or strangers who ring a number of their own accord."""
    counts = world.rng.poisson(mean * world.rng.gamma(4, 0.25, len(numbers)))
    called = np.repeat(numbers, counts)
    who = source(called)
    calls = decide(world.register, world.laws, world.law("to_service"), who, called)
    calls.start = day * DAY + moments(world, len(calls), 0, np.array([HOURS[hours]], dtype=float))
    return calls


def heavy(world: World) -> list[Calls]:
    """All lawful heavy callers of the table."""
    parts: list[Calls] = []
    for role in ROLES:
        parts += _role(world, role)
    return parts


def _numbers(world: World, role: Role) -> Ints:
    count, register, rng = world.scaled(role.count, 4), world.register, world.rng
    if role.name == "shop":  # a dozen shops under one cell
        chosen = world.hire(count, role.name)
        for first in range(0, len(chosen), 12):
            mall = chosen[first : first + 12]
            cell = register.new("cell", 1)[0]
            register.home[mall], register.work[mall], register.roams[mall] = cell, cell, 0.04
        return chosen
    if not role.desk:  # some carry a second telephone, on which nobody of their own calls
        second = round(count * {"courier": 0.35, "recruiter": 0.5, "property_agent": 0.4}.get(role.name, 0.1))
        return np.concatenate([world.hire(count - second, role.name), work_phones(world, second, role.name)])
    texts: list[str] = []
    codes = {
        "hotline": 0.8,
        "verification": 0.6,
        "bank": 0.15,
        "survey": 0.2,
        "alarm": 0.3,
        "lawful_collector": 0.25,
    }
    coded = rng.binomial(count, codes.get(role.name, 0.05))
    kinds = rng.choice(3, coded, p=[0.2, 0.45, 0.35])
    texts += register.codes(int((kinds == 0).sum()), long=False) + register.codes(
        int((kinds == 1).sum()), long=True
    )
    texts += register.four_hundreds(int((kinds == 2).sum()))
    distant = 0 if role.name == "clinic" else rng.binomial(count - coded, 0.35)
    for area in rng.choice(ELSEWHERE, distant):
        texts += register.landlines(1, str(area))
    mobile = rng.binomial(count - len(texts), 0.12)
    texts += register.mobiles(int(mobile)) + register.landlines(count - len(texts) - int(mobile))
    rng.shuffle(texts)
    group = {"verification": 5, "lawful_collector": 10, "survey": 8, "alarm": 4, "bank": 6}.get(role.name, 1)
    return desks(
        world, role.name, count, texts, own=0.7 if role.name in {"clinic", "bank"} else 0.45, group=group
    )


def _role(world: World, role: Role) -> list[Calls]:
    rng = world.rng
    numbers = _numbers(world, role)
    law = world.law(role.name)
    book = clients(world, numbers, role.local, role.clients or 60)
    route = routes(world, numbers, role.local)

    def anyone(caller: Ints) -> Ints:
        return world.strangers(len(caller), role.local)

    def mixed(caller: Ints) -> Ints:
        return np.where(rng.random(len(caller)) < 0.6, book(caller), anyone(caller))

    debtors = clients(world, numbers, role.local, role.clients or 60, 1.0)
    source = {
        "route": route,
        "clients": book,
        "anyone": anyone,
        "mixed": mixed,
        "debtors": debtors,
        "callers": book,
    }[role.whom]
    volume = rng.lognormal(np.log(role.volume[0]), role.volume[1], len(numbers))
    parts = []
    for day in range(world.days):
        busy = volume * (role.sundays if world.weekend(day) else 1.0)
        absent = rng.random(len(numbers)) < (0.12 if not role.desk else 0.03)
        counts = np.where(absent, 0, rng.poisson(busy * rng.gamma(12, 1 / 12, len(numbers))))
        hours = "shops" if role.hours == "rounds" else role.hours
        if role.hours == "rounds":
            begin = day * DAY + 3600 * rng.normal(8.7, 0.6, len(numbers)).clip(7, 11)
            calls = rounds(world, numbers, counts, begin=begin, source=source, law=law, lunch=12.3 * 3600)
        else:
            calls = scatter(world, numbers, counts, day=day, hours=role.hours, source=source, law=law)
        if role.whom == "debtors":  # at most six attempts and three talks with one debtor a day
            pair = calls.caller * 10**7 + calls.callee
            order = np.lexsort((calls.start, pair))
            rank = _rank(pair[order])
            talks = np.cumsum(calls.talk[order] > 0) - (calls.talk[order] > 0)
            first = np.maximum.accumulate(np.where(rank == 0, talks, 0))
            calls = calls.pick(order[(rank < 6) & (talks - first < 3)])
        parts.append(calls)
        if role.inbound:
            who = book if role.clients else (route if role.whom == "route" else anyone)
            parts.append(callers_to(world, numbers, role.inbound, day=day, hours=hours, source=who))
    return parts


def _rank(groups: Ints) -> Ints:
    """Position within each run of equal values."""
    first = np.concatenate([[True], groups[1:] != groups[:-1]])
    index = np.arange(len(groups))
    return index - np.maximum.accumulate(np.where(first, index, 0))
