"""What called people do: call back what they missed, ring again, have rung first, or ring unasked.

Harassers get calls back too, from fewer; a robot's number gets them like a hospital's, and nobody answers.
"""

import numpy as np

from jingling.city.agents import Agents, Phones
from jingling.city.attempts import DAY_MS, Attempts, Settled
from jingling.city.cast import World
from jingling.city.chance import Flags, Ints, below, mix
from jingling.city.parties import AWAY, PERSON, PHONE, VACANT, index_of, kind_of, party
from jingling.city.physics import Prospects, settle


class Echoes:
    """Calls towards the agents of a district on one day."""

    def __init__(self, world: World, agents: Agents, phones: Phones, dice: np.random.Generator) -> None:
        self.world, self.agents, self.phones, self.dice = world, agents, phones, dice

    def of(self, calls: Settled) -> list[Settled]:
        """Return what follows from the agents' calls."""
        a, agent, rows = self.agents, calls.attempts.agent, len(calls.attempts)
        human = np.isin(kind_of(calls.attempts.callee), (PERSON, AWAY))
        luck = self.dice.random(rows)
        missed = human & ~calls.outcome.answered & (calls.outcome.ring_s > 0) & (luck < a["callback"][agent])
        again = human & calls.outcome.answered & (luck < a["again"][agent])
        asked = human & (self.dice.random(rows) < a["asked"][agent])
        ended = calls.attempts.at_ms + ((calls.outcome.ring_s + calls.outcome.talk_s) * 1000).astype(np.int64)
        after = ended + (20_000 + self.dice.exponential(1.0, rows) * a["callback_s"][agent] * 1000).astype(
            np.int64
        )
        later = ended + (60_000 + self.dice.exponential(5_400_000, rows)).astype(np.int64)
        sooner = calls.attempts.at_ms - (30_000 + self.dice.exponential(7_200_000, rows)).astype(np.int64)
        moments = ((missed, after), (again, later), (asked, sooner))
        return [self._inward(calls.attempts, rows, at) for rows, at in moments]

    def _inward(self, outward: Attempts, rows: Flags, at: Ints) -> Settled:
        rows = rows & (at >= 0) & (at < DAY_MS)
        picked = outward.at(rows)
        inward = np.ones(len(picked), dtype=bool)
        return self._answered(
            Attempts(at[rows], picked.callee, picked.callee, picked.shown, picked.agent, inward)
        )

    def _answered(self, attempts: Attempts) -> Settled:
        a, agent = self.agents, attempts.agent
        rows, kinds = len(attempts), kind_of(attempts.callee)
        stranger = (
            0.55 * self.world.settings.pickup / 0.55
        )  # the owner of a number that another's line showed
        pickup = np.where(kinds == PHONE, a["staffed"][agent], stranger).astype(np.float64)
        prospects = Prospects(
            pickup,
            np.full(rows, self.world.manners.machine),
            np.full(rows, 28.0),
            np.full(rows, 0.5),
            np.clip(0.5 * a["brief"][agent] + 0.05, 0, 0.6).astype(np.float64),
            np.full(rows, 9.0),
            a["talk_s"][agent] * 0.7 + 12.0,
            np.full(rows, 0.9),
            a["gamma"][agent],
            np.full(rows, 0.45),
            kinds == VACANT,
        )
        return Settled(attempts, settle(prospects, self.world.manners, self.dice))

    def visits(self, *, weekend: bool) -> Settled:
        """Return calls that people make to the agents without having been called."""
        a = self.agents
        level = a["inbound"] * np.where(weekend, 0.4 + 0.6 * a["weekend"], 1.0)
        counts = self.dice.poisson(level * self.dice.gamma(6, 1 / 6, len(a)))
        agent = np.repeat(np.arange(len(a)), counts)
        rows = len(agent)
        known = self.dice.random(rows) < a["inbound_known"][agent]
        entry = (self.dice.random(rows) * a["visitors"][agent]).astype(np.int64)
        marks = mix(entry, 5) ^ a["seed"][agent]
        client = a["low"][agent] + below(marks, 1, a["span"][agent])
        stranger = self.dice.integers(0, self.world.people.count, rows)
        near = a["low"][agent] + (self.dice.random(rows) * a["span"][agent]).astype(np.int64)
        stranger = np.where(self.dice.random(rows) < 0.6, near, stranger)
        caller = np.where(known, client, stranger)
        minutes = self.world.rhythm.minutes(a["curve"][agent], a["opens_h"][agent], a["closes_h"][agent],
                                            self.dice.random(rows))  # fmt: skip
        at = (minutes * 60_000).astype(np.int64) + self.dice.integers(0, 60_000, rows)
        phone = a["phone0"][agent] + (self.dice.random(rows) * a["width"][agent]).astype(np.int64)
        callers = party(PERSON, caller)
        inward = np.ones(rows, dtype=bool)
        settled = self._answered(Attempts(at, callers, callers, party(PHONE, phone), agent, inward))
        own = self.phones["person"][index_of(settled.attempts.callee)] == caller  # nobody rings oneself
        return settled.at((settled.attempts.at_ms < DAY_MS) & ~own)
