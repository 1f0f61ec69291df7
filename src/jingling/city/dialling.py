"""A day of all agents of a district: when they dial, whom, under which number, and what follows.

One engine for lawful callers and harassers. Steps: due times from curves and sessions; one call at a time;
names taken down the list in the order of time; outcomes; calls again, by the agent or its mates; numbers;
and what the called people do: call back, ring again, or have rung first.
"""

import numpy as np

from jingling.city import parties
from jingling.city.agents import FORGED
from jingling.city.attempts import DAY_MS, Attempts, Settled, queue
from jingling.city.cast import Troupe, World
from jingling.city.chance import Floats, Ints, below, mix, seed_of, stream, unit
from jingling.city.echoes import Echoes
from jingling.city.parties import AWAY, PERSON, PHONE, VACANT, index_of, kind_of, party
from jingling.city.physics import Prospects, settle

_HOUR_MS = 3_600_000
_LATE_H = 0.6  # how long after closing the last calls are made


class Dialling:
    """The agents of one district on one day."""

    def __init__(self, world: World, troupe: Troupe, day: int, *, weekend: bool) -> None:
        self.world, self.troupe, self.agents, self.day = world, troupe, troupe.agents, day
        self.weekend = weekend
        self.dice = stream(world.settings.seed, 0xD1A1, troupe.district, day)
        self.salt = seed_of(world.seed, troupe.district, day)

    def calls(self) -> Settled:
        """Return all calls of the day by and to the agents."""
        due = self._due()
        first = self._settle(due)
        blocks = [first, *self._calls_again(first)]
        outward = self._numbered(Settled.joined(blocks))
        echoes = Echoes(self.world, self.agents, self.troupe.phones, self.dice)
        return Settled.joined([outward, *echoes.of(outward), echoes.visits(weekend=self.weekend)])

    def _due(self) -> Attempts:
        a = self.agents
        level = a["calls"] * np.where(self.weekend, a["weekend"], 1.0)
        level = (
            level * self.dice.gamma(a["uneven"], 1.0 / a["uneven"]) * (self.dice.random(len(a)) >= a["idle"])
        )
        counts = self.dice.poisson(level)
        agent = np.repeat(np.arange(len(a)), counts)
        sessions = np.maximum(1, np.ceil(counts / np.maximum(1.0, a["session"])))[agent]
        session = (self.dice.random(len(agent)) * sessions).astype(np.int64)
        start = unit(agent * 4096 + session, self.salt)
        alone = a["session"][agent] <= 1
        start[alone] = self.dice.random(int(alone.sum()))
        minutes = self.world.rhythm.minutes(
            a["curve"][agent], a["opens_h"][agent], a["closes_h"][agent], start
        )
        at = (minutes * 60_000).astype(np.int64) + self.dice.integers(0, 60_000, len(agent))
        order = np.lexsort((at, agent))
        agent, at = agent[order], at[order]
        typical = a["patience_s"] * 0.4 + a["pickup"] * a["talk_s"] * (1 - a["brief"]) + 4 + a["pause_s"]
        at = queue(agent, at, (typical[agent] * 1000).astype(np.int64))
        callee = self._names(agent, at)
        nobody = np.zeros(len(agent), dtype=np.int64)
        return Attempts(at, nobody, nobody, callee, agent, np.zeros(len(agent), dtype=bool))

    def _names(self, agent: Ints, at: Ints) -> Ints:
        """Choose whom each call goes to: the next on the outfit's list, or one of the agent's own."""
        a, rows = self.agents, len(agent)
        outfit = a["outfit"][agent].astype(np.int64)
        order = np.lexsort((at, outfit))
        rank = np.empty(rows, dtype=np.int64)
        starts = np.searchsorted(outfit[order], outfit[order])
        rank[order] = np.arange(rows) - starts
        a_day = np.bincount(a["outfit"], weights=a["calls"] * (1 - a["recycle"]))
        cursor = rank + a["list_start"][agent] + (self.day * a_day[outfit]).astype(np.int64)
        back = self.dice.geometric(1.0 / np.maximum(1.0, a["recycle_back"][agent]))
        cursor = np.where(self.dice.random(rows) < a["recycle"][agent], np.maximum(cursor - back, 0), cursor)
        listed = np.maximum(1, a["listed"][agent])
        picked = (self.dice.random(rows) ** a["skew"][agent] * listed).astype(np.int64)
        walked = cursor * a["list_step"][agent] % listed
        entry = np.where(a["walks"][agent], walked, picked)
        return self._entries(agent, entry)

    def _entries(self, agent: Ints, entry: Ints) -> Ints:
        a = self.agents
        marks = mix(entry, 5) ^ a["seed"][agent]
        low, span = a["low"][agent], a["span"][agent]
        person = low + below(marks, 1, span)
        picky = unit(marks, 3) < a["picky"][agent]
        if picky.any():  # of two names, the one who uses the phone more
            first, second = person[picky], low[picky] + below(marks[picky], 4, span[picky])
            person[picky] = np.where(
                self.world.people.activity(first) > self.world.people.activity(second), first, second
            )
        circle = self.dice.random(len(agent)) < a["circle"][agent]
        if circle.any():
            person[circle] = self.world.people.acquaintance(
                person[circle], self.dice.integers(0, 1 << 20, int(circle.sum()))
            )
        kind = unit(marks, 2)
        dead, away = a["dead"][agent].astype(np.float64), a["away"][agent].astype(np.float64)
        shop = a["business"][agent].astype(np.float64)
        found = party(PERSON, person)
        far = (marks >> np.uint64(25)).astype(np.int64)
        found = np.where(kind < dead, party(VACANT, far), found)
        found = np.where((kind >= dead) & (kind < dead + away), party(AWAY, far & ((1 << 39) - 1)), found)
        shops = (kind >= dead + away) & (kind < dead + away + shop)
        if shops.any():
            places = person[shops] // self.world.people.per_district * self.world.people.per_district
            found[shops] = parties.business(
                far[shops] + places, self.world.numbering, 0, self.world.people.count
            )
        return found

    def _prospects(self, agent: Ints, callee: Ints, times: float | Floats = 1.0) -> Prospects:
        a = self.agents
        pickup = a["pickup"][agent] * times
        human = kind_of(callee) == PERSON
        pickup = np.where(human, pickup * (0.35 + 0.65 * self.world.people.willing(index_of(callee))), pickup)
        usual = self.world.settings.pickup / 0.55
        pickup = np.clip(pickup * np.where(a["familiar"][agent] > 0.5, 1.0, usual**0.5), 0.01, 0.98)
        machine = np.full(len(agent), self.world.manners.machine)
        return Prospects(
            pickup, machine, a["patience_s"][agent], a["patience_sigma"][agent], a["brief"][agent],
            a["brief_s"][agent], a["talk_s"][agent], a["talk_sigma"][agent], a["gamma"][agent],
            a["hangs_up"][agent], kind_of(callee) == VACANT,
        )  # fmt: skip

    def _settle(self, due: Attempts) -> Settled:
        a, agent = self.agents, due.agent
        outcome = settle(self._prospects(agent, due.callee), self.world.manners, self.dice)
        pause = a["pause_s"][agent] * np.exp(a["pause_sigma"][agent] * self.dice.standard_normal(len(agent)))
        order = np.lexsort((due.at_ms, agent))
        due, outcome, pause = due.at(order), outcome.at(order), pause[order]
        busy = ((outcome.ring_s + outcome.talk_s + 3.0 + pause) * 1000).astype(np.int64)
        at = queue(due.agent, due.at_ms, busy)
        closing = np.minimum((a["closes_h"][due.agent] + _LATE_H) * _HOUR_MS, DAY_MS)
        due.at_ms = at
        return Settled(due, outcome).at(at < closing)

    def _calls_again(self, first: Settled) -> list[Settled]:
        """Return the calls that follow a call: the agent's own second try, and its mates' after a refusal."""
        a, blocks, last, chance = self.agents, [], first, 1.0
        for _ in range(2):
            missed = ~last.outcome.answered & (kind_of(last.attempts.callee) != VACANT)
            again = missed & (self.dice.random(len(missed)) < a["redial"][last.attempts.agent] * chance)
            if not again.any():
                break
            last, chance = self._follow(last.at(again), a["redial_s"], mates=False), chance * 0.6
            blocks.append(last)
        every = Settled.joined([first, *blocks])
        agent, luck = every.attempts.agent, self.dice.random(len(every.attempts))
        swarm = luck < np.where(every.outcome.refused, a["swarm_refused"][agent],
                                np.where(every.outcome.answered, 0.0, a["swarm_missed"][agent]))  # fmt: skip
        chosen = every.at(swarm)
        more = 1 + self.dice.poisson(np.maximum(0, a["swarm_calls"][chosen.attempts.agent] - 1))
        chosen = chosen.at(np.repeat(np.arange(len(more)), more))
        if len(chosen.attempts):
            blocks.append(self._follow(chosen, a["swarm_s"], mates=True))
        return blocks

    def _follow(self, before: Settled, after_s: Floats, *, mates: bool) -> Settled:
        a, agent, rows = self.agents, before.attempts.agent, len(before.attempts)
        ended = before.attempts.at_ms + ((before.outcome.ring_s + before.outcome.talk_s) * 1000).astype(
            np.int64
        )
        at = ended + (3_000 + after_s[agent] * 1000 * self.dice.gamma(1.3, 1 / 1.3, rows)).astype(np.int64)
        if mates:
            helped = a["first_mate"][agent] >= 0
            other = a["first_mate"][agent] + (self.dice.random(rows) * a["mates"][agent]).astype(np.int64)
            agent = np.where(helped, other, agent).astype(np.int64)
        attempts = Attempts(at, before.attempts.caller, before.attempts.shown, before.attempts.callee, agent,
                            before.attempts.inward)  # fmt: skip
        outcome = settle(self._prospects(agent, attempts.callee, 0.85), self.world.manners, self.dice)
        return Settled(attempts, outcome).at(at < DAY_MS)

    def _numbered(self, calls: Settled) -> Settled:
        """Give every call the number its agent shows at that moment."""
        a = self.agents
        order = np.lexsort((calls.attempts.at_ms, calls.attempts.agent))
        calls = calls.at(order)
        agent, rows = calls.attempts.agent, len(order)
        ordinal = np.arange(rows) - np.searchsorted(agent, agent)
        turn = (ordinal // a["cap"][agent] + calls.attempts.at_ms // (a["turn_s"][agent] * 1000)).astype(
            np.int64
        )
        pick = (self.dice.random(rows) * a["width"][agent]).astype(np.int64)
        phones = np.maximum(1, a["phones"][agent]).astype(np.int64)
        phone = (
            a["phone0"][agent] + (turn + pick) % phones + np.where(a["daily"][agent], self.day * phones, 0)
        )
        calls.attempts.caller = party(PHONE, phone)
        calls.attempts.shown = self._shown(agent, calls.attempts)
        return calls

    def _shown(self, agent: Ints, attempts: Attempts) -> Ints:
        a = self.agents
        shown = attempts.caller.copy()
        forged = a["shows"][agent] == FORGED
        count = int(forged.sum())
        if count:
            marks = self.dice.integers(0, 1 << 39, count)
            living = self.dice.random(count) < a["living"][agent[forged]]
            owner = self.dice.integers(0, self.world.people.count, count)
            far = self.dice.random(count) < 0.3
            nobody = np.where(far, party(AWAY, marks), party(VACANT, marks))
            shown[forged] = np.where(living, party(PERSON, owner), nobody)
        return shown
