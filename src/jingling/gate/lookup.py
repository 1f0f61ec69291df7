"""Looking up 查询: from a call to the facts about it, as registers, lists and signatures have them.

A call has two sides. The caller's is looked up and judged once in a second and then serves all calls that
differ in nothing but the called person; a busy line makes thousands of them. The called person's is looked
up for each call. Counters are the gate's own business.
"""

import time
from datetime import date, timedelta
from typing import NamedTuple

from jingling.gate.decide import Brief, brief_of
from jingling.gate.facts import Facts, Rules, rules_on
from jingling.gate.question import Call
from jingling.gate.settings import Settings
from jingling.gate.zones import BEIJING_S, offset_s, zone_offset_s
from jingling.identity import Verifier, for_rules
from jingling.lists.live import LiveLists
from jingling.numbers import normal_form
from jingling.rules import NO_IDENTITY, Identity, Pack, principal_id

_MOST_SIDES = 1_024


class Side(NamedTuple):
    """The caller's side of a call: what is known of it, and how it was judged.

    Attributes:
        principal: whose attempts count, 0 for nobody's.
        collects: whether it is a call to collect a debt.
        capped: whether the line's calls are counted.
    """

    facts: Facts
    brief: Brief
    principal: int
    collects: bool
    capped: bool


class Lookup:
    """Looks facts up, for one gate.

    Args:
        pack: the rules.
        settings: how long the lists' publisher may be silent, and the zone of whoever declared none.
        verifier: of signatures; None where none are looked at.
    """

    def __init__(self, pack: Pack, settings: Settings, verifier: Verifier | None) -> None:
        self._pack, self._stale_after_s, self._verifier = pack, settings.stale_after_s, verifier
        self._home = settings.home_zone
        self._rules: dict[int, Rules] = {}
        self._sides: dict[tuple[object, ...], Side] = {}
        self._sides_at: tuple[int, tuple[int, int]] | None = None

    def side_of(self, call: Call, lists: LiveLists) -> Side:
        """Look up and judge the caller's side of a call, once in a second as long as the lists stand still.

        A signature is about one call, and is verified for each; what it came to is one side of many calls.
        """
        asked = call.asked
        now = int(call.at), lists.version
        if now != self._sides_at or len(self._sides) >= _MOST_SIDES:
            self._sides.clear()
            self._sides_at = now
        identity = self._identity(call) if asked.identity else NO_IDENTITY
        said = (
            asked.direction, call.caller, asked.line, asked.principal, asked.project, asked.purpose,
            call.asserted, call.diverted_by, asked.roaming, identity,
        )  # fmt: skip
        side = self._sides.get(said)
        if side is None:
            side = self._sides[said] = _side(call, self._facts_of_caller(call, lists, identity))
        return side

    def forget(self) -> None:
        """Forget all callers: the lists were opened anew."""
        self._sides.clear()

    def facts_for(self, call: Call, lists: LiveLists, known: Facts | None = None) -> Facts:
        """Look up what is known about a call.

        Args:
            call: the question, read.
            lists: brought up to date.
            known: what was looked up of the same caller in the same second.
        """
        if known is None:
            known = self._facts_of_caller(call, lists, self._identity(call))
        facts = known.with_people(lists.person(call.callee))
        asked = call.asked
        if asked.direction == "outbound":
            facts.zone_offset_s = zone_offset_s(lists, call.callee, call.at, self._home)
            return facts
        if asked.policy is not None or asked.policy_id or lists.has_policies:
            facts.policy = asked.policy or lists.policy(asked.policy_id or normal_form(call.callee) or "")
        zone = self._home if facts.policy is None else facts.policy.zone
        facts.zone_offset_s = offset_s(zone, call.at)
        return facts

    def _identity(self, call: Call) -> Identity:
        """Verify a call's signed identity; nobody is asked for one before dialling."""
        asked = call.asked
        if not asked.identity or self._verifier is None or asked.direction == "outbound":
            return NO_IDENTITY
        return for_rules(
            self._verifier.verify(
                asked.identity,
                caller=asked.caller,
                callee=asked.callee,
                now=call.at,
                call=asked.call_id or f"{call.at}",
            )
        )

    def _facts_of_caller(self, call: Call, lists: LiveLists, identity: Identity) -> Facts:
        asked = call.asked
        facts = Facts(self._rules_at(call.at), identity=identity, version=lists.version)
        if asked.line:
            facts.line = lists.line(asked.line)
        if asked.project:
            facts.project = lists.project(asked.project)
        facts.listed = lists.listed(call.caller)
        if asked.direction == "outbound":
            if self._stale_after_s:
                age = lists.feed_age_s(time.time())
                facts.feed_is_stale = age is None or age > self._stale_after_s
            return facts
        facts.shown = lists.who_shows(call.caller)
        if facts.shown.projects and facts.project is None:
            found = (lists.project(name) for name in facts.shown.projects)
            facts.shown_projects = tuple(one for one in found if one and asked.line in one.lines)
        return facts

    def _rules_at(self, at: float) -> Rules:
        """Return the rules in force on the day of a time, as Beijing has days."""
        day = int(at + BEIJING_S) // 86_400
        if day not in self._rules:
            self._rules[day] = rules_on(self._pack, date(1970, 1, 1) + timedelta(days=day))
        return self._rules[day]


def _side(call: Call, facts: Facts) -> Side:
    capped = facts.line is not None and facts.line.cap is not None
    return Side(facts, brief_of(call, facts), _principal(call, facts), _collects(facts), capped)


def _principal(call: Call, facts: Facts) -> int:
    """Return the principal whose attempts count."""
    if facts.project is not None:
        return facts.project.principal_id
    return principal_id(call.asked.principal) if call.asked.principal else 0


def _collects(facts: Facts) -> bool:
    """Say whether a call is one to collect a debt, by the project that it names or whose number it shows."""
    projects = facts.shown_projects if facts.project is None else (facts.project,)
    for project in projects:  # noqa: SIM110 - any() costs thrice as much, at every call
        if project.purpose == "collection":
            return True
    return False
