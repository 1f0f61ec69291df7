"""What a page's scripts read of a campaign: its story as JSON values, every text in both languages."""

from collections.abc import Mapping, Sequence
from datetime import tzinfo
from typing import Any

from jingling.campaigns import KINDS
from jingling.detect.report.campaign_wording import (
    belief_sentence,
    campaign_actions,
    campaign_sentence,
    counted_sentence,
    drawn_sentence,
    evidence_sentence,
    hour_said,
    leaning_sentence,
    members_sentence,
    people_title,
    places_words,
    shared_title,
    use_sentence,
    what_if,
)
from jingling.detect.report.campaigns import HOURS_A_DAY, Member, Story, Weakest, spread_evenly
from jingling.detect.report.figures import exact, hours_text, score, time_of
from jingling.detect.report.network import Network, network

MOST_ROWS, MOST_PEOPLE, MOST_SHARED, MOST_MEMBERS = 60, 20, 60, 30
"""How many numbers the timeline shows, and how many rows the tables have."""

MOST_HOURS = 8 * HOURS_A_DAY
"""A timeline longer than this goes by days."""

NODE_KINDS = tuple(kind for kind in KINDS if kind != "hours")
"""Kinds of nodes, by the place under which a node names its kind."""


def embedded_campaign(story: Story, places: Mapping[str, int], zone: tzinfo) -> dict[str, Any]:
    """Return everything that the scripts draw of one campaign.

    Args:
        story: what is told.
        places: place of a number's own page among the findings, by its key.
        zone: of local times.
    """
    campaign = story.campaign
    members = sorted(story.members, key=lambda one: (-one.score, -(one.calls or 0), one.key))
    return {
        "kind": "campaign",
        "name": campaign.name,
        "sentence": campaign_sentence(campaign),
        "belief": belief_sentence(campaign),
        "places": places_words(campaign, ("lines", "devices", "cells", "blocks")),
        "again": exact(campaign.callees_again),
        "first": time_of(campaign.first_ms, zone),
        "last": time_of(campaign.last_ms, zone),
        "busy": hours_text(story.by_hour),
        "use": _use(story),
        "evidence": [
            [evidence_sentence(link), link.weight, members_sentence(link, campaign)]
            for link in campaign.evidence
        ],
        "weakest": story.weakest and _weakest(story, story.weakest),
        "network": _network(story, network(story), places),
        "people": {
            "title": people_title(story),
            "rows": [
                [
                    one.name,
                    exact(len(one.holders)),
                    exact(one.calls),
                    time_of(one.first_ms, zone),
                    time_of(one.last_ms, zone),
                ]
                for one in story.people[:MOST_PEOPLE]
            ],
        },
        "members": [_member(one, places, zone) for one in members[:MOST_MEMBERS]],
        "numbers": exact(campaign.numbers),
        "actions": campaign_actions(story),
    }


def _member(one: Member, places: Mapping[str, int], zone: tzinfo) -> list[Any]:
    calls = "" if one.calls is None else exact(one.calls)
    first, last = time_of(one.first_ms, zone), time_of(one.last_ms, zone)
    return [one.name, places.get(one.key, -1), score(one.score), score(one.probability), calls, first, last]


def _use(story: Story) -> dict[str, Any] | None:
    known = [member for member in story.members if member.hours]
    if not known:
        return None
    begun = min(min(member.hours) for member in known)
    ended = max(max(member.hours) for member in known) + 1
    step = 1 if ended - begun <= MOST_HOURS else HOURS_A_DAY
    begun -= begun % step
    return {
        "title": use_sentence(story),
        "step": step,
        "columns": [hour_said(at) for at in range(begun, ended, step)],
        "rows": [
            [member.name, *_columns(member.hours, begun, step)] for member in spread_evenly(known, MOST_ROWS)
        ],
        "known": exact(len(known)),
    }


def _columns(hours: Mapping[int, int], begun: int, step: int) -> tuple[list[int], list[int]]:
    """Return the columns in which a number made calls, and how many."""
    calls: dict[int, int] = {}
    for at, made in sorted(hours.items()):
        calls[(at - begun) // step] = calls.get((at - begun) // step, 0) + made
    return list(calls), list(calls.values())


def _weakest(story: Story, weakest: Weakest) -> dict[str, Any]:
    return {
        "name": story.members[weakest.member].name,
        "sentence": what_if(story, weakest),
        "leaning": leaning_sentence(story),
        "links": [[evidence_sentence(link), link.weight, counted_sentence(link)] for link in weakest.links],
        "intercept": weakest.intercept,
        "log_odds": weakest.log_odds,
        "said": score(story.members[weakest.member].probability),
        "without": score(weakest.without) if weakest.strongest else "",
    }


def _network(story: Story, drawn: Network, places: Mapping[str, int]) -> dict[str, Any]:
    kinds = {kind: at for at, kind in enumerate(NODE_KINDS)}
    weakest = story.weakest.member if story.weakest else -1
    nodes: list[Sequence[Any]] = []
    for at, (x, y) in zip(drawn.members, drawn.places, strict=False):
        one = story.members[at]
        nodes.append([kinds["numbers"], one.name, x, y, places.get(one.key, -1)])
    for at, (x, y) in zip(drawn.shared, drawn.places[len(drawn.members) :], strict=True):
        shared = story.shared[at]
        nodes.append([kinds[shared.kind], shared.name, x, y, len(shared.holders)])
    return {
        "title": shared_title(story),
        "said": drawn_sentence(drawn),
        "kinds": [KINDS[kind] for kind in NODE_KINDS],
        "nodes": nodes,
        "ties": [end for tie in drawn.ties for end in tie],
        "weakest": drawn.members.index(weakest) if weakest in drawn.members else -1,
        "shared": [
            [one.name, KINDS[one.kind], exact(len(one.holders)), exact(one.calls)]
            for one in story.shared[:MOST_SHARED]
        ],
    }
