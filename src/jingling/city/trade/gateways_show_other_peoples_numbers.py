"""A gateway (改号) whose shown number is new at each call: often a living person's, never its own.

The numbers it shows harass nobody: they belong to people who know nothing, or to no one. What can be found is
the line, and what can be proved is that its register holds other numbers.
"""

import numpy as np

from jingling.city.agents import FORGED
from jingling.city.cast import Cast
from jingling.city.trade.campaigns import Campaign, Gang


def forge_numbers(cast: Cast, campaign: Campaign) -> None:
    """Set up a gateway that shows other people's numbers."""
    dice, hide = cast.dice, campaign.hiding
    gang = Gang(cast, campaign, max(1, round(campaign.calls / float(dice.uniform(150, 700)))))
    gang.common()
    gang.draw("calls", campaign.calls / len(gang) * 0.85, campaign.calls / len(gang) * 1.15)
    gang.hide("session", (50, 300), (8, 80))
    gang.draw("pause_s", 1.5, 20)
    gang.draw("living", max(0.05, cast.settings.living - 0.2), min(0.97, cast.settings.living + 0.15))
    gang.draw("callback", 0.01, 0.08)
    gang.fix(shows=FORGED)
    # the numbers that its line was given; it keeps to them for a part of its calls when it hides
    own = max(2, round(float(dice.uniform(2, 12))))
    phones = cast.shelf.landlines(own, gang.role, campaign.number)
    gang.office(phones)
    if dice.random() < 0.5:
        phones["asserted"] = phones["key"]
    phones["attestation"] = dice.choice([2, 3, 3])
    gang.pooled_numbers(phones, own, own)
    gang.fix(daily=False)
    honest = dice.random(len(gang)) < 0.25 * hide
    gang.fix(shows=np.where(honest, 0, FORGED))
    cast.enlist(gang)
