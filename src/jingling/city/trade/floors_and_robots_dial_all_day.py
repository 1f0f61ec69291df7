"""Telemarketing floors and talking robots: a room that dials from nine to eight behind a pool of numbers.

The press describes 64 agents at 500 to 800 calls a day each behind landlines of 010; small rooms do the same
with six, and those that hide dial less from each number and replace numbers as they get known.
"""

from jingling.city.agents import Phones
from jingling.city.cast import Cast
from jingling.city.trade.campaigns import Campaign, Gang


def run_floor(cast: Cast, campaign: Campaign) -> None:
    """Set up a floor of people who dial."""
    dice, hide = cast.dice, campaign.hiding
    each = float(dice.uniform(500, 800) * (1 - hide) + dice.uniform(90, 420) * hide)
    gang = Gang(cast, campaign, min(64, round(campaign.calls / each)))
    gang.common()
    gang.draw("calls", campaign.calls / len(gang) * 0.85, campaign.calls / len(gang) * 1.15)
    gang.hide("session", (60, 300), (8, 80))
    gang.hide("pause_s", (3, 14), (6, 45))
    gang.hide("talk_s", (35, 150), (45, 200))
    gang.hours((8.4, 9.4), (18.5, 20.6))
    gang.curve("floor", "long_floor")
    _pool(gang, len(gang))
    cast.enlist(gang)


def run_robots(cast: Cast, campaign: Campaign) -> None:
    """Set up robots: channels that dial one call after another with hardly a pause, and say their piece."""
    dice, hide = cast.dice, campaign.hiding
    each = float(dice.uniform(300, 1100) * (1 - hide) + dice.uniform(60, 450) * hide)
    gang = Gang(cast, campaign, round(campaign.calls / each))
    gang.common()
    gang.draw("calls", campaign.calls / len(gang) * 0.8, campaign.calls / len(gang) * 1.2)
    gang.hide("session", (100, 600), (15, 120))
    gang.draw("pause_s", 1, 25)
    gang.hide("pause_sigma", (0.03, 0.25), (0.2, 0.9))
    gang.draw("patience_sigma", 0.04, 0.3)
    gang.draw("talk_s", 14, 70)
    gang.draw("talk_sigma", 0.3, 0.9)
    gang.hide("brief", (0.42, 0.9), (0.3, 0.78))
    gang.hide("pickup", (0.18, 0.5), (0.25, 0.65))
    gang.draw("staffed", 0.01, 0.4)
    gang.curve("flat_day", "floor", "long_floor")
    _pool(gang, len(gang))
    cast.enlist(gang)


def _pool(gang: Gang, at_once: int) -> None:
    """Choose the numbers: landlines here or of another city, service numbers, or a row of mobiles."""
    dice = gang.dice
    if gang.campaign.hiding > 0.5 and dice.random() < 0.6:
        at_once = round(at_once * float(dice.uniform(1, 5)))  # many numbers, few calls each
    elif dice.random() < 0.4:
        at_once = max(1, round(at_once * float(dice.uniform(0.2, 1))))  # a few numbers for the whole room
    a_day = gang.numbers_needed(at_once)
    phones = _take(gang, gang.wanted(a_day))
    if len(phones) >= len(gang) and dice.random() < 0.45 and a_day >= len(gang):
        per_agent = a_day // len(gang)
        gang.own_numbers(phones, per_agent)
        gang.fix(cap=max(6, gang.campaign.calls / len(gang) / per_agent))
    else:
        gang.pooled_numbers(phones, a_day, at_once)
        if a_day > at_once:
            gang.fix(turn_s=max(600, 11 * 3600 / (a_day - at_once + 1)))


def _take(gang: Gang, count: int) -> Phones:
    dice, shelf, name = gang.dice, gang.cast.shelf, gang.campaign.number
    kind = dice.random()
    if kind < 0.18:
        phones = shelf.mobiles(count, gang.role, name, virtual=float(dice.uniform(0.05, 0.8)))
        gang.mobile_gear(phones)
        return phones
    if kind < 0.62:
        phones = shelf.landlines(
            count, gang.role, name, other=gang.cast.settings.area != "010" and dice.random() < 0.7
        )
    elif kind < 0.82:
        phones = shelf.services(count, gang.role, name)
    else:
        phones = shelf.mobile_row(count, gang.role, name)
    gang.office(phones)
    return phones
