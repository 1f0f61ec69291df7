"""The facts: all that registers, lists and counters hold about one call, looked up before it is judged."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, NamedTuple, cast, get_args

import msgspec

from jingling.gate.zones import BEIJING_S
from jingling.lists.packing import People
from jingling.lists.policies import Policy
from jingling.lists.snapshot import NO_ONE_SHOWS, Listed, Shown
from jingling.rules import (
    NO_ATTEMPTS,
    NO_IDENTITY,
    PURPOSES,
    About,
    Answer,
    Attempts,
    Direction,
    Identity,
    Judge,
    Line,
    Pack,
    Project,
    Rule,
)


class Asked(NamedTuple):
    """A rule as it is asked; `place` is its place in the pack."""

    place: int
    judge: Judge
    figures: Mapping[str, Any]
    answers: Mapping[str, Answer]


class Asking(NamedTuple):
    """The rules to ask about a call: those about its caller alone, and those about all of it."""

    of_caller: tuple[Asked, ...]
    of_call: tuple[Asked, ...]


NOTHING = Asking((), ())


class Rules(NamedTuple):
    """The rules to ask on a day, by direction and effective purpose: those enforced, and those in shadow."""

    enforced: Mapping[tuple[str, str], Asking]
    shadow: Mapping[tuple[str, str], Asking]


def rules_on(pack: Pack, day: date) -> Rules:
    """Return the rules of a pack that are in force on a day."""
    places = {rule.id: place for place, rule in enumerate(pack.rules)}

    def asking(rules: Iterable[Rule], purpose: str) -> Asking:
        of: dict[About, list[Asked]] = {"caller": [], "call": []}
        for rule in rules:
            if not rule.purposes or purpose in rule.purposes:
                of[rule.about].append(Asked(places[rule.id], rule.judge, rule.figures, rule.answers))
        return Asking(tuple(of["caller"]), tuple(of["call"])) if any(of.values()) else NOTHING

    def by_kind(*, shadow: bool) -> dict[tuple[str, str], Asking]:
        found = {direction: pack.asked(direction, day, shadow=shadow) for direction in get_args(Direction)}
        return {
            (direction, purpose): asking(found[direction], purpose)
            for direction in found
            for purpose in ("", *PURPOSES)
        }

    return Rules(by_kind(shadow=False), by_kind(shadow=True))


class Facts(msgspec.Struct, gc=False):
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
    zone_offset_s: int = BEIJING_S
    version: tuple[int, int] = (0, 0)

    def with_people(self, people: People) -> "Facts":
        """Return what is known of this caller, and of a called person as far as lists tell."""
        facts = cast(Facts, self.__copy__())  # type: ignore[attr-defined]  # a third of what copy() takes
        facts.people = people
        return facts
