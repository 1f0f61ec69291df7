"""What a network makes of an attempt: alerting, answer, talk, release, and the causes it writes down.

Whether a call is answered, given up, refused, busy or cannot reach anyone follows the same physics for
everyone; only willingness, patience and talk differ. Causes are Q.850's, statuses are SIP's (RFC 3261).
"""

from dataclasses import dataclass, fields

import numpy as np

from jingling.city.chance import Flags, Floats, Ints
from jingling.city.manners import Manners

CALLER, CALLEE, NETWORK = 0, 1, 2
_LONGEST_S = 7200.0


@dataclass
class Prospects:
    """What each attempt may expect; one value a row."""

    pickup: Floats  # probability that somebody answers who is let ring long enough
    machine: Floats  # probability that a machine answers what nobody else does
    patience_s: Floats  # median seconds until the caller gives up
    patience_sigma: Floats
    brief: Floats  # share of conversations cut short
    brief_s: Floats  # their mean length
    talk_s: Floats  # mean length of the others
    talk_sigma: Floats
    gamma: Flags
    hangs_up: Floats  # share of conversations that the called person ends
    vacant: Flags  # number not assigned


@dataclass
class Outcome:
    """What became of each attempt."""

    answered: Flags
    machine: Flags
    ring_s: Floats
    talk_s: Floats
    refused: Flags  # answered, and soon cut off by the called person
    cause: Ints
    sip: Ints
    released: Ints

    def at(self, rows: Flags | Ints) -> "Outcome":
        """Return the outcomes of some rows."""
        return Outcome(*(getattr(self, f.name)[rows] for f in fields(self)))

    @staticmethod
    def joined(parts: list["Outcome"]) -> "Outcome":
        """Return several blocks of outcomes as one."""
        return Outcome(*(np.concatenate([getattr(p, f.name) for p in parts]) for f in fields(Outcome)))


def settle(prospects: Prospects, manners: Manners, dice: np.random.Generator) -> Outcome:
    """Decide what becomes of every attempt."""
    m = manners
    rows = len(prospects.pickup)
    patience = prospects.patience_s * np.exp(prospects.patience_sigma * dice.standard_normal(rows))
    limit = m.limit_s - 8.0 + 16.0 * dice.random(rows)  # the network's own limit of alerting
    # how long people take to answer
    lift = 0.8 + (m.lift_s - 0.8) * np.exp(m.lift_sigma * dice.standard_normal(rows))
    fate = dice.random(rows)
    willing = (fate < prospects.pickup) & ~prospects.vacant
    answered = willing & (lift < np.minimum(patience, limit))
    # what keeps the others: switched off, busy, refused at sight, or nobody comes
    reason = dice.random(rows)
    congested = (dice.random(rows) < m.congested) & ~answered & ~prospects.vacant
    lost = ~willing & ~prospects.vacant & ~congested
    off = lost & (reason < m.off)
    busy = lost & (reason >= m.off) & (reason < m.off + m.busy)
    refusal_s = 2.0 + 9.0 * dice.random(rows)
    rejected = lost & (reason >= m.off + m.busy) & (reason < m.off + m.busy + m.rejected)
    rejected &= refusal_s < patience
    # a mailbox or an assistant takes over after a while, or at once where the phone is off
    takes_over = np.where(off, 1.0, 14.0 + 12.0 * dice.random(rows))
    machine = ~answered & ~prospects.vacant & ~busy & ~rejected & ~congested & (takes_over < patience)
    machine &= dice.random(rows) < prospects.machine
    off &= ~machine
    waits = ~(answered | machine | off | busy | rejected | prospects.vacant | congested)
    gives_up = waits & (patience < limit)

    ring = np.where(waits, np.minimum(patience, limit), 0.0)
    ring = np.where(answered, lift, ring)
    ring = np.where(machine, takes_over, ring)
    ring = np.where(rejected, refusal_s, ring)
    ring = np.where(ring > 0, ring + m.set_up_s * (0.5 + dice.random(rows)), 0.0)

    brief = answered & (dice.random(rows) < prospects.brief)
    talk = _talk(prospects, brief, dice)
    talk = np.where(machine, 2.0 + dice.gamma(2.0, 5.0, rows), talk)
    answered |= machine
    talk = np.where(answered, talk, 0.0)

    luck = dice.random(rows)
    ends = np.where(brief, 0.35 + 0.6 * prospects.hangs_up, prospects.hangs_up)
    by_callee = np.where(machine, luck < 0.15, luck < ends)
    released = np.where(answered, np.where(by_callee, CALLEE, CALLER), NETWORK)
    released = np.where(rejected, CALLEE, np.where(gives_up, CALLER, released))
    dropped = answered & (dice.random(rows) < m.dropped)
    released = np.where(dropped, NETWORK, released)
    refused = brief & (released == CALLEE)

    states = [prospects.vacant, congested, dropped, answered, gives_up, rejected, busy, off]
    luck = dice.random(rows)
    unusual = (luck < m.odd_causes).astype(np.int64)
    cause = np.select(
        states, [_pair(*codes)[unusual] for codes in _causes(m)], _pair(m.silence_cause, 18)[unusual]
    )
    busy_sign = np.where(dice.random(rows) < m.refusal_busy, 486, 603)
    sip = np.select(states, [404, 503, 200, 200, 487, busy_sign, 486, 480], np.where(luck < 0.5, 480, 408))
    return Outcome(answered, machine, ring, talk, refused, cause, sip, released)


def _pair(usual: int, odd: int) -> Ints:
    return np.array([usual, odd], dtype=np.int64)


def _causes(m: Manners) -> list[tuple[int, int]]:
    """Return the usual and the odd cause of each state, as exchanges of different makes write them."""
    refusal = (17, 21) if m.refusal_busy > 0.5 else (21, 17)
    return [(1, 28), (34, 41), (41, 16), (16, 31), (m.cancel_cause, 31), refusal, (17, 16), (20, 18)]


def _talk(prospects: Prospects, brief: Flags, dice: np.random.Generator) -> Floats:
    rows = len(brief)
    sigma = prospects.talk_sigma
    spread = sigma * dice.standard_normal(rows) - sigma * sigma / 2
    long = prospects.talk_s * np.exp(spread)
    if prospects.gamma.any():
        shape = 1.0 / np.maximum(np.expm1(np.minimum(sigma[prospects.gamma], 1.3) ** 2), 0.02)
        long[prospects.gamma] = dice.gamma(shape) / shape * prospects.talk_s[prospects.gamma]
    short = prospects.brief_s * (0.35 + dice.gamma(1.6, 0.4, rows))
    return np.clip(np.where(brief, short, long), 0.4, _LONGEST_S)
