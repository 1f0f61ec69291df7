"""The decision: from one call and the facts about it to a verdict, and nothing else.

`decide` reads no clock, no file and no list; asked twice with the same it answers the same. The HTTP
service, Kamailio's workers, replay and the tests all call it.
"""

from functools import lru_cache
from typing import NamedTuple

from jingling.gate.facts import NOTHING, Asked, Asking, Facts
from jingling.gate.question import Call
from jingling.gate.verdict import NO_OBJECTION, WORDS, Verdict, sip_answer
from jingling.lists.policies import judge_policy
from jingling.lists.snapshot import listings
from jingling.numbers import ANONYMOUS_KEY, NumberKind, kind_of
from jingling.rules import (
    MARKETING,
    NO_POLICY,
    Answer,
    Listing,
    Personal,
    Project,
    Situation,
    principal_id,
)

_Said = tuple[int, int, Answer]

_ALLOW = Verdict("allow", (), (), "", NO_OBJECTION)
_ALLOW_VOUCHED = Verdict("allow", (), (), "", NO_OBJECTION, vouched=True)


class Brief(NamedTuple):
    """The caller's side of a call, judged: the same whoever is called.

    Attributes:
        situation: with nobody called yet.
        enforced, shadow: the rules to ask, for the effective purpose.
        said, said_in_shadow: what those about the caller answer.
    """

    situation: Situation
    enforced: Asking
    shadow: Asking
    said: tuple[_Said, ...]
    said_in_shadow: tuple[_Said, ...]


def decide(call: Call, facts: Facts, brief: Brief | None = None) -> Verdict:
    """Judge one call.

    Calls to emergency numbers are never judged. A call-back from emergency services is judged for its
    authenticity alone. Otherwise every rule of its direction and purpose is asked, and the verdict is the
    strongest effect among their answers.

    Args:
        call: the question, read.
        facts: what is known about it.
        brief: what `brief_of` says of this caller in this second, where somebody has just asked it.
    """
    if call.callee_kind is NumberKind.EMERGENCY:
        return _ALLOW
    if brief is None:
        brief = brief_of(call, facts)
    situation = situate(call, facts, brief)
    reasons = _answers(brief.enforced, brief.said, situation)
    shadow = _answers(brief.shadow, brief.said_in_shadow, situation) if brief.shadow is not NOTHING else ()
    if not reasons and not shadow:
        return _ALLOW_VOUCHED if facts.identity.vouches else _ALLOW
    strength = reasons[0].strength if reasons else 0
    if situation.strict_identity and any(answer.cause.startswith("identity") for answer in reasons):
        strength = 3
    word = WORDS[strength]
    label = next((answer.label.zh for answer in reasons if answer.label.zh), "") if strength == 1 else ""
    profile = "china" if situation.line is None else situation.line.profile
    return Verdict(
        word, reasons, shadow, label, sip_answer(reasons, word, profile), vouched=facts.identity.vouches
    )


def _answers(rules: Asking, said: tuple[_Said, ...], situation: Situation) -> tuple[Answer, ...]:
    """Return the answers that apply, strongest first, then as the pack has them.

    Where the called person has a policy, it may outweigh what is known of the caller, and nothing that was
    said before holds.
    """
    found = _ask(rules.of_call, situation)
    found += said if situation.personal is NO_POLICY else _ask(rules.of_caller, situation)
    if not found:
        return ()
    found.sort()
    if situation.emergency:
        return tuple([answer for _, _, answer in found if answer.cause == "caller-number"])
    return tuple([answer for _, _, answer in found])


def _ask(rules: tuple[Asked, ...], situation: Situation) -> list[_Said]:
    """Ask rules; return the answers that apply, each behind its weakness and its rule's place."""
    found = []
    for place, judge, figures, answers in rules:
        said = judge(situation, figures)
        if said is not None:
            answer = answers[said]
            found.append((-answer.strength, place, answer))
    return found


def brief_of(call: Call, facts: Facts) -> Brief:
    """Judge the caller's side of a call; of the facts, nothing is looked at that is the called person's."""
    situation = _caller_of(call, facts)
    kind = situation.direction, situation.purpose
    enforced, shadow = facts.rules.enforced[kind], facts.rules.shadow[kind]
    return Brief(
        situation,
        enforced,
        shadow,
        tuple(_ask(enforced.of_caller, situation)),
        tuple(_ask(shadow.of_caller, situation)),
    )


def situate(call: Call, facts: Facts, brief: Brief) -> Situation:
    """Put the called person into their caller's situation; then it is all that a rule may see."""
    known, policy, attempts = brief.situation, facts.policy, facts.attempts
    direction, people, found, personal = known.direction, facts.people, known.listings, NO_POLICY
    minute = (known.at + facts.zone_offset_s) // 60 % 1440
    if policy is not None:
        found = listings(facts.listed, known.at)
        personal = judge_policy(
            policy,
            caller=call.caller,
            classes=frozenset(
                {known.purpose, str(call.caller_kind), *(listing.kind for listing in found)} - {""}
                | ({"international"} if known.line and known.line.kind == "international" else set())
            ),
            at=known.at,
            minute=minute,
            strangers=attempts.strangers,
            rings=facts.rings if not any(listing.list == "finding" for listing in found) else (),
        )
        if direction != "outbound":
            found = _outweighed(found, personal)
        if direction == "inbound" and personal.allowed:
            people = (people[0], ())  # they themselves let this number in
    return known.with_called(
        call.callee,
        minute,
        people,
        attempts,
        personal=personal,
        listings=found,
        emergency=known.emergency or (direction != "outbound" and attempts.emergency_s is not None),
    )


def _caller_of(call: Call, facts: Facts) -> Situation:
    """Put together what a rule may see of the caller's side."""
    asked, line, project = call.asked, facts.line, facts.project
    direction = asked.direction
    at = int(call.at)
    identity = facts.identity
    shown, kind = _authentic_number(call, facts)
    misused = False
    if direction == "outbound":
        principals = _both(asked.principal, None if project is None else project.principal_id)
        if project is not None:
            misused = (asked.purpose not in {"", project.purpose}) or (
                line is not None and line.kind == "enterprise" and project.purpose not in line.purposes
            )
        purpose = MARKETING if project is None or misused else project.purpose or MARKETING
    else:
        project = project or _project_of_the_number(facts.shown_projects)
        principals = (
            frozenset(facts.shown.principals)
            if project is None
            else _both(asked.principal or project.principal, project.principal_id)
        )
        purpose = "" if direction == "inbound" else _purpose_seen_by_a_network(call, facts, project)
        if asked.principal and project is None:
            principals |= {principal_id(asked.principal)}
    found = listings(facts.listed, at)
    return Situation(
        direction,
        at,
        0,
        call.caller,
        0,
        shown,
        kind,
        asked.line,
        asked.project,
        asked.purpose,
        purpose,
        misused,
        line,
        project,
        principals,
        listings=_outweighed(found, NO_POLICY) if found and direction != "outbound" else found,
        identity=identity,
        asserted=call.asserted,
        roaming=asked.roaming,
        campaign=next((one.campaign for one in facts.listed if one.campaign is not None), None),
        feed_is_stale=facts.feed_is_stale,
        strict_identity=line is not None and line.profile == "strict",
        emergency=direction != "outbound"
        and ((line is not None and line.kind == "emergency") or identity.emergency),
    )


@lru_cache(maxsize=65_536)
def _both(name: str, other: int | None) -> frozenset[int]:
    """Return the ids of a named principal and of a project's."""
    return frozenset({principal_id(name)} if other is None else {principal_id(name), other})


def _authentic_number(call: Call, facts: Facts) -> tuple[int, NumberKind]:
    """Return the number that is held against the line's, and its kind.

    A forwarded call is judged by who forwarded it, where that is vouched for: by a `div` PASSporT, by the
    network's asserted number, or by a line that may show the forwarding number. A withheld number is
    judged by the asserted one.
    """
    if call.asked.direction == "outbound":  # nothing was forwarded yet, and nobody vouches for it
        return call.caller, call.caller_kind
    diverted = call.diverted_by or facts.identity.diverted_by
    if diverted and (
        diverted in {facts.identity.diverted_by, call.asserted}
        or (facts.line is not None and facts.line.kind == "enterprise" and facts.line.shows(diverted))
    ):
        return diverted, kind_of(diverted)
    if call.caller == ANONYMOUS_KEY and call.asserted:
        return call.asserted, kind_of(call.asserted)
    return call.caller, call.caller_kind


def _project_of_the_number(projects: tuple[Project, ...]) -> Project | None:
    """Return the project a network's call belongs to, where the number and the line leave no choice."""
    return projects[0] if len(projects) == 1 else None


def _purpose_seen_by_a_network(call: Call, facts: Facts, project: Project | None) -> str:
    """Return the purpose registered for what a network sees; nothing, where that is not certain.

    Any doubt makes the call ordinary: a person's ordinary call is not cut because we do not know.
    """
    line = facts.line
    if line is None or line.kind != "enterprise":
        return ""
    if project is not None:
        if call.asked.purpose not in {"", project.purpose} or project.purpose not in line.purposes:
            return MARKETING
        return project.purpose
    # a project that was named and is not known here leaves the purpose to the number and the line
    purposes = {one.purpose for one in facts.shown_projects} or line.purposes
    return next(iter(purposes)) if len(purposes) == 1 else ""


def _outweighed(found: tuple[Listing, ...], personal: Personal) -> tuple[Listing, ...]:
    """Take out block and finding listings that a person's or the operator's allowing outweighs."""
    if personal.allowed or personal.expected or any(one.list == "allow" for one in found):
        return tuple(one for one in found if one.list not in {"block", "finding"})
    return found
