"""Unlawful debt collection: the debtor many times a day, then family, workmates and friends."""

import numpy as np

from jingling.city.cast import Cast
from jingling.city.trade.campaigns import Campaign, Gang


def collect_debts(cast: Cast, campaign: Campaign) -> None:
    """Set up a room of collectors."""
    dice, hide = cast.dice, campaign.hiding
    each = float(dice.uniform(90, 260) * (1 - hide) + dice.uniform(25, 130) * hide)
    gang = Gang(cast, campaign, round(campaign.calls / each))
    gang.common()
    gang.draw("calls", campaign.calls / len(gang) * 0.6, campaign.calls / len(gang) * 1.2)
    gang.fix(walks=False, listed=max(4, int(campaign.calls * (0.03 + 0.15 * hide) * dice.uniform(0.6, 2))))
    gang.fix(skew=float(dice.uniform(1, 2.2)))
    gang.hide("circle", (0.4, 0.8), (0.2, 0.7))
    gang.hide("pickup", (0.1, 0.4), (0.2, 0.55))
    gang.hide("brief", (0.4, 0.8), (0.22, 0.65))
    gang.draw("talk_s", 40, 190)
    gang.hide("redial", (0.35, 0.8), (0.12, 0.6))
    gang.hide("redial_s", (10, 500), (20, 1800))
    gang.draw("swarm_missed", 0.02, 0.3)
    gang.draw("swarm_refused", 0.05, 0.4)
    gang.draw("swarm_calls", 1, 3)
    gang.draw("swarm_s", 60, 900)
    gang.draw("callback", 0.02, 0.2)
    gang.draw("dead", 0.005, 0.05)
    gang.draw("session", 4, 60)
    gang.draw("pause_s", 4, 60)
    gang.hours((7, 9), (19, 22.6))
    if dice.random() < 0.3:
        _from_their_own_mobiles(cast, gang)
        cast.enlist(gang)
        return
    at_once = round(len(gang) * float(dice.uniform(1, 2.5)))
    a_day = gang.numbers_needed(at_once)
    count = gang.wanted(a_day)
    kind = dice.random()
    if kind < 0.55:
        phones = cast.shelf.mobiles(count, gang.role, campaign.number, virtual=float(dice.uniform(0.05, 0.7)))
        gang.mobile_gear(phones)
    else:
        take = cast.shelf.landlines if kind < 0.85 else cast.shelf.services
        phones = take(count, gang.role, campaign.number)
        gang.office(phones)
    if a_day >= len(gang) and dice.random() < 0.6:
        per_agent = a_day // len(gang)
        gang.own_numbers(phones, per_agent)
        gang.fix(cap=max(6, round(float(np.mean(gang.agents["calls"])) * 1.6 / per_agent)))
        if kind < 0.55:
            gang.private_life(int(gang.agents["phone0"][0]), len(phones), 0.1 + 0.3 * hide)
    else:
        gang.pooled_numbers(phones, a_day, at_once)
        gang.fix(turn_s=max(1200, 12 * 3600 / (a_day - at_once + 1)))
    cast.enlist(gang)


def _from_their_own_mobiles(cast: Cast, gang: Gang) -> None:
    """Let collectors ring from the mobile they also ring home with, at any hour, a few debtors each."""
    dice = cast.dice
    phones = cast.phones_of_persons(gang.role, cast.persons(len(gang)), gang.campaign.number)
    if dice.random() < 0.5:
        phones["roams"] = dice.integers(2, 30, len(phones))
    gang.agents["phone0"] = cast.add_phones(phones) + np.arange(len(phones))
    gang.curve("adult", "clock", "evening", "long_floor")
    gang.hours((6.5, 9), (20, 23.5))
    gang.draw("session", 1, 20)
    gang.draw("pause_s", 20, 300)
