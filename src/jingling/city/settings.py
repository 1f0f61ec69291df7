"""The knobs of a simulated city, and three ways of setting them: plain, hard, varied."""

import dataclasses
from dataclasses import dataclass, field
from datetime import date, timedelta

from jingling.city.chance import stream
from jingling.city.errors import SettingsError

PEOPLE_PER_DISTRICT = 50_000
SMALLEST_CITY = 2_000

# Columns that go missing together, because one system of the network writes them.
GROUPS: dict[str, tuple[str, ...]] = {
    "signalling": ("cause", "sip_status"),
    "ringing": ("ring_s",),
    "release": ("released_by",),
    "outcome": ("answered",),
    "listener": ("answered_by",),
    "identity": ("asserted", "attestation"),
    "diversion": ("diverted_by",),
    "line": ("line",),
    "subscriber": ("subscriber",),
    "device": ("device",),
    "cell": ("cell",),
    "carrier": ("carrier",),
    "call_id": ("call_id",),
}


AREAS = ("010", "020", "021", "022", "023", "024", "025", "027", "028", "029", "0371", "0532", "0551", "0571",
         "0731", "0755")  # fmt: skip


@dataclass(frozen=True)
class Settings:
    """What a city is like; shares are fractions of 1, and the comment gives the range `varied` draws from."""

    seed: int = 1
    kind: str = "plain"
    people: int = 60_000  # inhabitants with a mobile number, at least SMALLEST_CITY
    days: int = 1
    start: date = date(2026, 3, 10)  # a Tuesday; varied: any day of the week
    zone: str = "Asia/Shanghai"
    area: str = "010"  # area code of the city's landlines; varied: sixteen cities
    # honest people
    calls_per_person: float = 3.6  # private calls made a person a day; 2 to 6
    strangers_share: float = 0.20  # of those, to businesses, strangers, wrong numbers; 0.08 to 0.35
    callback_share: float = 0.45  # missed calls of known people that are called back; 0.2 to 0.7
    pickup: float = 0.55  # calls of unknown callers that are answered by the average person; 0.35 to 0.75
    talk_s: float = 85.0  # mean seconds of a private conversation; 50 to 170
    virtual_share: float = 0.06  # numbers under virtual operators' prefixes, honest ones too; 0.02 to 0.15
    filled: int = 2500  # inhabitants per block of 10,000 mobile numbers; 300 to 6,000
    # lawful heavy callers
    lawful_per_thousand: float = 40.0  # lawful heavy callers per 1,000 people; 20 to 70
    lawful_calls: float = 1.0  # multiplies their calls a day; 0.5 to 1.6
    likeness: float = 0.3  # how like a harasser a lawful heavy caller may behave, 0 to 1; 0 to 1
    # the trade
    nuisance_share: float = 0.2  # calls made by harassers, of all; 0.1 to 0.4
    campaigns_per_thousand: float = 0.22  # campaigns per 1,000 people, 14 at least; 0.12 to 0.35
    hiding: float = 0.2  # how hard the trade hides, 0 to 1; 0 to 1
    rotation: float = 0.3  # how often numbers are replaced, 0 to 1; 0 to 1
    twins: float = 0.2  # campaigns that bought a list another campaign has, too; 0 to 0.5
    rivals: float = (
        0.0  # campaigns of another's kind, with its list, on its provider's lines, in its cells; 0
    )
    shared_lines: float = 0.3  # campaigns on lines that carry lawful traffic, too; 0 to 0.9
    living: float = 0.5  # shown numbers of a gateway that belong to somebody; 0.2 to 0.9
    # the observer
    coverage: float = 1.0  # share of subscribers whose outgoing calls are in the records; 0.25 to 1
    interconnect: bool = True  # whether calls of other networks to covered subscribers are in the records
    missing_devices: float = 0.1  # mobile calls without a device; 0 to 0.6
    clock_ms: int = 1  # resolution of started_at; 1 or 1,000
    tick_s: float = 0.1  # resolution of talk_s and ring_s; 0.001, 0.1 or 1
    withheld_share: float = 0.0005  # calls of any caller that show no number; 0 to 0.002
    dropout: dict[str, float] = field(default_factory=dict)  # group -> share of nulls; 1 = no such column

    def __post_init__(self) -> None:
        if self.people < SMALLEST_CITY:
            raise SettingsError(
                f"A city of {self.people} people is too small.", f"Ask for {SMALLEST_CITY} or more."
            )
        if not 1 <= self.days <= 366:
            raise SettingsError(f"{self.days} days cannot be simulated.", "Ask for 1 to 366 days.")
        for name in (
            "strangers_share",
            "hiding",
            "rotation",
            "coverage",
            "likeness",
            "missing_devices",
            "living",
            "rivals",
        ):
            if not 0 <= getattr(self, name) <= 1:
                raise SettingsError(f"{name} is {getattr(self, name)}.", "It is a share: between 0 and 1.")
        if not 0 <= self.nuisance_share < 0.9:
            raise SettingsError(f"nuisance_share is {self.nuisance_share}.", "Ask for 0 to 0.9.")
        if unknown := set(self.dropout) - set(GROUPS):
            raise SettingsError(
                f"No such group of columns: {sorted(unknown)}.", f"Groups: {', '.join(GROUPS)}."
            )

    @property
    def districts(self) -> int:
        """Number of districts; each makes its own files."""
        return max(4, -(-self.people // PEOPLE_PER_DISTRICT))

    @property
    def district_people(self) -> int:
        """Inhabitants of one district: a multiple of 64, so that circles of friends close."""
        return -(-self.people // (self.districts * 64)) * 64

    @property
    def population(self) -> int:
        """Inhabitants of all districts: `people`, rounded up to whole districts."""
        return self.districts * self.district_people


def plain(seed: int, **knobs: object) -> Settings:
    """Return a city whose harassers hardly hide, seen with all columns."""
    dropout = dict.fromkeys(("signalling", "ringing", "release", "cell", "subscriber"), 0.02)
    dropout |= {"listener": 0.5}
    return dataclasses.replace(Settings(seed=seed, kind="plain", dropout=dropout), **knobs)  # type: ignore[arg-type]


def hard(seed: int, **knobs: object) -> Settings:
    """Return a city whose harassers rotate, share lines and lists, and whose lawful callers look alike."""
    dice = stream(seed, 0x4A8D)
    settings = Settings(
        seed=seed,
        kind="hard",
        start=date(2026, 3, 9) + timedelta(days=int(dice.integers(0, 7))),
        calls_per_person=float(dice.uniform(2.5, 5.0)),
        strangers_share=float(dice.uniform(0.18, 0.32)),
        pickup=float(dice.uniform(0.4, 0.65)),
        virtual_share=float(dice.uniform(0.06, 0.12)),
        filled=int(dice.integers(800, 5000)),
        lawful_per_thousand=float(dice.uniform(40, 65)),
        likeness=float(dice.uniform(0.65, 1.0)),
        nuisance_share=float(dice.uniform(0.12, 0.3)),
        hiding=float(dice.uniform(0.65, 0.95)),
        rotation=float(dice.uniform(0.6, 1.0)),
        twins=float(dice.uniform(0.3, 0.5)),
        shared_lines=float(dice.uniform(0.55, 0.9)),
        living=float(dice.uniform(0.4, 0.9)),
        missing_devices=float(dice.uniform(0.15, 0.5)),
        clock_ms=int(dice.choice([1, 1000])),
        tick_s=float(dice.choice([0.001, 0.1, 1.0])),
        dropout={group: float(dice.uniform(0.0, 0.15)) for group in GROUPS if group != "outcome"}
        | {"listener": 0.7},
        area=str(dice.choice(AREAS)),
    )
    return dataclasses.replace(settings, **knobs)  # type: ignore[arg-type]


def varied(seed: int, **knobs: object) -> Settings:
    """Return a city whose every knob is drawn at random, for training what must carry over to others."""
    dice = stream(seed, 0x5A17)

    def between(low: float, high: float) -> float:
        return float(dice.uniform(low, high))

    dropout: dict[str, float] = {}
    for group in GROUPS:
        fate = dice.random()
        dropout[group] = 1.0 if fate < 0.12 else between(0.0, 0.5) if fate < 0.45 else between(0.0, 0.03)
    dropout["outcome"] = 1.0 if dice.random() < 0.15 else 0.0
    if dice.random() < 0.2:  # records with the four required columns alone
        dropout = dict.fromkeys(GROUPS, 1.0)
    settings = Settings(
        seed=seed,
        kind="varied",
        people=int(_by_ratio(dice.random(), 15_000, 120_000)),
        days=int(dice.choice([1, 1, 1, 2, 3])),
        start=date(2026, 1, 5) + timedelta(days=int(dice.integers(0, 364))),
        area=str(dice.choice(AREAS)),
        calls_per_person=between(2.0, 6.0),
        strangers_share=between(0.08, 0.35),
        callback_share=between(0.2, 0.7),
        pickup=between(0.35, 0.75),
        talk_s=between(50, 170),
        virtual_share=between(0.02, 0.15),
        filled=int(_by_ratio(dice.random(), 300, 6000)),
        lawful_per_thousand=between(20, 70),
        lawful_calls=between(0.5, 1.6),
        likeness=between(0.0, 1.0),
        nuisance_share=between(0.1, 0.4),
        campaigns_per_thousand=between(0.12, 0.35),
        hiding=between(0.0, 1.0),
        rotation=between(0.0, 1.0),
        twins=between(0.0, 0.5),
        shared_lines=between(0.0, 0.9),
        living=between(0.2, 0.9),
        coverage=1.0 if dice.random() < 0.65 else between(0.25, 0.9),
        interconnect=bool(dice.random() < 0.7),
        missing_devices=between(0.0, 0.6),
        clock_ms=int(dice.choice([1, 1000])),
        tick_s=float(dice.choice([0.001, 0.1, 1.0])),
        withheld_share=between(0.0, 0.002),
        dropout=dropout,
    )
    return dataclasses.replace(settings, **knobs)  # type: ignore[arg-type]


def _by_ratio(u: float, low: float, high: float) -> float:
    """Return the value at share `u` of a range measured in ratios."""
    return float(low * (high / low) ** u)
