"""SIM pools and rows of neighbours: each number rings few, at an easy pace; together they ring a city.

After one hang-up ten other numbers of the pool may follow. No count per number can find them, honest people
hold such prefixes, and firms hold such rows.
"""

import numpy as np

from jingling.city.cast import Cast
from jingling.city.trade.campaigns import Campaign, Gang


def work_sim_pool(cast: Cast, campaign: Campaign) -> None:
    """Set up a pool of cards."""
    dice, hide = cast.dice, campaign.hiding
    each = float(dice.uniform(18, 60) * (1 - hide) + dice.uniform(8, 32) * hide)
    per_agent = max(1, round(1 + campaign.rotation * float(dice.uniform(0, 2))))
    gang = Gang(cast, campaign, max(4, round(campaign.calls / each / per_agent)))
    gang.common()
    gang.hide("swarm_refused", (0.1, 0.5), (0.0, 0.25))
    gang.hide("swarm_missed", (0, 0.1), (0, 0.06))
    gang.draw("swarm_calls", 2, 10)
    gang.draw("swarm_s", 30, 400)
    follow = 1 + float(
        np.mean(gang.agents["swarm_refused"] * gang.agents["pickup"] * 0.4 * gang.agents["swarm_calls"])
    )
    gang.draw("calls", campaign.calls / len(gang) / follow * 0.6, campaign.calls / len(gang) / follow * 1.4)
    gang.draw("session", 1, 15)
    gang.draw("pause_s", 8, 120)
    gang.draw("weekend", 0.5, 1.1)
    phones = cast.shelf.mobiles(
        gang.wanted(per_agent) * len(gang), gang.role, campaign.number, virtual=float(dice.uniform(0.1, 0.95))
    )
    gang.mobile_gear(phones)
    gang.own_numbers(phones, per_agent)
    gang.fix(cap=max(5, round(campaign.calls / len(gang) / per_agent)))
    cast.enlist(gang)
    gang.private_life(int(gang.agents["phone0"][0]), len(phones), 0.1 + 0.4 * hide)


def crawl_block(cast: Cast, campaign: Campaign) -> None:
    """Set up a row of neighbouring numbers, low and slow."""
    dice, hide = cast.dice, campaign.hiding
    each = float(dice.uniform(20, 70) * (1 - hide) + dice.uniform(8, 35) * hide)
    gang = Gang(cast, campaign, max(6, round(campaign.calls / each)))
    gang.common()
    gang.draw("calls", campaign.calls / len(gang) * 0.7, campaign.calls / len(gang) * 1.3)
    gang.draw("session", 1, 8)
    gang.draw("pause_s", 20, 300)
    mobile = dice.random() < 0.4
    count = gang.wanted(len(gang))
    if mobile:
        phones = cast.shelf.mobile_row(count, gang.role, campaign.number)
        if dice.random() < 0.5:
            gang.mobile_gear(phones)
        else:
            gang.office(phones)
    else:
        other = cast.settings.area != "010" and dice.random() < 0.5
        phones = cast.shelf.landlines(count, gang.role, campaign.number, other=other)
        gang.office(phones)
    if dice.random() < 0.5:
        gang.own_numbers(phones, 1)
    else:
        gang.pooled_numbers(phones, len(gang), len(gang))
    cast.enlist(gang)
