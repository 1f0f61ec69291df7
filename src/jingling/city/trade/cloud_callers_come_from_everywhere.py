"""Cloud calling (云呼): one room, numbers of many places, four calls in nine minutes to one person."""

import numpy as np

from jingling.city.cast import Cast
from jingling.city.trade.campaigns import Campaign, Gang


def call_from_the_cloud(cast: Cast, campaign: Campaign) -> None:
    """Set up a campaign on rented numbers of mixed origin."""
    dice, hide = cast.dice, campaign.hiding
    each = float(dice.uniform(200, 600) * (1 - hide) + dice.uniform(60, 300) * hide)
    gang = Gang(cast, campaign, round(campaign.calls / each))
    gang.common()
    gang.hide("swarm_missed", (0.15, 0.5), (0.02, 0.25))
    gang.hide("swarm_refused", (0.05, 0.4), (0.0, 0.2))
    gang.draw("swarm_calls", 1.5, 3.5)
    gang.draw("swarm_s", 60, 260)
    follow = 1 + 0.5 * float(np.mean(gang.agents["swarm_missed"])) * 2.5
    gang.draw("calls", campaign.calls / len(gang) / follow * 0.8, campaign.calls / len(gang) / follow * 1.2)
    gang.hide("session", (40, 200), (8, 60))
    gang.hide("pause_s", (3, 20), (6, 50))
    at_once = round(len(gang) * float(dice.uniform(1, 3 + 8 * hide)))
    a_day = gang.numbers_needed(at_once)
    count = gang.wanted(a_day)
    shelf, number = cast.shelf, campaign.number
    cuts = np.sort(dice.random(3))
    parts = np.diff(np.concatenate([[0], np.round(cuts * count).astype(np.int64), [count]]))
    pool = [
        shelf.elsewhere(int(parts[0]), gang.role, number),
        shelf.services(int(parts[1]), gang.role, number),
        shelf.landlines(int(parts[2]), gang.role, number, other=True),
        shelf.landlines(int(parts[3]), gang.role, number),
    ]
    phones = np.concatenate(pool)
    gang.office(phones)
    if dice.random() < 0.4 and count > 3:  # two providers for one room
        gang.office(phones[::2])
    dice.shuffle(phones)
    gang.pooled_numbers(phones, a_day, at_once)
    if a_day > at_once:
        gang.fix(turn_s=max(900, 11 * 3600 / (a_day - at_once + 1)))
    cast.enlist(gang)
