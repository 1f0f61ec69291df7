"""Campaigns of a city: how many, of what kind, how big, where at home, and with whose list."""

from dataclasses import dataclass, replace
from math import gcd

import numpy as np

from jingling.city.agents import Phones, blank_agents
from jingling.city.cast import Cast, Crew
from jingling.city.chance import Ints, mix, seed_of, stream, unit
from jingling.city.lines import provider_line, providers
from jingling.city.rhythm import CURVE
from jingling.city.settings import Settings

# kind: (how common, calls a day when it can do as it likes)
KINDS: dict[str, tuple[float, float]] = {
    "telemarketing_floor": (2.5, 9000),
    "ai_robot": (2.5, 4000),
    "loan_agent": (3.0, 3500),
    "cloud_calling": (2.5, 4000),
    "sim_pool": (4.0, 2500),
    "block_low_slow": (2.0, 1500),
    "debt_collector": (2.5, 1800),
    "one_ring": (1.5, 2500),
    "call_bombing": (1.0, 1200),
    "gateway": (1.5, 2500),
}
FEWEST = 14
# Calls a day that lawful heavy callers add for each inhabitant, at 40 per thousand; measured.
LAWFUL_PER_PERSON = 3.3
ECHO = 1.27  # second tries and calls back, per private call


@dataclass(frozen=True)
class Campaign:
    """One campaign (团伙)."""

    number: int
    kind: str
    district: int
    calls: float  # a day, of all its agents
    hiding: float
    rotation: float
    list_seed: int
    listed: int
    start: int  # place in the list where it begins
    shared_line: bool
    step: int = 1  # it takes every so many-th name
    premises: int = -1  # the campaign whose lines and cells it uses; none but its own


def honest_calls(settings: Settings) -> float:
    """Estimate the calls a day that are no nuisance."""
    lawful = LAWFUL_PER_PERSON * settings.lawful_per_thousand / 40 * settings.lawful_calls
    return settings.population * (settings.calls_per_person * ECHO + lawful)


def plan_campaigns(settings: Settings) -> list[Campaign]:
    """Draw all campaigns of a city; every district draws the same."""
    dice = stream(settings.seed, 0xCA3B)
    if settings.nuisance_share == 0:
        return []
    count = max(FEWEST, round(settings.population / 1000 * settings.campaigns_per_thousand))
    names, weights = list(KINDS), np.array([w for w, _ in KINDS.values()])
    weights = weights * np.exp(dice.normal(0, 0.35, len(names)))
    kinds = list(dice.choice(names, size=count, p=weights / weights.sum()))
    kinds[: len(names)] = names  # every kind is met in every city
    sizes = np.array([KINDS[k][1] for k in kinds]) * np.exp(dice.normal(0, 0.6, count))
    wanted = honest_calls(settings) * settings.nuisance_share / (1 - settings.nuisance_share)
    sizes *= wanted / sizes.sum()
    homes = dice.permutation(np.arange(count) % settings.districts)
    campaigns: list[Campaign] = []
    for number in range(count):
        seed, listed, start = (
            seed_of(settings.seed, 0x115, number),
            int(sizes[number] * dice.uniform(0.6, 6)) + 200,
            0,
        )
        if campaigns and dice.random() < settings.twins:
            twin = campaigns[int(dice.integers(0, len(campaigns)))]
            seed, listed = twin.list_seed, twin.listed
            start = int(dice.integers(0, listed)) if dice.random() < 0.5 else 0
        campaigns.append(
            Campaign(
                number,
                kinds[number],
                int(homes[number]),
                float(sizes[number]),
                float(np.clip(settings.hiding + dice.normal(0, 0.15), 0, 1)),
                float(np.clip(settings.rotation + dice.normal(0, 0.25), 0, 1)),
                seed,
                listed,
                start,
                bool(dice.random() < settings.shared_lines),
            )
        )
    return _with_rivals(settings, campaigns)


def _with_rivals(settings: Settings, campaigns: list[Campaign]) -> list[Campaign]:
    """Make some campaigns rivals of one before: of its kind and rooms, with its list, in another order."""
    if settings.rivals == 0:
        return campaigns
    dice = stream(settings.seed, 0x21BA)
    for number in np.flatnonzero(dice.random(len(campaigns)) < settings.rivals).tolist():
        free = [other.number for other in campaigns if other.number < number and other.premises < 0]
        if not free:
            continue
        first = replace(campaigns[int(dice.choice(free))], shared_line=True)
        first = replace(first, premises=first.number)
        campaigns[first.number] = first
        step = int(dice.integers(1, first.listed))
        while gcd(step, first.listed) > 1:
            step += 1
        campaigns[number] = replace(
            first,
            number=number,
            calls=first.calls * float(dice.uniform(0.4, 1.2)),
            start=int(dice.integers(0, first.listed)),
            step=step,
        )
    return campaigns


class Gang(Crew):
    """The agents of one campaign; each habit moves between an open and a hidden range."""

    def __init__(self, cast: Cast, campaign: Campaign, agents: int) -> None:
        super().__init__(cast, campaign.kind, [max(1, agents)])
        self.campaign, self.days = campaign, cast.settings.days
        marks = np.full(len(self), campaign.list_seed, dtype=np.int64)
        self.fix(seed=mix(marks, 1), listed=campaign.listed, list_start=campaign.start, walks=True)
        self.fix(list_step=campaign.step)
        self.mates()

    def hide(self, name: str, opened: tuple[float, float], hidden: tuple[float, float]) -> None:
        """Draw a habit between what the trade does openly and what it does when it hides."""
        share = self.campaign.hiding
        low, high = (a * (1 - share) + b * share for a, b in zip(opened, hidden, strict=True))
        self.draw(name, low, high)

    def common(self) -> None:
        """Draw the habits that most campaigns share."""
        self.hide("pickup", (0.14, 0.45), (0.22, 0.64))
        self.hide("brief", (0.42, 0.88), (0.26, 0.75))
        self.draw("brief_s", 3, 13)
        self.draw("talk_s", 30, 170)
        self.draw("talk_sigma", 0.6, 1.3)
        self.hide("hangs_up", (0.6, 0.85), (0.45, 0.75))
        self.draw("patience_s", 12, 36)
        self.hide("callback", (0.008, 0.06), (0.015, 0.12))
        self.draw("staffed", 0.05, 0.85)
        self.draw("again", 0.001, 0.02)
        self.hide("asked", (0, 0.003), (0, 0.01))
        self.hide("dead", (0.03, 0.16), (0.01, 0.08))
        self.draw("away", 0.0, 0.3)
        self.draw("business", 0.0, 0.15)
        self.draw("redial", 0.02, 0.25)
        self.draw("redial_s", 300, 9000)
        self.draw("recycle", 0.0, 0.2)
        self.draw("weekend", 0.2, 1.1)
        self.draw("idle", 0.0, 0.15)
        self.hide("pause_sigma", (0.4, 1.0), (0.5, 1.2))
        self.curve("floor", "long_floor", "flat_day", "office")
        self.hours((8, 9.6), (17.8, 21))
        self.talk_law()
        self.choosy()

    def numbers_needed(self, agents_at_once: int) -> int:
        """Return how many numbers to keep a day for so many agents, by how often they are replaced."""
        worn = 1 + self.campaign.rotation * float(self.dice.uniform(0.5, 6))
        return max(1, round(agents_at_once * worn))

    @property
    def daily(self) -> bool:
        """Whether all numbers are new every day."""
        luck = unit(np.array([self.campaign.number]), self.campaign.list_seed)[0]
        return bool(self.days > 1 and self.campaign.rotation > luck)

    def own_numbers(self, phones: Phones, per_agent: int) -> None:
        """Give each agent numbers of its own, used one after another (`cap` or `turn_s` says when)."""
        first = self.cast.add_phones(phones)
        step = per_agent * (self.days if self.daily else 1)
        self.fix(phone0=first + np.arange(len(self)) * step, phones=per_agent, daily=self.daily)

    def pooled_numbers(self, phones: Phones, a_day: int, width: int) -> None:
        """Let all agents show any number of a pool: `width` of the day's numbers are in use at a time."""
        self.fix(
            phone0=self.cast.add_phones(phones),
            phones=a_day,
            width=max(1, min(width, a_day)),
            daily=self.daily,
        )

    def wanted(self, a_day: int) -> int:
        """Return how many phones to take from the shelf for so many a day."""
        return a_day * (self.days if self.daily else 1)

    def office(self, phones: Phones) -> None:
        """Put the numbers on a rented line, under whatever purpose was registered for it."""
        purpose = str(self.dice.choice(["service", "marketing", "notification", "survey", "collection"]))
        self.cast.office(phones, purpose, shared=1.0 if self.campaign.shared_line else 0.0)
        if self.campaign.premises >= 0:
            dice = self._landlord()
            provider = int(dice.integers(0, providers(self.cast.settings)))
            phones["line"] = provider_line(provider, int(dice.integers(0, 4)))
            phones["carrier"] = provider % 3

    def mobile_gear(self, phones: Phones) -> None:
        """Put cards into gateways or handsets, in one room or several; hiding spreads them."""
        self.cast.gear(phones, spread=self.campaign.hiding)
        if self.campaign.premises >= 0:
            dice = self._landlord()
            rooms = self.cast.cells(1 + int(dice.poisson(1.5)), dice=dice)
            phones["cell"] = rooms[self.dice.integers(0, len(rooms), len(phones))]

    def _landlord(self) -> np.random.Generator:
        """Return the dice of the premises: those who share them throw alike."""
        return stream(self.cast.settings.seed, 0x1A2D, self.campaign.premises)

    def private_life(self, first_phone: int, phones: int, share: float) -> None:
        """Let some of the numbers make and get a few private calls, too."""
        chosen: Ints = np.flatnonzero(self.dice.random(phones) < share)
        if not len(chosen):
            return
        crew = Crew(self.cast, self.campaign.kind, np.ones(len(chosen), dtype=np.int64))
        crew.agents = blank_agents(len(chosen), self.campaign.kind)
        crew.agents["seed"] = mix(chosen + first_phone, self.cast.seed)
        crew.in_district()
        crew.fix(phone0=first_phone + chosen, familiar=1, pickup=0.76, brief=0.12, talk_s=80, talk_sigma=1.1,
                 callback=0.35, again=0.05, hangs_up=0.48, visitors=5, listed=5, inbound_known=0.9,
                 curve=CURVE["adult"], redial=0.3)  # fmt: skip
        crew.draw("calls", 0.5, 4)
        crew.draw("inbound", 0.3, 3)
        self.cast.enlist(crew)
