"""People: households, neighbourhoods, places of work, circles of contacts, and their calls over the week.

The circle of a person is a graph: household and kin, colleagues of one place of work, neighbours, friends,
and people elsewhere. A call goes along an edge in proportion to its weight; both ends may use it.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from heldout.calls import DAY, Calls, decide
from heldout.laws import Law
from heldout.register import Floats, Ints, Register

# Hour weights 0..23: working people, the retired, the young, on working days and at the weekend.
RHYTHMS = np.array(
    [
        [1, 0.5, 0.3, 0.2, 0.3, 1, 4, 12, 22, 26, 28, 27, 25, 18, 22, 24, 25, 30, 34, 28, 24, 18, 9, 3],
        [0.6, 0.4, 0.4, 0.6, 2, 8, 16, 26, 32, 34, 30, 20, 12, 9, 16, 22, 24, 24, 24, 26, 20, 9, 3, 1],
        [5, 3, 1.5, 0.8, 0.5, 0.6, 1.5, 4, 8, 11, 14, 24, 22, 14, 13, 14, 17, 28, 31, 27, 27, 28, 21, 12],
        [2, 1, 0.6, 0.4, 0.4, 0.8, 2, 5, 11, 20, 27, 29, 23, 18, 20, 22, 24, 28, 29, 27, 24, 19, 11, 5],
    ],
    dtype=float,
)


@dataclass
class World:
    """The whole setting: who lives where, the laws in force, and what has been wired so far."""

    kind: str
    days: int
    people: int
    register: Register
    laws: list[Law]
    weekday: int  # of the first day, 0 = Monday
    residents: Ints = field(default_factory=lambda: np.empty(0, np.int64))
    far: Ints = field(default_factory=lambda: np.empty(0, np.int64))
    dead: Ints = field(default_factory=lambda: np.empty(0, np.int64))
    services: Ints = field(default_factory=lambda: np.empty(0, np.int64))
    hood: Ints = field(default_factory=lambda: np.empty(0, np.int64))  # of each resident, sorted
    cells: Ints = field(
        default_factory=lambda: np.empty(0, np.int64)
    )  # cell of each neighbourhood (two each)
    offices: Ints = field(default_factory=lambda: np.empty(0, np.int64))  # cells where people work
    nodes: Ints = field(
        default_factory=lambda: np.empty(0, np.int64)
    )  # lines by which mobiles reach the network
    resellers: list[tuple[Ints, int]] = field(
        default_factory=list
    )  # trunks, account of each cloud-line reseller
    starts: Ints = field(default_factory=lambda: np.empty(0, np.int64))  # contacts, compressed rows
    friends: Ints = field(default_factory=lambda: np.empty(0, np.int64))
    weights: Floats = field(default_factory=lambda: np.empty(0))
    free: Ints = field(default_factory=lambda: np.empty(0, np.int64))  # residents not yet hired
    exposure: Floats = field(default_factory=lambda: np.empty(0))  # how often one's number was sold

    @property
    def rng(self) -> np.random.Generator:
        """The one source of chance."""
        return self.register.rng

    @property
    def hard(self) -> bool:
        """Whether the trade hides well."""
        return self.kind == "hard"

    def scaled(self, count: float, least: int = 1) -> int:
        """A count stated for 60,000 people, for this city."""
        return max(least, round(count * self.people / 60000))

    def law(self, name: str) -> int:
        """Index of a law."""
        return next(i for i, law in enumerate(self.laws) if law.name == name)

    def weekend(self, day: int) -> bool:
        """Whether a day of the run is a Saturday or a Sunday."""
        return (self.weekday + day) % 7 >= 5

    def hire(self, count: int, role: str, *, same_office: bool = False) -> Ints:
        """Residents who make their living on the phone; they keep their private lives."""
        count = min(count, len(self.free) // 2)
        chosen, self.free = self.free[:count], self.free[count:]
        self.register.role[chosen] = self.register.role_index(role)
        if same_office:
            self.register.work[chosen] = self.rng.choice(self.offices)
            self.register.roams[chosen] = 0.06
        return chosen

    def neighbours(self, hood: int, count: int) -> Ints:
        """Residents of one neighbourhood."""
        low, high = np.searchsorted(self.hood, [hood, hood + 1])
        return self.residents[self.rng.integers(low, high, count)]

    def strangers(self, count: int, local: float) -> Ints:
        """Anybody: residents with chance `local`, people elsewhere otherwise."""
        return np.where(
            self.rng.random(count) < local,
            self.rng.choice(self.residents, count),
            self.rng.choice(self.far, count),
        )

    def circle(self, owner: Ints) -> Ints:
        """One contact for each owner given, by weight (owners must be residents)."""
        low, high = self.starts[owner], self.starts[owner + 1]
        base = np.where(low > 0, self.weights[low - 1], 0.0)
        aim = base + self.rng.random(len(owner)) * (self.weights[high - 1] - base)
        return self.friends[np.searchsorted(self.weights, aim, side="right").clip(low, high - 1)]


def settle(world: World) -> None:
    """Populate the register: residents, people elsewhere, dead numbers, services, the network's lines."""
    register, rng, n = world.register, world.rng, world.people
    hoods = max(12, n // 420)
    world.cells = register.new("cell", hoods * 2)
    world.offices = register.new("cell", max(8, n // 500))
    world.nodes = register.new("line", 9)
    sizes = rng.choice([1, 2, 3, 4, 5], n, p=[0.2, 0.26, 0.28, 0.17, 0.09])
    household = np.repeat(np.arange(n), sizes)[:n]
    hood_of_household = np.sort(rng.integers(0, hoods, household[-1] + 1))
    world.hood = hood_of_household[household]
    far_count, dead_count = 6 * n, n // 3
    hidden = 0.38 if world.hard else 0.1
    device = register.new("device", n)
    twin = rng.random(n) < 0.04  # two cards in one telephone, or one passed on within the family
    twin[0] = False
    device = np.where(twin, np.roll(device, 1), device)
    device[rng.random(n) < hidden] = -1
    account = register.new("account", n)
    account[rng.random(n) < (0.3 if world.hard else 0.08)] = -1
    home = world.cells[world.hood * 2 + rng.integers(0, 2, n)]
    away = rng.random(n) < 0.62
    work = np.where(away, rng.choice(world.offices, n), home)
    landline = rng.random(n) < 0.05
    texts = np.array(register.mobiles(n, local=0.8, virtual=0.035), dtype=object)
    texts[landline] = register.landlines(int(landline.sum()), spread=60)
    fixed = landline | (rng.random(n) < 0.03)
    world.residents = register.add(
        list(texts),
        "person",
        line=np.where(rng.random(n) < 0.03, -1, world.nodes[(world.hood + rng.integers(0, 2, n)) % 9]),
        device=np.where(landline, -1, device),
        home=np.where(landline, -1, home),
        work=np.where(landline, -1, np.where(fixed, home, work)),
        roams=rng.beta(2, 9, n),
        account=account,
        off=rng.beta(1.2, 22, n),
        wary=rng.normal(0, 0.75, n),
        assistant=rng.random(n) < 0.16,
    )
    transit = register.new("line", 14)
    world.far = register.add(
        register.mobiles(far_count, local=0.03, virtual=0.035),
        "person",
        line=rng.choice(transit, far_count),
        account=-1,
        off=rng.beta(1.2, 22, far_count),
        wary=rng.normal(0, 0.75, far_count),
        assistant=rng.random(far_count) < 0.16,
    )
    world.dead = register.add(register.mobiles(dead_count, local=0.4, virtual=0.04), "person", dead=True)
    register.unassigned = world.dead
    codes = [
        "10086",
        "10010",
        "10000",
        "12345",
        "110",
        "120",
        "114",
        "95588",
        "95533",
        "12306",
        "95338",
        "11185",
    ]
    register.taken.update(int(code) for code in codes)
    world.services = register.add(codes, "service", desk=0.97, single=False, off=0.0)
    for _ in range(6):
        trunks = register.new("line", int(rng.integers(2, 6)))
        world.resellers.append((trunks, int(register.new("account", 1)[0])))
    world.free = rng.permutation(world.residents[~fixed])
    world.exposure = rng.gamma(1.6, 1.0, n + far_count + dead_count)
    _befriend(world, household)


def _befriend(world: World, household: Ints) -> None:
    """Build the graph of contacts."""
    rng, n = world.rng, world.people
    everyone = np.arange(n)
    ends: list[tuple[Ints, Ints, float]] = []
    for step in range(1, 5):
        mates = everyone[:-step][household[step:] == household[:-step]]
        ends.append((mates, mates + step, 3.0))
    ends.append((everyone, rng.integers(0, n, n), 1.3))  # kin in the city
    firms = rng.pareto(1.1, max(20, n // 14)) + 0.3
    firm = rng.choice(len(firms), n, p=firms / firms.sum())
    by_firm = np.argsort(firm + rng.random(n) * 0.5)
    by_firm = by_firm[rng.random(n) < 0.66]
    for step in (1, 2, 3, 5, 8, 13):
        a, b = by_firm[:-step], by_firm[step:]
        same = firm[a] == firm[b]
        ends.append((a[same], b[same], 0.8))
    low = np.searchsorted(world.hood, world.hood)
    size = np.searchsorted(world.hood, world.hood, side="right") - low
    ends += [(everyone, low + (rng.random(n) * size).astype(np.int64), 0.45) for _ in range(4)]  # neighbours
    ends += [(everyone, rng.integers(0, n, n), 0.7) for _ in range(3)]  # friends in the city
    ends += [(everyone, rng.choice(world.far, n), 0.6) for _ in range(4)]  # and elsewhere
    u = np.concatenate([e[0] for e in ends])
    v = np.concatenate([e[1] for e in ends])
    w = np.concatenate([np.full(len(e[0]), e[2]) for e in ends]) * rng.gamma(0.55, 1.8, len(u))
    keep = u != v
    u, v, w = (
        np.concatenate([u[keep], v[keep]]),
        np.concatenate([v[keep], u[keep]]),
        np.concatenate([w[keep], w[keep]]),
    )
    order = np.argsort(u, kind="stable")
    u, world.friends, world.weights = u[order], v[order], np.cumsum(w[order] + 1e-9)
    world.starts = np.searchsorted(u, np.arange(n + len(world.far) + 1))


def moments(world: World, count: int, rhythm: Ints | int, table: Floats = RHYTHMS) -> Floats:
    """Seconds of the day drawn from each call's rhythm (a row of the table of hour weights)."""
    ladder = np.cumsum(table / table.sum(axis=1, keepdims=True), axis=1)
    rows = np.broadcast_to(np.asarray(rhythm), (count,))
    hour = (world.rng.random((count, 1)) > ladder[rows]).sum(axis=1).clip(0, 23)
    return (hour + world.rng.random(count)) * 3600.0


def lives(world: World) -> list[Calls]:
    """The ordinary calls of residents and of people elsewhere, all days."""
    rng, register, parts = world.rng, world.register, []
    residents = world.residents
    vigour = rng.lognormal(np.log(2.1), 0.85, len(residents)).clip(0, 45)
    rhythm = rng.choice(3, len(residents), p=[0.6, 0.17, 0.23])
    outgoing = np.where(rng.random(len(residents)) < 0.02, rng.uniform(0.4, 0.9), 0.075)  # sellers, hosts
    edge_owner = np.flatnonzero(np.diff(world.starts) > 0)
    outside = edge_owner[edge_owner >= len(residents)]
    for day in range(world.days):
        weekend = world.weekend(day)
        counts = rng.poisson(vigour * (0.86 if weekend else 1.0))
        caller = np.repeat(residents, counts)
        callee = world.circle(caller)
        kind = rng.random(len(caller))
        law = np.full(len(caller), world.law("friend"))
        service, odd = kind < 0.035, (kind >= 0.035) & (kind < 0.035 + outgoing[caller])
        callee = np.where(service, rng.choice(world.services, len(caller)), callee)
        callee = np.where(odd, world.strangers(len(caller), 0.72), callee)
        law = np.where(service, world.law("to_service"), np.where(odd, world.law("stranger"), law))
        row = np.where(weekend & (rhythm[caller] == 0), 3, rhythm[caller])
        start = day * DAY + moments(world, len(caller), row)
        guests = rng.choice(outside, rng.poisson(0.32 * len(outside)))
        guests_callee = world.circle(guests)
        caller, callee = np.concatenate([caller, guests]), np.concatenate([callee, guests_callee])
        law = np.concatenate([law, np.full(len(guests), world.law("friend"))])
        start = np.concatenate(
            [start, day * DAY + moments(world, len(guests), np.full(len(guests), 3 if weekend else 0))]
        )
        for one in np.unique(law):
            which = (law == one) & (caller != callee)
            calls = decide(register, world.laws, int(one), caller[which], callee[which])
            calls.start = start[which]
            parts.append(calls)
        parts += _visitors(world, day)
    return parts


def _visitors(world: World, day: int) -> list[Calls]:
    """People who are in the city for this day alone: some hours of calls to and from a few hosts."""
    rng, register = world.rng, world.register
    guests = rng.choice(world.far, max(6, world.people // 80), replace=False)
    hosts = world.strangers(len(guests) * 8, 0.8).reshape(len(guests), 8)
    arrive = rng.uniform(7, 18, len(guests))
    parts = []
    for mean, law, inward in ((7.0, "stranger", False), (2.0, "return", True)):
        who = np.repeat(np.arange(len(guests)), rng.negative_binomial(3, 3 / (3 + mean), len(guests)))
        host = hosts[who, (8 * rng.random(len(who)) ** 1.3).astype(np.int64)]
        ends = (host, guests[who]) if inward else (guests[who], host)
        calls = decide(register, world.laws, world.law(law), *ends)
        calls.start = day * DAY + 3600 * (arrive[who] + rng.uniform(0, 6, len(who)))
        parts.append(calls.pick(ends[0] != ends[1]))
    return parts
