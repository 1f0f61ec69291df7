"""Casting a district: who plays which role, with which habits and numbers.

A habit is drawn in three steps: the city decides what is usual for a role (the same in all districts), a firm
or campaign departs from that, each of its agents a little from the firm. So two cities differ, two firms in
one city differ, and no figure belongs to one role.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from jingling.city.agents import AGENT, FORGED, PHONE, ROLE, Agents, Phones, blank_agents, blank_phones
from jingling.city.chance import Floats, Ints, mix, seed_of, stream, unit
from jingling.city.errors import NumbersRanOut
from jingling.city.lines import PURPOSES, own_line, provider_line, providers
from jingling.city.manners import manners
from jingling.city.numbering import Numbering
from jingling.city.people import People
from jingling.city.rhythm import CURVE, Rhythm
from jingling.city.settings import Settings
from jingling.city.shelf import Shelf

# Habits that are shares of 1: a draw never leaves them certain.
_SHARES = frozenset({
    "idle", "recycle", "circle", "business", "away", "dead", "pickup", "familiar", "brief",
    "hangs_up",
    "redial", "swarm_missed", "swarm_refused", "callback", "staffed", "again", "asked", "inbound_known",
    "living",
})  # fmt: skip


class World:
    """What all districts share, made anew in every process from the settings."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.numbering = Numbering(settings)
        self.manners = manners(settings)
        self.people = People(settings, self.numbering, self.manners)
        self.rhythm = Rhythm(settings)
        self.seed = seed_of(settings.seed, 0x3013)


@dataclass(frozen=True)
class Troupe:
    """The cast of one district: all agents and phones, ready to be dialled."""

    district: int
    agents: Agents
    phones: Phones

    def forging_lines(self) -> Ints:
        """Return the lines on which some agents show numbers that are not theirs."""
        forgers = self.agents[self.agents["shows"] == FORGED]
        return np.unique(self.phones["line"][forgers["phone0"]])


class Crew:
    """Agents of one role, in firms; `firm` tells which firm each belongs to."""

    def __init__(self, cast: "Cast", role: str, sizes: Sequence[int] | Ints) -> None:
        self.cast, self.role, self.dice = cast, role, cast.dice
        self.sizes = np.asarray(sizes, dtype=np.int64)
        self.firm = np.repeat(np.arange(len(self.sizes)), self.sizes)
        self.agents = blank_agents(len(self.firm), role)
        marks = np.arange(len(self.firm), dtype=np.int64) + (cast.count << 1) + 1
        self.agents["seed"] = mix(marks, cast.seed)
        self.agents["span"] = cast.world.people.count

    def __len__(self) -> int:
        return len(self.firm)

    def draw(self, name: str, low: float, high: float) -> Floats:
        """Draw a habit for every agent from a range: city, firm and agent each decide a part of it."""
        city = unit(np.array([ROLE[self.role] * 1009 + AGENT.names.index(name)]), self.cast.world.seed)[0]  # type: ignore[union-attr]
        place = np.clip(0.4 * city + 0.6 * self.dice.random(len(self.sizes)), 0, 1)[self.firm]
        place = np.clip(place + self.dice.normal(0, 0.06, len(self)), -0.1, 1.1)
        values = low * (high / low) ** place if low > 0 else low + (high - low) * np.clip(place, 0, 1)
        self.agents[name] = np.minimum(values, 0.97) if name in _SHARES else values
        return np.asarray(self.agents[name], dtype=np.float64)

    def fix(self, **habits: object) -> None:
        """Give every agent the same value, or each its own from an array."""
        for name, value in habits.items():
            self.agents[name] = value

    def curve(self, *names: str) -> None:
        """Let every firm keep one of these daily curves."""
        codes = np.array([CURVE[name] for name in names])
        self.agents["curve"] = codes[self.dice.integers(0, len(codes), len(self.sizes))][self.firm]

    def hours(self, opens: tuple[float, float], closes: tuple[float, float]) -> None:
        """Draw each firm's hours of work, local."""
        for name, (low, high) in (("opens_h", opens), ("closes_h", closes)):
            firm = self.dice.uniform(low, high, len(self.sizes))[self.firm]
            self.agents[name] = firm + self.dice.normal(0, 0.15, len(self))

    def talk_law(self) -> None:
        """Let some firms' conversations follow a gamma law rather than a lognormal one."""
        self.agents["gamma"] = (self.dice.random(len(self.sizes)) < 0.35)[self.firm]

    def near(self, low: float, high: float) -> None:
        """Let each agent serve a zone of its own in the district, of `low` to `high` inhabitants."""
        size = self.cast.world.people.per_district
        span = np.minimum(self.dice.uniform(low, high, len(self)).astype(np.int64) + 64, size)
        self.agents["span"] = span
        self.agents["low"] = self.cast.district * size + (self.dice.random(len(self)) * (size - span)).astype(
            np.int64
        )

    def in_district(self) -> None:
        """Let agents serve their district."""
        size = self.cast.world.people.per_district
        self.agents["span"], self.agents["low"] = size, self.cast.district * size

    def strain(self) -> None:
        """Make some lawful firms look harassing: people who resent the call, hang up, do not ring back."""
        firms = len(self.sizes)
        strained = self.dice.random(firms) < 0.35 * self.cast.settings.likeness
        a = self.agents
        lowered = (
            ("pickup", 0.75, 0.97),
            ("callback", 0.4, 1),
            ("asked", 0.3, 1),
            ("inbound", 0.4, 1),
            ("again", 0.3, 1),
            ("familiar", 0.3, 0.8),
        )
        for name, low, high in lowered:
            a[name] *= np.where(strained, self.dice.uniform(low, high, firms), 1.0)[self.firm]
        for name, most in (("brief", 0.2), ("hangs_up", 0.15)):
            more = np.where(strained, self.dice.uniform(0, most, firms), 0.0)[self.firm]
            a[name] = np.minimum(a[name] + more * (1 - a[name]), 0.95)

    def choosy(self) -> None:
        """Let some firms' lists hold people who call and are called more than others."""
        self.agents["picky"] = (
            self.dice.random(len(self.sizes)) * self.dice.integers(0, 2, len(self.sizes))
        )[self.firm]

    def mates(self) -> None:
        """Let agents of a firm help each other: another's number follows up a call."""
        starts = np.concatenate([[0], np.cumsum(self.sizes)[:-1]])
        self.agents["first_mate"] = self.cast.count + starts[self.firm]
        self.agents["mates"] = self.sizes[self.firm]


class Cast:
    """Collects a district's agents and phones, role by role."""

    def __init__(self, world: World, district: int) -> None:
        self.world, self.district = world, district
        self.settings = world.settings
        self.seed = seed_of(world.seed, district)
        self.dice = stream(world.settings.seed, 0xCA57, district)
        self.shelf = Shelf(world.numbering, world.people, district, self.dice)
        self.count, self.phone_count, self.outfits, self.own_lines = 0, 0, 0, 0
        self._agents: list[Agents] = []
        self._phones: list[Phones] = []
        self._free = world.people.district(district)[self.dice.permutation(world.people.per_district)]

    def lawful(self, role: str, share: float, size: tuple[int, int]) -> Crew:
        """Found lawful firms of a role: `share` of all lawful heavy callers, `size` agents in a firm."""
        expected = self.settings.lawful_per_thousand * share * self.world.people.per_district / 1000
        wanted = int(self.dice.poisson(expected * self.dice.gamma(8, 1 / 8)))
        sizes: list[int] = []
        while wanted > 0:
            sizes.append(min(wanted, int(self.dice.integers(size[0], size[1] + 1))))
            wanted -= sizes[-1]
        return Crew(self, role, sizes)

    def persons(self, count: int) -> Ints:
        """Take inhabitants of the district who do not play a role yet."""
        if count > len(self._free):
            raise NumbersRanOut("A district has fewer people than roles.", "Ask for fewer heavy callers.")
        taken, self._free = self._free[:count], self._free[count:]
        return taken

    def phones_of_persons(self, role: str, ids: Ints, campaign: int = -1) -> Phones:
        """Return people's own mobiles as phones that play a role; their private life goes on."""
        people = self.world.people
        phones = blank_phones(len(ids), role)
        phones["key"], phones["carrier"], phones["line"] = (
            people.keys(ids),
            people.carrier(ids),
            people.line(ids),
        )
        phones["subscriber"], phones["device"], phones["person"] = (
            people.subscriber(ids),
            people.device(ids),
            ids,
        )
        phones["campaign"], phones["attestation"] = campaign, 1
        return phones

    def add_phones(self, phones: Phones) -> int:
        """Keep phones, and return the index of the first."""
        first = self.phone_count
        self._phones.append(phones)
        self.phone_count += len(phones)
        return first

    def new_line(self) -> int:
        """Return the code of a new enterprise line of this district."""
        self.own_lines += 1
        return own_line(self.district, self.own_lines)

    def office(self, phones: Phones, purpose: str, shared: float) -> None:
        """Put a firm's numbers on a line of its own or, with a chance of `shared`, on a provider's trunk."""
        if self.dice.random() < shared:
            provider = int(providers(self.settings) * self.dice.random() ** 1.6)
            line, carrier = provider_line(provider, int(self.dice.integers(0, 4))), provider % 3
        else:
            line, carrier = self.new_line(), int(self.dice.integers(0, 3))
        phones["line"], phones["carrier"], phones["purpose"] = line, carrier, PURPOSES.index(purpose)
        phones["device"], phones["cell"] = 0, -1
        if self.dice.random() < 0.5:  # one account for all of them
            phones["subscriber"] = phones["subscriber"][:1]
        phones["attestation"] = self.dice.choice([1, 2, 2, 3])
        if self.dice.random() < 0.2:  # the network vouches for the line's pilot number
            phones["asserted"][1:] = phones["key"][0]

    def any_number(self, count: int, role: str) -> Phones:
        """Take numbers as firms buy them: landlines here or of another city, services, other places'."""
        kind, shelf = self.dice.random(), self.shelf
        if kind < 0.5:
            return shelf.landlines(count, role)
        if kind < 0.65:
            return shelf.landlines(count, role, other=True)
        if kind < 0.88:
            return shelf.services(count, role)
        return shelf.elsewhere(count, role)

    def gear(self, phones: Phones, spread: float) -> None:
        """Put cards into gateways or handsets, in one room or several; `spread` (0 to 1) scatters them."""
        count = len(phones)
        per_device = 1 if self.dice.random() < 0.25 + 0.6 * spread else int(self.dice.integers(2, 33))
        if per_device > 1:
            phones["device"] = phones["device"][np.arange(count) // per_device * per_device]
        rooms = 1 + int(self.dice.poisson(0.5 + 3 * spread))
        phones["cell"] = self.cells(rooms)[self.dice.integers(0, rooms, count)]
        about = self.dice.random()  # in one room, about the house, or in a car
        phones["roams"] = (
            1 if about < 0.55 else int(self.dice.integers(*((2, 12) if about < 0.8 else (12, 40))))
        )

    def cells(self, count: int, width: int = 1, dice: np.random.Generator | None = None) -> Ints:
        """Return cells of this district, where offices, shops and people are alike."""
        people, dice = self.world.people, dice or self.dice
        home = people.home_cell(
            self.district * people.per_district + dice.integers(0, people.per_district, count)
        )
        return (home + dice.integers(0, width, count)) % people.cells

    def enlist(self, crew: Crew) -> None:
        """Take a crew into the cast."""
        if not len(crew):
            return
        if ROLE[crew.role] < ROLE["telemarketing_floor"]:
            crew.strain()
        crew.agents["outfit"] = self.outfits + crew.firm
        self.outfits += len(crew.sizes)
        self.count += len(crew)
        self._agents.append(crew.agents)

    def troupe(self) -> Troupe:
        """Return all that was enlisted."""
        agents = np.concatenate(self._agents) if self._agents else np.zeros(0, dtype=AGENT)
        phones = np.concatenate(self._phones) if self._phones else np.zeros(0, dtype=PHONE)
        return Troupe(self.district, agents, phones)
