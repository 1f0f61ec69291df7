"""The facts: all that registers, lists and counters hold about one call, looked up before it is judged."""

from dataclasses import dataclass, field

from jingling.lists.packing import People
from jingling.lists.policies import Policy
from jingling.lists.snapshot import Listed, Shown
from jingling.rules import Attempts, Identity, Line, Project, Rule


@dataclass(frozen=True, slots=True)
class Rules:
    """The rules to ask on a day, by direction: those enforced, and those in shadow."""

    enforced: dict[str, tuple[Rule, ...]]
    shadow: dict[str, tuple[Rule, ...]]


@dataclass(slots=True)
class Facts:
    """What is known about one call.

    Attributes:
        rules: the rules in force.
        line: the line it names; None if no register has it.
        project: the project it names; None if no register has it.
        shown: who may show the caller's number.
        shown_projects: those of them whose line this is.
        people: the called person's consents and refusals.
        listed: the caller's listings.
        attempts: the past.
        identity: what the signature came to.
        policy: the called person's own.
        rings: ages of full rings of this number that were not answered.
        feed_is_stale: the feed has been silent for longer than configured.
        zone_offset_s: of the called person's time from UTC.
    """

    rules: Rules
    line: Line | None = None
    project: Project | None = None
    shown: Shown = field(default_factory=lambda: Shown((), ()))
    shown_projects: tuple[Project, ...] = ()
    people: People = ((), ())
    listed: tuple[Listed, ...] = ()
    attempts: Attempts = field(default_factory=Attempts)
    identity: Identity = field(default_factory=Identity)
    policy: Policy | None = None
    rings: tuple[int, ...] = ()
    feed_is_stale: bool = False
    zone_offset_s: int = 28_800
