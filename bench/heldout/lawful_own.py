"""Lawful heavy callers with ways of their own: teachers, lent numbers, robots, floors, pools."""

from __future__ import annotations

import numpy as np

from heldout.calls import DAY, Calls, decide, lognormal, pace
from heldout.folk import World, moments
from heldout.lawful import callers_to, clients, desks, rounds, routes, scatter, trunk, work_phones
from heldout.register import ELSEWHERE, Ints


def own_ways(world: World) -> list[Calls]:
    """Everything that the table of roles can't say."""
    return [
        *_results_night(world),
        *_lent_numbers(world),
        *_notice_robots(world),
        *_consented_floors(world),
        *_extensions(world),
        *_aftersales(world),
        *_grid_workers(world),
    ]


def _results_night(world: World) -> list[Calls]:
    """A class teacher rings the parents of some forty pupils on the evening of the results."""
    rng = world.rng
    teachers = world.hire(world.scaled(220, 6), "teacher")
    law = world.law("teacher")
    hoods = rng.integers(0, int(world.hood[-1]) + 1, len(teachers))
    parents = np.stack([world.neighbours(int(h), 48) for h in hoods])
    night = rng.integers(0, world.days, len(teachers))
    parts = []
    for day in range(world.days):
        who = np.flatnonzero(night == day)
        counts = rng.integers(26, 46, len(who))
        slot = np.concatenate([np.arange(c) for c in counts]) if len(who) else np.zeros(0, np.int64)
        session = np.repeat(np.arange(len(who)), counts)
        calls = decide(world.register, world.laws, law, teachers[who][session], parents[who][session, slot])
        begin = day * DAY + 3600 * rng.normal(17.6, 0.5, len(who))
        pace(calls, session, begin[session], lognormal(rng, 25, 0.7, len(calls)), (0.0, 0.0))
        parts.append(calls.pick(calls.start < day * DAY + 22.2 * 3600))
        plain = rng.poisson(3.0, len(teachers))
        caller = np.repeat(teachers, plain)
        some = decide(
            world.register,
            world.laws,
            law,
            caller,
            parents[np.repeat(np.arange(len(teachers)), plain), rng.integers(0, 48, len(caller))],
        )
        some.start = day * DAY + moments(world, len(some), 0)
        parts.append(some)
    return parts


def _lent_numbers(world: World) -> list[Calls]:
    """隐私号: a block lent number by number, for a few hours, to couriers and drivers."""
    rng, register = world.rng, world.register
    count, law, parts = world.scaled(380, 12), world.law("privacy_number"), []
    blocks = []
    for share, mobile in ((0.6, True), (0.4, False)):
        size = max(4, round(count * share))
        lines, account = trunk(world, 0.7)
        blocks.append(
            register.add(
                register.run(size, mobile=mobile),
                "privacy_number",
                line=rng.choice(lines, size),
                account=account,
                desk=rng.beta(9, 4, size),
                single=False,
                off=0.01,
                vouched=-1,
            )
        )
    numbers = np.concatenate(blocks)
    route = routes(world, numbers, 0.9)
    for day in range(world.days):
        for begin in (8.2, 11.0, 14.0, 17.0):
            lent = rng.choice(numbers, int(len(numbers) * 0.72), replace=False)
            size = rng.negative_binomial(4, 4 / 15.0, len(lent))
            starts = day * DAY + 3600 * (begin + rng.uniform(0, 2.2, len(lent)))
            parts.append(
                rounds(world, np.sort(lent), size, begin=starts, source=route, law=law, lunch=25 * 3600.0)
            )
    return parts


def _notice_robots(world: World) -> list[Calls]:
    """Hospital reminders, utility cuts in one burst, spoken notices all day; many channels."""
    rng, register = world.rng, world.register
    count, law, parts = world.scaled(110, 6), world.law("notice_robot"), []
    third = count // 3
    texts = register.landlines(count - third) + register.codes(third // 2, long=True)
    texts += register.four_hundreds(count - len(texts))
    rng.shuffle(texts)
    numbers = desks(world, "notice_robot", count, texts, own=0.35, group=3)
    register.desk[numbers] = np.where(rng.random(count) < 0.5, 0.02, 0.3)
    manner = rng.choice(3, count, p=[0.4, 0.25, 0.35])
    size = rng.lognormal(np.log(120), 0.6, count)
    route = routes(world, numbers, 0.97)

    def anyone(caller: Ints) -> Ints:
        return world.strangers(len(caller), 0.5)

    for day in range(world.days):
        for way in range(3):
            mine = numbers[manner == way]
            counts = rng.poisson(size[manner == way] * (0.6 if world.weekend(day) and way == 0 else 1.0))
            if way == 2:
                parts.append(scatter(world, mine, counts, day=day, hours="codes", source=anyone, law=law))
                continue
            channels = np.repeat(np.arange(len(mine) * 4), np.repeat(counts // 4, 4))
            caller = mine[channels // 4]
            callee = route(caller) if way == 1 else world.strangers(len(caller), 0.9)
            calls = decide(register, world.laws, law, caller, callee)
            begin = day * DAY + 3600 * np.repeat(rng.uniform(9, 16.5, len(mine)), 4)
            steady = lognormal(rng, 3.0 if way == 1 else 25.0, 0.25, len(calls))
            pace(calls, channels, begin[channels] + channels % 4 * 1.7, steady, (0.0, 0.0))
            parts.append(calls)
    return parts


def _consented_floors(world: World) -> list[Calls]:
    """Marketing to people who asked for it: many rang first; a refusal is the end of it."""
    rng, register, law, parts = world.rng, world.register, world.law("consented_floor"), []
    for floor in range(4):
        count = world.scaled(rng.integers(22, 46), 4)
        area = str(rng.choice([register.area, "010", "021", "023"]))
        texts = register.codes(count, long=True) if floor == 1 else register.landlines(count, area, spread=2)
        numbers = desks(
            world, "consented_floor", count, texts, own=0.4 if not world.hard else 0.0, group=count
        )
        register.desk[numbers] = 0.85
        asked = world.strangers(count * 150 * world.days, 0.45)
        taken = 0
        for day in range(world.days):
            counts = rng.poisson(125 * (0.5 if world.weekend(day) else 1.0), count)
            session = np.repeat(np.arange(count), counts)
            callee = asked[taken : taken + len(session)]
            session = session[: len(callee)]
            taken += len(session)
            calls = decide(register, world.laws, law, numbers[session], callee)
            begin = day * DAY + 3600 * rng.normal(9.2, 0.2, count)
            pace(calls, session, begin[session], lognormal(rng, 35, 0.6, len(calls)), (12 * 3600, 4500.0))
            calls = calls.pick(calls.start < day * DAY + 20 * 3600)
            parts.append(calls)
            first = calls.pick(rng.random(len(calls)) < 0.22)  # those who left their number by ringing
            rang = decide(
                register, world.laws, world.law("to_service"), first.callee, rng.choice(numbers, len(first))
            )
            rang.start = np.maximum(
                first.start - rng.exponential(5400, len(first)),
                day * DAY + 8.8 * 3600 * rng.random(len(first)),
            )
            parts.append(rang)
    return parts


def _extensions(world: World) -> list[Calls]:
    """Companies with a block of extensions: customers and suppliers, the same ones again, both ways."""
    rng, register, law, parts = world.rng, world.register, world.law("extension"), []
    for firm in range(world.scaled(22, 3)):
        count = int(rng.integers(8, 26))
        area = register.area if firm % 4 else str(rng.choice(ELSEWHERE))
        numbers = desks(world, "extension", count, register.run(count, area), own=0.75, group=count)
        register.desk[numbers] = 0.75
        book = clients(world, numbers, 0.55, 140)
        volume = rng.lognormal(np.log(27), 0.4, count)
        for day in range(world.days):
            quiet = 0.1 if world.weekend(day) else 1.0
            parts.append(
                scatter(
                    world, numbers, rng.poisson(volume * quiet), day=day, hours="office", source=book, law=law
                )
            )
            parts.append(callers_to(world, numbers, 9.0 * quiet, day=day, hours="office", source=book))
    return parts


def _aftersales(world: World) -> list[Calls]:
    """售后回访: a pool of numbers, each with few calls a day to recent customers, missed ones tried again."""
    rng, register, law, parts = world.rng, world.register, world.law("aftersales"), []

    def customers(caller: Ints) -> Ints:
        return world.strangers(len(caller), 0.45)

    for firm in range(3):
        count = world.scaled(int(rng.integers(25, 70)), 6)
        area = str(rng.choice(ELSEWHERE))
        texts = register.run(count) if firm % 3 == 0 else register.landlines(count, area, spread=2)
        numbers = desks(world, "aftersales", count, texts, own=0.4, group=count)
        asked = firm % 3 != 1  # some show a number that customers know, others one that nobody answers
        register.desk[numbers] = 0.7 if asked else 0.02
        volume, in_use = rng.uniform(14, 34), rng.uniform(0.8, 1.0)
        for day in range(world.days):
            today = numbers[rng.random(count) < in_use]
            calls = scatter(
                world,
                today,
                rng.poisson(volume * (0.7 if world.weekend(day) else 1.0), len(today)),
                day=day,
                hours="office",
                source=customers,
                law=law,
            )
            missed = np.flatnonzero((calls.talk == 0) & (rng.random(len(calls)) < 0.25))
            again = decide(register, world.laws, law, rng.choice(today, len(missed)), calls.callee[missed])
            again.start = calls.start[missed] + 900 + rng.exponential(5000, len(missed))
            parts += [calls, again.pick(again.start < day * DAY + 20.5 * 3600)]
            if asked:
                parts.append(callers_to(world, numbers, 3.0, day=day, hours="shops", source=customers))
    return parts


def _grid_workers(world: World) -> list[Calls]:
    """网格员、物业: community workers ring through the residents of their own blocks, off an old list."""
    rng, law, parts = world.rng, world.law("grid_worker"), []
    count = world.scaled(260, 9)
    fixed = world.register.landlines(count // 3)
    numbers = np.concatenate(
        [
            desks(world, "grid_worker", len(fixed), fixed, own=0.9),
            work_phones(world, count // 3, "grid_worker"),
            world.hire(count - 2 * (count // 3), "grid_worker"),
        ]
    )
    route = routes(world, numbers, 0.97)
    volume = rng.lognormal(np.log(22), 0.5, len(numbers))
    for day in range(world.days):
        counts = rng.poisson(volume * (0.5 if world.weekend(day) else 1.0))
        begin = day * DAY + 3600 * rng.normal(10, 1.6, len(numbers)).clip(8.3, 18)
        parts.append(rounds(world, numbers, counts, begin=begin, source=route, law=law, lunch=12.0 * 3600))
        parts.append(callers_to(world, numbers, 1.5, day=day, hours="office", source=route))
    return parts
