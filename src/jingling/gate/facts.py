"""The facts: all that registers, lists and counters hold about one call, looked up before it is judged."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple, get_args

from jingling.lists.packing import People
from jingling.lists.policies import Policy
from jingling.lists.snapshot import NO_ONE_SHOWS, Listed, Shown
from jingling.rules import (
    NO_ATTEMPTS,
    NO_IDENTITY,
    Answer,
    Attempts,
    Direction,
    Identity,
    Judge,
    Line,
    Pack,
    Project,
)


class Asked(NamedTuple):
    """A rule as it is asked."""

    judge: Judge
    figures: Mapping[str, Any]
    answers: Mapping[str, Answer]


@dataclass(frozen=True, slots=True)
class Rules:
    """The rules to ask on a day, by direction: those enforced, and those in shadow."""

    enforced: dict[str, tuple[Asked, ...]]
    shadow: dict[str, tuple[Asked, ...]]


def rules_on(pack: Pack, day: date) -> Rules:
    """Return the rules of a pack that are in force on a day."""

    def asked(direction: Direction, *, shadow: bool) -> tuple[Asked, ...]:
        found = pack.asked(direction, day, shadow=shadow)
        return tuple(Asked(rule.judge, rule.figures, rule.answers) for rule in found)

    return Rules(
        {direction: asked(direction, shadow=False) for direction in get_args(Direction)},
        {direction: asked(direction, shadow=True) for direction in get_args(Direction)},
    )


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
        feed_is_stale: the lists' publisher has been silent for longer than configured.
        zone_offset_s: of the called person's time from UTC.
        version: of the lists, publication and place in the feed.
    """

    rules: Rules
    line: Line | None = None
    project: Project | None = None
    shown: Shown = NO_ONE_SHOWS
    shown_projects: tuple[Project, ...] = ()
    people: People = ((), ())
    listed: tuple[Listed, ...] = ()
    attempts: Attempts = NO_ATTEMPTS
    identity: Identity = NO_IDENTITY
    policy: Policy | None = None
    rings: tuple[int, ...] = ()
    feed_is_stale: bool = False
    zone_offset_s: int = 28_800
    version: tuple[int, int] = (0, 0)
