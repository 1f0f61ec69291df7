"""One-ring bait (响一声), which lives from call-backs, and call bombing (呼死你), which wears people out."""

import numpy as np

from jingling.city.cast import Cast
from jingling.city.trade.campaigns import Campaign, Gang


def ring_once(cast: Cast, campaign: Campaign) -> None:
    """Set up a bait: a ring or two, and whoever calls back is held on the line."""
    dice, hide = cast.dice, campaign.hiding
    each = float(dice.uniform(150, 700) * (1 - hide) + dice.uniform(15, 160) * hide)
    gang = Gang(cast, campaign, round(campaign.calls / each))
    gang.common()
    gang.draw("calls", campaign.calls / len(gang) * 0.8, campaign.calls / len(gang) * 1.2)
    gang.hide("patience_s", (1.2, 3.5), (2.0, 7.0))
    gang.hide("patience_sigma", (0.1, 0.35), (0.2, 0.6))
    gang.draw("pause_s", 1.5, 25)
    gang.hide("session", (50, 400), (5, 60))
    gang.hide("callback", (0.06, 0.3), (0.03, 0.2))
    gang.draw("staffed", 0.5, 0.97)
    gang.draw("talk_s", 30, 120)
    gang.draw("redial", 0.0, 0.05)
    gang.curve("flat_day", "clock", "evening", "adult")
    gang.hours((0.0, 9.0), (18.0, 24.0))
    per_agent = max(1, round(1 + campaign.rotation * float(dice.uniform(0, 4))))
    count = gang.wanted(per_agent) * len(gang)
    kind = dice.random()
    if kind < 0.6:
        phones = cast.shelf.mobiles(count, gang.role, campaign.number, virtual=float(dice.uniform(0.1, 0.8)))
        gang.mobile_gear(phones)
    else:
        phones = (cast.shelf.elsewhere if kind < 0.85 else cast.shelf.landlines)(
            count, gang.role, campaign.number
        )
        gang.office(phones)
    gang.own_numbers(phones, per_agent)
    gang.fix(cap=max(5, round(campaign.calls / len(gang) / per_agent)))
    cast.enlist(gang)


def bomb_calls(cast: Cast, campaign: Campaign) -> None:
    """Set up a bombing: a few victims, called without end from many numbers."""
    dice, hide = cast.dice, campaign.hiding
    each = float(dice.uniform(40, 250) * (1 - hide) + dice.uniform(9, 60) * hide)
    gang = Gang(cast, campaign, max(3, round(campaign.calls / each)))
    gang.common()
    gang.draw("calls", campaign.calls / len(gang) * 0.8, campaign.calls / len(gang) * 1.2)
    victims = max(1, round(campaign.calls / float(dice.uniform(60, 500))))
    gang.fix(walks=False, listed=victims, away=0, business=0, dead=0, recycle=0)
    gang.hide("pickup", (0.03, 0.2), (0.08, 0.3))
    gang.draw("brief", 0.6, 0.95)
    gang.draw("brief_s", 1.5, 8)
    gang.draw("patience_s", 2, 20)
    gang.draw("redial", 0.1, 0.6)
    gang.draw("redial_s", 5, 120)
    gang.draw("session", 10, 150)
    gang.draw("pause_s", 1, 20)
    gang.draw("callback", 0.0, 0.03)
    gang.curve("clock", "adult", "evening", "flat_day")
    gang.hours((0.0, 10.0), (17.0, 24.0))
    count = gang.wanted(1) * len(gang)
    kind = dice.random()
    if kind < 0.5:
        phones = cast.shelf.mobiles(count, gang.role, campaign.number, virtual=float(dice.uniform(0.1, 0.9)))
        gang.mobile_gear(phones)
    else:
        phones = (cast.shelf.elsewhere if kind < 0.75 else cast.shelf.services)(
            count, gang.role, campaign.number
        )
        gang.office(phones)
    if dice.random() < 0.5:
        gang.own_numbers(phones, 1)
    else:
        gang.pooled_numbers(phones, len(gang), len(gang))
    if hide > 0.3:
        _other_victims(gang)
    cast.enlist(gang)


def _other_victims(gang: Gang) -> None:
    """Let numbers that bomb serve several customers: each agent has victims of its own."""
    marks = gang.agents["seed"] + np.arange(len(gang)).astype(np.uint64) // np.uint64(5)
    gang.fix(seed=marks)
