"""The trade at work: lists worked down by agents or spread over the day, chases, recycling, odd ways."""

from __future__ import annotations

import numpy as np

from heldout.calls import ABSENT, CALLEE, CANCELLED, DAY, MACHINE, Calls, decide, lognormal, pace
from heldout.folk import World
from heldout.pools import HARD, PLAIN, Base, Plan, base_of, numbers_of
from heldout.register import Floats, Ints


def campaigns(world: World) -> list[Calls]:
    """The calls of all campaigns."""
    parts: list[Calls] = []
    known: dict[str, Base] = {}
    lists: dict[str, Ints] = {}
    for plan in HARD if world.hard else PLAIN:
        base = base_of(world, plan, known)
        if plan.kind == "gateway":
            parts += _gateway(world, plan)
        else:
            parts += _run(world, plan, base, world.register.new_campaign(), lists)
    return parts


def bought_list(world: World, plan: Plan, count: int) -> Ints:
    """Numbers as lists are sold: some people stand in many of them, some numbers are dead."""
    rng, n = world.rng, world.people
    local, dead = rng.binomial(count, plan.local), rng.binomial(count, plan.dead)
    local = min(local, n // 2)
    far = max(count - local - dead, 0)
    ladder = np.cumsum(world.exposure)
    living = n + len(world.far)
    floor = [0.0, ladder[n - 1], ladder[living - 1], ladder[-1]]
    parts = [
        np.searchsorted(ladder, floor[k] + rng.random(int(size * 1.15) + 4) * (floor[k + 1] - floor[k]))
        for k, size in enumerate((local, far, dead))
    ]
    entries = np.unique(np.concatenate(parts).clip(0, len(ladder) - 1))
    return rng.permutation(entries)[:count]


def _run(world: World, plan: Plan, base: Base, campaign: int, lists: dict[str, Ints]) -> list[Calls]:
    rng = world.rng
    count = world.scaled(plan.numbers, 5)
    numbers = numbers_of(world, plan, base, campaign, count)
    agents = world.scaled(plan.agents, 4) if plan.agents else 0
    per_day = int(agents * plan.calls if agents else len(numbers) * plan.calls)
    need = int(per_day * (world.days + 0.2)) + 50
    entries = bought_list(world, plan, need)
    if plan.one_list:  # twins bought one list, and each goes through it in an order of its own
        entries = rng.permutation(lists.setdefault(plan.twin, entries))[:need]
    parts: list[Calls] = []
    again = np.zeros(0, np.int64)
    taken = 0
    change = rng.uniform(7, 17) * 3600  # the hour at which numbers are changed
    for day in range(world.days):
        before = numbers
        if day and plan.replaced:
            gone = np.flatnonzero(rng.random(len(numbers)) < plan.replaced)
            numbers = numbers.copy()
            if len(gone):
                numbers[gone] = numbers_of(world, plan, base, campaign, len(gone))
        volume = int(per_day * (0.7 if world.weekend(day) else 1.0) * rng.uniform(0.92, 1.08))
        new = entries[taken : taken + volume - min(len(again), volume // 2)]
        taken += len(new)
        today = np.concatenate([new, again[: volume // 2]])
        today = today[np.argsort(np.arange(len(today)) + rng.random(len(today)) * 40)]
        if plan.kind == "bombing":
            parts.append(_bomb(world, plan, numbers, day))
            continue
        if plan.kind == "debt_collector":
            parts.append(_collect(world, plan, numbers, day, entries))
            continue
        if plan.agents:
            calls = _agents(world, plan, numbers, agents=agents, entries=today, day=day)
        else:
            calls = _spread(world, plan, numbers, today, day)
        if plan.kind == "sim_pool" and world.hard:
            parts.append(_warm_up(world, plan, numbers, day))
        chased = [calls, *_chase(world, plan, numbers, calls, day)]
        for wave in chased:
            _not_yet(wave, numbers, before, day * DAY + change)
        parts += chased
        refused = (calls.by == CALLEE) & (calls.talk < 20) | (calls.fate == CANCELLED)
        share = {"loan_agent": 0.5, "floor": 0.18, "sim_pool": 0.3}.get(plan.kind, 0.12)
        again = np.unique(calls.callee[refused & (rng.random(len(calls)) < share)])
        again = rng.permutation(again)
    return parts


def _not_yet(calls: Calls, numbers: Ints, before: Ints, change: float) -> None:
    """Until the change, yesterday's numbers are shown in the place of today's."""
    order = np.argsort(numbers)
    place = np.searchsorted(numbers[order], calls.caller).clip(0, len(numbers) - 1)
    early = (calls.start < change) & (numbers[order][place] == calls.caller)
    calls.caller = np.where(early, before[order][place], calls.caller)
    calls.origin = np.where(early, calls.caller, calls.origin)


def _agents(world: World, plan: Plan, numbers: Ints, *, agents: int, entries: Ints, day: int) -> Calls:
    """Agents take the list's entries in turn; the pool lends a number for a few calls at a time."""
    rng, law = world.rng, world.law(plan.kind)
    rule = world.laws[law]
    length = len(entries) // agents
    session = np.repeat(np.arange(agents), length)
    position = np.tile(np.arange(length), agents)
    callee = entries[position * agents + session]
    turns = max(1, round(len(entries) / max(len(numbers), 1) / rng.integers(1, 5)))
    shown = numbers[(session + agents * (position // turns)) % len(numbers)]
    if plan.kind in {"loan_agent", "ai_robot", "one_ring"}:
        shown = numbers[session % len(numbers)]
    elif rng.random() < 0.4:
        shown = rng.choice(numbers, len(callee))
    calls = decide(world.register, world.laws, law, shown, callee)
    begin = day * DAY + 3600 * plan.hours[0] + np.abs(rng.normal(0, 500, agents))
    lunch = (12 * 3600 + rng.uniform(-900, 900), rng.uniform(0.8, 1.5) * 3600)
    wrap = lognormal(rng, *rule.wrap, len(calls)) * np.exp(rng.normal(0, 0.15, agents))[session]
    if plan.kind == "loan_agent":  # one sprint, or two, at an hour of the agent's own
        begin = day * DAY + 3600 * rng.uniform(plan.hours[0], plan.hours[1] - 1.5, agents)
        if world.hard:
            wrap = np.where(rng.random(len(wrap)) < 0.06, wrap + rng.exponential(700, len(wrap)), wrap)
        else:
            second = (position == length // 2) & (rng.random(agents) < 0.4)[session]
            wrap = np.where(second, wrap + rng.exponential(6000, len(wrap)), wrap)
        lunch = (0.0, 0.0)
    elif plan.kind == "ai_robot" and not world.hard:  # one attempt each so many seconds, whatever happens
        beat = np.repeat(rng.uniform(50, 85, agents), length)
        calls.start = begin[session] + position * beat + rng.normal(0, 0.8, len(calls))
        return calls.pick(calls.start < day * DAY + plan.hours[1] * 3600)
    elif plan.kind == "one_ring":
        begin = day * DAY + 3600 * rng.uniform(plan.hours[0], plan.hours[0] + 4, agents)
        wrap, lunch = wrap + lognormal(rng, 15, 0.6, len(wrap)), (0.0, 0.0)
    elif world.hard:
        wrap = np.where(rng.random(len(wrap)) < 0.04, wrap + rng.exponential(600, len(wrap)), wrap)
    pace(calls, session, begin[session], wrap, lunch)
    return calls.pick(calls.start < day * DAY + plan.hours[1] * 3600)


def _spread(world: World, plan: Plan, numbers: Ints, entries: Ints, day: int) -> Calls:
    """The list is worked down over the day while the numbers come and go, each with its few calls."""
    rng, law = world.rng, world.law(plan.kind)
    quota = rng.multinomial(len(entries), rng.dirichlet(np.full(len(numbers), 14.0)))
    shown = np.repeat(numbers, quota)
    u = np.sort(rng.random(len(shown)))
    if rng.random() < 0.5:  # every number has its two or three hours of the day; the list goes on to the next
        shown = shown[
            np.argsort(np.repeat(rng.random(len(numbers)), quota) + rng.normal(0, 0.12, len(shown)))
        ]
    else:
        shown = rng.permutation(shown)
    calls = decide(world.register, world.laws, law, shown, entries[: len(shown)])
    start = plan.hours[0] + u * (plan.hours[1] - plan.hours[0] - 1.2)
    start = np.where(start > 12.1, start + 1.2, start)
    calls.start = day * DAY + 3600 * start
    return calls


def _chase(world: World, plan: Plan, numbers: Ints, calls: Calls, day: int) -> list[Calls]:
    """More numbers of the pool on one person: ten after a hang-up, four in nine minutes, later."""
    rng, law = world.rng, world.law(plan.kind)
    hung_up = (calls.by == CALLEE) & (calls.talk > 0) & (calls.talk < 15)
    missed = (calls.fate > MACHINE) & (calls.fate < ABSENT)
    u = rng.random(len(calls))
    hard = world.hard
    spread = rng.uniform(0.6, 1.0) * np.ones(len(calls))
    if plan.kind == "sim_pool":
        which, most, within = hung_up & (u < 0.2), 10, 1500.0 * (2 if hard else 1)
    elif plan.kind == "cloud_calling":
        which, most, within = (hung_up | missed) & (u < 0.4), 3, 540.0
    elif plan.kind in {"floor", "number_block", "ai_robot"}:
        which, most, within = (missed & (u < 0.2)) | (hung_up & (u < 0.06)), 1 + int(hard), 4 * 3600.0
    elif plan.kind == "loan_agent":
        which, most, within = hung_up & (u < 0.12), 1, 2400.0
    elif plan.kind == "one_ring":
        which, most, within = u < 0.15, 2, 3 * 3600.0
    else:
        return []
    found = np.flatnonzero(which)
    if not len(found):
        return []
    times = rng.integers(max(1, most // 2), most + 1, len(found))
    origin = np.repeat(found, times)
    wave = decide(world.register, world.laws, law, rng.choice(numbers, len(origin)), calls.callee[origin])
    wave.start = calls.end[origin] + 20 + rng.random(len(origin)) * within * spread[origin]
    same = wave.caller == calls.caller[origin]
    return [wave.pick(~same & (wave.start < day * DAY + (plan.hours[1] + 0.6) * 3600))]


def _warm_up(world: World, plan: Plan, numbers: Ints, day: int) -> Calls:
    """养卡: cards call each other and talk, so as to look like people."""
    rng = world.rng
    caller = np.repeat(numbers, rng.poisson(1.2, len(numbers)))
    calls = decide(world.register, world.laws, world.law("friend"), caller, rng.choice(numbers, len(caller)))
    calls.start = _in_hours(world, plan, len(caller), day)
    return calls


def _bomb(world: World, plan: Plan, numbers: Ints, day: int) -> Calls:
    """呼死你: a few people are rung without pause for half an hour to two hours by all numbers."""
    rng, law = world.rng, world.law("bombing")
    victims = world.strangers(int(rng.integers(2, 6)), 0.7)
    parts = []
    for victim in victims:
        count = int(len(numbers) * plan.calls / len(victims) * rng.uniform(0.6, 1.4))
        begin = day * DAY + 3600 * rng.uniform(plan.hours[0], plan.hours[1] - 2)
        length = rng.uniform(1800, 7200) * (2 if world.hard else 1)
        calls = decide(world.register, world.laws, law, rng.choice(numbers, count), np.full(count, victim))
        calls.start = begin + np.sort(rng.random(count)) * length
        worn = (calls.start > begin + 0.25 * length) & (
            rng.random(count) < 0.5
        )  # the telephone is switched off
        calls.fate[worn], calls.by[worn], calls.ring[worn], calls.talk[worn] = ABSENT, 2, 0.0, 0.0
        parts.append(calls)
    return Calls.join(parts)


def _collect(world: World, plan: Plan, numbers: Ints, day: int, entries: Ints) -> Calls:
    """暴力催收: a debtor many times a day from several numbers, and the debtor's friends."""
    rng, law = world.rng, world.law("debt_collector")
    debtors = entries[entries < world.people + len(world.far)][: max(6, int(len(numbers) * 6))]
    has_circle = debtors[np.diff(world.starts)[debtors] > 0]
    friends = np.repeat(has_circle, rng.poisson(3.5, len(has_circle)))
    friends = world.circle(friends)
    friends = friends[~np.isin(friends, numbers)]
    total = int(len(numbers) * plan.calls)
    on_debtors = rng.choice(debtors, int(total * 0.62))
    on_friends = rng.choice(friends, total - len(on_debtors)) if len(friends) else on_debtors[:0]
    callee = np.concatenate([on_debtors, on_friends])
    first = rng.choice(numbers, len(entries) + len(world.exposure))  # who has charge of whom
    owner = np.where(rng.random(len(callee)) < 0.6, first[callee], rng.choice(numbers, len(callee)))
    calls = decide(world.register, world.laws, law, owner, callee)
    calls.start = _in_hours(world, plan, len(callee), day)
    return calls


def _in_hours(world: World, plan: Plan, count: int, day: int) -> Floats:
    low, high = plan.hours
    return day * DAY + 3600 * (low + world.rng.beta(1.2, 1.1, count) * (high - low))


def _gateway(world: World, plan: Plan) -> list[Calls]:
    """A gateway that shows another number at each call: a living person's, or one made up."""
    rng, register, law = world.rng, world.register, world.law("gateway")
    line = int(register.new("line", 1)[0])
    account = int(register.new("account", 1)[0]) if rng.random() < 0.6 else -1
    port = register.add(register.landlines(1), "service", line=line, account=account, single=False, desk=0.1)[
        0
    ]
    agents, parts = world.scaled(plan.agents, 3), []
    entries = bought_list(world, plan, int(agents * plan.calls * (world.days + 0.3)) + 20)
    for day in range(world.days):
        size = int(agents * plan.calls)
        today = entries[day * size : (day + 1) * size]
        length = len(today) // agents
        session = np.repeat(np.arange(agents), length)
        count = len(session)
        invented = int(count * rng.uniform(0.35, 0.65))
        texts = register.mobiles(invented - invented // 3, local=0.5, virtual=0.05)
        texts += register.landlines(invented // 3, str(rng.choice(["010", "021", register.area])))
        made_up = register.add(texts, "forged", line=line, account=account, single=False, dead=True)
        shown = rng.permutation(np.concatenate([made_up, world.strangers(count - invented, 0.5)]))
        calls = decide(register, world.laws, law, shown, today[:count])
        calls.origin = np.full(count, port)
        rule = world.laws[law]
        begin = day * DAY + 3600 * plan.hours[0] + np.abs(rng.normal(0, 600, agents))
        wrap = lognormal(rng, rule.wrap[0], rule.wrap[1], count)
        pace(calls, session, begin[session], wrap, (12.2 * 3600, 3600.0))
        parts.append(
            calls.pick((calls.start < day * DAY + plan.hours[1] * 3600) & (calls.caller != calls.callee))
        )
    if world.hard:  # the gateway's owner also carries a small firm's honest calls
        firm = register.add(
            register.landlines(6), "extension", line=line, account=account, single=False, desk=0.75, off=0.01
        )
        for day in range(world.days):
            caller = rng.choice(firm, 130)
            calls = decide(register, world.laws, world.law("extension"), caller, world.strangers(130, 0.6))
            calls.start = _in_hours(world, plan, 130, day)
            parts.append(calls)
    return parts
