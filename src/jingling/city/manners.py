"""Manners of a city: how its people and its networks behave, drawn once for each city.

A detector must not learn that people lift after six seconds or that a busy line is always cause 17. Whatever
is the same for everyone in a city, and could be otherwise in the next, is drawn here.
"""

from dataclasses import dataclass

import numpy as np

from jingling.city.chance import stream
from jingling.city.settings import Settings


@dataclass(frozen=True)
class Manners:
    """Shares are of 1, times in seconds; the comment gives the range."""

    # networks
    lift_s: float  # median time to answer; 3 to 9
    lift_sigma: float  # 0.4 to 0.9
    limit_s: float  # when a network stops alerting; 35 to 65
    off: float  # of attempts nobody takes, those to phones switched off; 0.06 to 0.25
    busy: float  # to busy ones; 0.05 to 0.2
    rejected: float  # refused at sight; 0.04 to 0.2
    congested: float  # of attempts not answered; 0.001 to 0.01
    dropped: float  # conversations the network loses; 0.002 to 0.02
    set_up_s: float  # of set-up counted as ringing by the exchange; 0 to 2.5, often 0
    odd_causes: float  # how often an exchange writes another cause than the usual one; 0 to 0.4
    refusal_busy: float  # refusals written down as busy; 0.1 to 0.9
    cancel_cause: int  # cause of a call given up while ringing: 16, 31 or 127
    silence_cause: int  # cause of a call nobody answers: 19, 18 or 102
    # people
    familiar_pickup: float  # answered calls of people one knows; 0.62 to 0.88
    brief: float  # conversations with people one knows that are cut short; 0.04 to 0.28
    stranger_brief: float  # with strangers; 0.25 to 0.6
    brief_s: float  # 5 to 14
    talk_sigma: float  # 0.75 to 1.35
    talk_spread: float  # how unlike each other people talk; 0.3 to 1.4
    patience_s: float  # median time until people give up; 18 to 36
    flash: float  # calls that are only meant to ring; 0 to 0.03
    again: float  # missed calls tried again soon; 0.12 to 0.45
    cluster: float  # further calls of a pair that follow the last within minutes; 0.1 to 0.55
    lean: float  # how one-sided ties may be; 0.15 to 0.48
    tie_spread: float  # how unlike each other ties are; 0.7 to 1.6
    activity_spread: float  # how unlike each other people's activity is; 0.5 to 1.0
    family: float  # weight of families, of workmates, of friends, of friends elsewhere; 0.4 to 2.5 each
    work: float
    friends: float
    far: float
    landlines: float  # people with a landline at home that they use; 0 to 0.12
    machine: float  # attempts nobody takes that a mailbox or an assistant takes; 0 to 0.15
    errands: float  # people who ring round among strangers today: a flat, a job, a wedding; 0.001 to 0.02
    hang_up: float  # conversations that the called person ends; 0.4 to 0.58


def manners(settings: Settings) -> Manners:
    """Draw the manners of a city."""
    dice = stream(settings.seed, 0x3A2)

    def near(low: float, high: float) -> float:
        return float(dice.uniform(low, high))

    def ratio(low: float, high: float) -> float:
        return float(np.exp(dice.uniform(np.log(low), np.log(high))))

    return Manners(
        lift_s=near(3, 9), lift_sigma=near(0.4, 0.9), limit_s=near(35, 65), off=near(0.06, 0.25),
        busy=near(0.05, 0.2),
        rejected=near(0.04, 0.2), congested=ratio(0.001, 0.01), dropped=ratio(0.002, 0.02),
        set_up_s=max(0.0, near(-2.5, 2.5)), odd_causes=near(0, 0.4), refusal_busy=near(0.1, 0.9),
        cancel_cause=int(dice.choice([16, 16, 16, 31, 127])), silence_cause=int(dice.choice([19, 19, 19, 18,
                                                                                             102])),
        familiar_pickup=near(0.62, 0.88), brief=near(0.04, 0.28), stranger_brief=near(0.25, 0.6),
        brief_s=near(5, 14),
        talk_sigma=near(0.75, 1.35), talk_spread=near(0.3, 1.4), patience_s=near(18, 36), flash=near(0, 0.03),
        again=near(0.12, 0.45), cluster=near(0.1, 0.55), lean=near(0.15, 0.48), tie_spread=near(0.7, 1.6),
        activity_spread=near(0.5, 1.0), family=ratio(0.4, 2.5), work=ratio(0.4, 2.5), friends=ratio(0.4, 2.5),
        far=ratio(0.4, 2.5), landlines=near(0, 0.12),
        machine=near(0, 0.15), errands=ratio(0.001, 0.02), hang_up=near(0.4, 0.58),
    )  # fmt: skip
