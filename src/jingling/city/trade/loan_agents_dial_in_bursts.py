"""Loan agents (贷款中介): 250 calls in forty minutes from a personal mobile, then the same names again.

They know from the last list who has money; a refusal is a name for next week. Some use their own mobile, with
friends and family on it; others a card bought for the purpose.
"""

import numpy as np

from jingling.city.cast import Cast
from jingling.city.trade.campaigns import Campaign, Gang


def offer_loans(cast: Cast, campaign: Campaign) -> None:
    """Set up an office of loan agents."""
    dice, hide = cast.dice, campaign.hiding
    each = float(dice.uniform(160, 420) * (1 - hide) + dice.uniform(35, 200) * hide)
    gang = Gang(cast, campaign, round(campaign.calls / each))
    gang.common()
    gang.draw("calls", campaign.calls / len(gang) * 0.7, campaign.calls / len(gang) * 1.3)
    gang.hide("session", (100, 260), (10, 120))
    gang.hide("pause_s", (0.5, 6), (3, 30))
    gang.hide("patience_s", (4, 14), (9, 30))
    gang.hide("pickup", (0.14, 0.42), (0.2, 0.58))
    gang.draw("talk_s", 35, 200)
    gang.draw("recycle", 0.08, 0.45)
    gang.draw("recycle_back", 20, 900)
    gang.draw("callback", 0.01, 0.1)
    gang.draw("staffed", 0.4, 0.95)
    gang.fix(listed=max(100, int(campaign.calls * dice.uniform(0.5, 3))))
    own = dice.random(len(gang)) < 0.25 + 0.5 * hide
    persons = cast.persons(int(own.sum()))
    mine = cast.phones_of_persons(gang.role, persons, campaign.number)
    if (about := dice.random()) < 0.4:  # one office, lunch nearby
        mine["cell"], mine["roams"] = cast.cells(1)[0], int(dice.integers(1, 4))
    elif about < 0.65:  # on the way between clients
        mine["roams"] = dice.integers(5, 40, len(mine))
    first = cast.add_phones(mine)
    gang.agents["phone0"][own] = first + np.arange(len(mine))
    bought = np.flatnonzero(~own)
    per_agent = max(1, round(1 + campaign.rotation * float(dice.uniform(0, 4))))
    step = gang.wanted(per_agent)
    cards = cast.shelf.mobiles(
        len(bought) * step, gang.role, campaign.number, virtual=float(dice.uniform(0.05, 0.6))
    )
    if len(cards):
        gang.mobile_gear(cards)
        first = cast.add_phones(cards)
        gang.agents["phone0"][bought] = first + np.arange(len(bought)) * step
        gang.agents["phones"][bought], gang.agents["daily"][bought] = per_agent, gang.daily
        gang.agents["cap"][bought] = max(6, campaign.calls / len(gang) / per_agent)
        gang.private_life(first, len(cards), 0.15 + 0.5 * hide)
    cast.enlist(gang)
