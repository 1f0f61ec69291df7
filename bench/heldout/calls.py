"""What becomes of an attempt, when it is made, and what it calls forth.

One function decides every attempt of every role: unassigned, out of reach, busy, rejected, rung out,
taken by a machine, or talked. Sessions are paced from the outcome of each call (the next one starts when
the last has ended and been wrapped up); a second and a third wave hold the retries and the call-backs.
"""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np

from heldout.laws import Law
from heldout.register import Floats, Ints, Register

PERSON, MACHINE, CANCELLED, TIMEOUT, REJECTED, BUSY, ABSENT, UNASSIGNED, CONGESTED = range(9)
CALLER, CALLEE, NETWORK = range(3)
DAY = 86400.0


@dataclass
class Calls:
    """Attempts as columns of one length; `start` in local seconds from the first midnight."""

    caller: Ints
    callee: Ints
    start: Floats
    ring: Floats
    talk: Floats
    fate: Ints
    by: Ints
    law: Ints
    origin: Ints  # the number whose attachment it came from: the caller, unless the number shown is false

    def __len__(self) -> int:
        return len(self.caller)

    def pick(self, which: np.ndarray) -> Calls:
        """The attempts chosen by a mask or an index."""
        return Calls(**{f.name: getattr(self, f.name)[which] for f in fields(self)})

    @property
    def end(self) -> Floats:
        """When the attempt is over: set-up, ringing and talk done."""
        return self.start + 1.2 + self.ring + self.talk

    @staticmethod
    def join(parts: list[Calls]) -> Calls:
        """All parts one after another."""
        return Calls(**{f.name: np.concatenate([getattr(p, f.name) for p in parts]) for f in fields(Calls)})


def lognormal(rng: np.random.Generator, median: float, sigma: float, count: int) -> Floats:
    """`count` draws of a lognormal given by its median."""
    return median * np.exp(rng.normal(0.0, sigma, count))


def decide(register: Register, laws: list[Law], law: int, caller: Ints, callee: Ints) -> Calls:
    """Outcomes for attempts under one law, still without a time (start 0)."""
    rng, rule, count = register.rng, laws[law], len(caller)
    desk = register.desk[callee].astype(float)
    wrong = (rng.random(count) < rule.stale) & (desk < 0)
    callee = np.where(wrong, rng.choice(register.unassigned, count), callee)
    odds = np.log(rule.trust / (1 - rule.trust)) + register.wary[callee] + register.manner[caller]
    answers = rng.random(count) < np.where(desk >= 0, desk, 1 / (1 + np.exp(-odds)))
    wait = np.where(desk >= 0, lognormal(rng, 6.0, 0.5, count), lognormal(rng, 8.5, 0.55, count)) + 0.6
    patience = np.maximum(lognormal(rng, *rule.patience, count), 0.7)
    limit = np.where(callee % 5 < 3, 60.0, 45.0) + rng.normal(0, 0.25, count)
    gives_up = np.minimum(patience, limit)
    answers &= wait < gives_up
    fate = np.where(answers, PERSON, np.where(patience < limit, CANCELLED, TIMEOUT))
    ring = np.where(answers, wait, gives_up)
    missed = ~answers & (desk < 0)
    refuses = missed & (rng.random(count) < rule.rejects)
    reject_at = lognormal(rng, 5.0, 0.6, count) + 0.5
    refuses &= reject_at < gives_up
    fate, ring = np.where(refuses, REJECTED, fate), np.where(refuses, reject_at, ring)
    assisted = missed & ~refuses & register.assistant[callee] & (rng.random(count) < 0.75) & (gives_up > 15)
    fate, ring = (
        np.where(assisted, MACHINE, fate),
        np.where(assisted, rng.normal(15, 0.6, count).clip(12, 20), ring),
    )

    chance = rng.random(count)
    absent = chance < register.off[callee]
    fate = np.where(absent, ABSENT, fate)
    fate = np.where((chance > 0.975) & ~absent, BUSY, fate)
    fate = np.where(chance > 0.997, CONGESTED, fate)
    fate = np.where(register.dead[callee], np.where(rng.random(count) < 0.75, UNASSIGNED, ABSENT), fate)
    ring = np.where(fate >= BUSY, 0.0, ring)

    weights = np.array([part[0] for part in rule.talk])
    part = rng.choice(len(weights), count, p=weights / weights.sum())
    median = np.array([p[1] for p in rule.talk])[part]
    spread = np.array([p[2] for p in rule.talk])[part]
    talk = median * np.exp(rng.normal(0, 1, count) * spread) * register.drawl[caller]
    talk = np.minimum(talk + 0.4, rule.longest)
    callee_ends = rng.random(count) < np.array([p[3] for p in rule.talk])[part]
    machine_talk = np.minimum(lognormal(rng, rule.machine, 0.45, count), 40.0)
    talk = np.where(fate == PERSON, talk, np.where(fate == MACHINE, machine_talk, 0.0))
    by = np.where(callee_ends, CALLEE, CALLER)
    by = np.where((fate == MACHINE) | (fate == CANCELLED), CALLER, by)
    by = np.where(fate == REJECTED, CALLEE, by)
    by = np.where((fate == TIMEOUT) | (fate >= BUSY), NETWORK, by)
    return Calls(caller, callee, np.zeros(count), ring, talk, fate, by, np.full(count, law), caller.copy())


def pace(calls: Calls, session: Ints, begin: Floats, wrap: Floats, lunch: tuple[float, float]) -> None:
    """Give sequential starts within each session (non-decreasing ids); nobody dials in the lunch break.

    `begin` and `wrap` are per call: the session's begin in seconds, and the pause before the next call.
    `lunch` is (second of the day, length); whatever falls after its begin is moved on by its length.
    """
    hold = 1.2 + calls.ring + calls.talk + wrap
    total = np.cumsum(hold)
    first = np.concatenate([[True], session[1:] != session[:-1]])
    before = np.maximum.accumulate(np.where(first, total - hold, 0.0))
    start = begin + (total - hold) - before
    if lunch[1] > 0:
        start = np.where(start % DAY >= lunch[0], start + lunch[1], start)
    calls.start = start


def followers(register: Register, laws: list[Law], calls: Calls) -> Calls:
    """Retries by the callers and call-backs by the called, as one new wave of attempts."""
    rng, count = register.rng, len(calls)
    table = np.array([(r.retry, r.missed, r.talked) for r in laws])
    retry, back_missed, back_talked = table[calls.law].T
    answered = calls.fate <= MACHINE
    missed = (calls.fate >= CANCELLED) & (calls.fate <= BUSY)
    gets_notice = (calls.fate == ABSENT) & (
        rng.random(count) < 0.5
    )  # 漏话提醒: told by text of a missed call
    again = ~answered & (calls.fate != UNASSIGNED) & (rng.random(count) < retry)
    living = (register.desk[calls.callee] < 0) & ~register.dead[calls.callee]
    back = living & np.where(answered, rng.random(count) < back_talked, rng.random(count) < back_missed)
    back &= answered | missed | gets_notice
    parts = []
    if again.any():
        for law in np.unique(calls.law[again]):
            which = np.flatnonzero(again & (calls.law == law))
            wave = decide(register, laws, int(law), calls.caller[which], calls.callee[which])
            wave.start = calls.end[which] + 20 + rng.exponential(260, len(which))
            wave.origin = calls.origin[which]
            parts.append(wave)
    if back.any():
        which = np.flatnonzero(back)
        soon = rng.random(len(which)) < 0.7
        delay = np.where(soon, 15 + rng.exponential(420, len(which)), 600 + rng.exponential(7000, len(which)))
        wave = decide(
            register, laws, [r.name for r in laws].index("return"), calls.callee[which], calls.caller[which]
        )
        wave.start = calls.end[which] + delay
        parts.append(wave)
    return Calls.join(parts) if parts else calls.pick(np.zeros(0, np.int64))


def one_at_a_time(register: Register, calls: Calls, days: int) -> Calls:
    """Nobody with one channel talks twice at once: own calls wait, incoming ones find the line busy."""
    width = (days + 3) * DAY
    order = np.lexsort((calls.start, calls.origin))
    calls = calls.pick(order)
    single = register.single[calls.origin]
    hold = np.where(single, calls.end - calls.start + 1.5, 0.0)
    total = np.cumsum(hold)
    shifted = calls.origin * width + calls.start
    queued = np.maximum.accumulate(shifted - (total - hold)) + (total - hold)
    calls.start = np.where(single, queued - calls.origin * width, calls.start)

    incoming = register.single[calls.callee]
    number = np.concatenate([calls.origin[single], calls.callee[incoming]])
    begin = np.concatenate([calls.start[single], (calls.start + 1.2)[incoming]])
    spoken = np.where(calls.talk > 0, calls.end, calls.start + 1.2)[incoming]
    end = np.concatenate([calls.end[single], spoken])
    which = np.concatenate([np.full(single.sum(), -1), np.flatnonzero(incoming)])
    order = np.lexsort((begin, number))
    begin, end, which = (number * width + begin)[order], (number * width + end)[order], which[order]
    until = np.concatenate([[0.0], np.maximum.accumulate(end)[:-1]])
    clash = which[(which >= 0) & (begin < until)]
    clash = clash[(register.rng.random(len(clash)) < 0.85) & (calls.fate[clash] < BUSY)]
    calls.fate[clash], calls.by[clash], calls.ring[clash], calls.talk[clash] = BUSY, NETWORK, 0.0, 0.0
    return calls
