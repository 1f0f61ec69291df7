"""Campaigns are found by what links their numbers, and by nothing that links everybody."""

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from jingling.campaigns.weights import shipped_weights

FIRST, SECOND = range(13_000_000_000, 13_000_000_012), range(13_500_007_000, 13_500_007_012)
"""Two gangs of twelve numbers."""

LIST, OTHER = range(18_000_000_000, 18_000_000_300), range(18_900_000_000, 18_900_000_300)
"""Two lists of people."""

Find = Callable[..., tuple]


def campaigns_of(found: dict[int, tuple[str, float]], numbers: range) -> set[str]:
    """Return the campaigns in which some of these numbers were found."""
    return {found[number][0] for number in numbers if number in found}


def test_two_gangs_with_lists_of_their_own_are_two_campaigns(scene: Any, find: Find) -> None:
    """Each gang stands whole in a campaign of its own, every membership more likely than not."""
    scene.gang(FIRST, LIST)
    scene.gang(SECOND, OTHER)
    found, _ = find(scene)
    assert len(campaigns_of(found, FIRST)) == len(campaigns_of(found, SECOND)) == 1
    assert not campaigns_of(found, FIRST) & campaigns_of(found, SECOND)
    assert set(found) == {*FIRST, *SECOND}
    assert all(probability > 0.5 for _, probability in found.values())


def test_rivals_who_bought_one_list_stay_apart(scene: Any, find: Find) -> None:
    """Two gangs ring the same people all day, each over its own line: nobody is put with the rival."""
    bought = range(LIST.start, LIST.start + 1_000)
    scene.crowd()
    scene.gang(FIRST, bought, pace_ms=700_000, line="line one")
    scene.gang(SECOND, bought, pace_ms=700_000, line="line two")
    found, _ = find(scene, "all columns")
    assert campaigns_of(found, FIRST)
    assert not campaigns_of(found, FIRST) & campaigns_of(found, SECOND)


def test_rivals_who_share_list_and_line_are_told_apart_by_whom_they_meet(scene: Any, find: Find) -> None:
    """Two gangs with one list on one line: a gang's numbers follow each other, never the rival's.

    They have far more people in common than either gang's numbers, who share the list out.
    """
    bought = range(LIST.start, LIST.start + 400)
    scene.crowd()
    for numbers in (FIRST, SECOND):
        scene.gang(numbers, bought, each=60, follow=0.7, pace_ms=400_000, line="their provider's")
    found, _ = find(scene, "all columns")
    for numbers in (FIRST, SECOND):
        assert len([number for number in numbers if number in found]) > len(numbers) / 2
    assert not campaigns_of(found, FIRST) & campaigns_of(found, SECOND)


def test_a_popular_callee_glues_nobody(scene: Any, find: Find) -> None:
    """All of two gangs ring one hotline within minutes, and remain two campaigns."""
    scene.gang(FIRST, LIST)
    scene.gang(SECOND, OTHER)
    scene.crowd()
    for rank, number in enumerate([*FIRST, *SECOND]):
        for again in range(3):
            scene.ring(number, 95_588, scene.evening_ms + 5_000 * rank + 600_000 * again)
    found, _ = find(scene)
    assert not campaigns_of(found, FIRST) & campaigns_of(found, SECOND)


@pytest.mark.parametrize("people", [range(18_000_000_000, 18_000_000_006), LIST], ids=["family", "firm"])
def test_a_lawful_group_is_no_campaign(scene: Any, find: Find, people: range) -> None:
    """A family, or couriers behind one line, act together as plainly as any gang; nobody suspects them."""
    scene.gang(FIRST, people, score=0.05, line="trunk", device="van")
    found, _ = find(scene, "all columns")
    assert not found


@pytest.mark.parametrize(("numbers", "campaigns"), [(8, 0), (40, 0), (80, 1)])
def test_a_large_group_of_the_half_suspect_is_a_campaign(
    scene: Any, find: Find, numbers: int, campaigns: int
) -> None:
    """Many numbers on one list, each half suspect, are a trade that hides; dozens may be a survey's room."""
    gang = range(FIRST.start, FIRST.start + numbers)
    scene.gang(gang, LIST, score=0.5)
    assert len(campaigns_of(find(scene)[0], gang)) == campaigns


def test_a_shared_switchboard_does_not_glue_a_gang_to_a_firm(scene: Any, find: Find) -> None:
    """A gang and a firm of small suspicion use one trunk: the gang is a campaign, the firm is not in it."""
    scene.gang(FIRST, LIST, line="trunk")
    scene.gang(SECOND, OTHER, score=0.05, line="trunk", follow=0.02, pace_ms=600_000)
    found, _ = find(scene, "all columns")
    assert set(found) == set(FIRST)


def test_the_order_of_rows_changes_nothing(scene: Any, find: Find) -> None:
    """Rows in any order give the same campaigns, to the last probability."""
    scene.gang(FIRST, LIST)
    scene.gang(SECOND, OTHER)
    order = np.random.default_rng(2).permutation(len(scene.calls)).tolist()
    assert find(scene)[0] == find(scene, order=order)[0]


def test_links_add_up_to_the_probability(scene: Any, find: Find) -> None:
    """What ties a member to its campaign, kind by kind, adds up to the log-odds of its membership."""
    scene.gang(FIRST, LIST)
    found, bench = find(scene)
    told = dict(bench.engine.rows("SELECT number, sum(weight) FROM campaign_links GROUP BY number"))
    for number, (_, probability) in found.items():
        odds = shipped_weights("required columns").start + told[number]
        assert math.log(probability / (1 - probability)) == pytest.approx(odds, abs=0.2)


def test_a_campaign_tells_what_it_used(scene: Any, find: Find) -> None:
    """Numbers, calls, people, people reached again, blocks and hours are counted over its members' calls."""
    scene.gang(FIRST, LIST, line="trunk")
    _, bench = find(scene, "all columns")
    row = bench.engine.table("SELECT * FROM campaigns").to_pylist()[0]
    people = [callee for _, callee, *_ in scene.calls]
    assert (row["numbers"], row["calls"], row["lines"], row["devices"]) == (12, len(scene.calls), 1, 0)
    assert row["callees"] == len(set(people))
    assert row["callees_again"] == sum(people.count(callee) > 1 for callee in set(people))
    assert row["blocks"] == 1
    assert row["hours"][0] >= 9
    assert row["evidence"][0]["weight"] > 0
    assert {kind["kind"] for kind in row["evidence"]} >= {"list", "turns", "line"}
