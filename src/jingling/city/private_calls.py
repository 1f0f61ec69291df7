"""A day of people's private calls: within their circles, to businesses and strangers, and calls back.

People's habits make what harassers lack: pairs who call both ways, day after day, at any hour.
"""

import numpy as np

from jingling.city import parties
from jingling.city.attempts import DAY_MS, Attempts, Settled, queue
from jingling.city.cast import World
from jingling.city.chance import Flags, Floats, Ints, mix, stream, unit
from jingling.city.parties import AWAY, LAND, PERSON, SHORT, VACANT, index_of, kind_of, party
from jingling.city.people import ELDERLY, LAYERS, NEWCOMER, SECOND, STUDENT, TALKER, TRADER
from jingling.city.physics import Prospects, settle
from jingling.city.rhythm import CURVE

_OTHERS = 3  # ties of each person in other places


class PrivateCalls:
    """The inhabitants of one district on one day."""

    def __init__(self, world: World, district: int, day: int, *, weekend: bool) -> None:
        self.world, self.people, self.settings = world, world.people, world.settings
        self.manners = world.manners
        self.district, self.day, self.weekend = district, day, weekend
        self.dice = stream(self.settings.seed, 0x9A11, district, day)
        self.ids = self.people.district(district)
        self.activity = self.people.activity(self.ids)

    def calls(self) -> Settled:
        """Return all private calls of the day."""
        known, unknown = self._within_circles(), Attempts.joined([self._to_others(), self._errands()])
        due = Attempts.joined([known, unknown])
        familiar = np.concatenate([np.ones(len(known), dtype=bool), np.zeros(len(unknown), dtype=bool)])
        order = np.lexsort((due.at_ms, due.caller))
        due, familiar = due.at(order), familiar[order]
        outcome = settle(self._prospects(due, familiar), self.manners, self.dice)
        busy = ((outcome.ring_s + outcome.talk_s + 4.0) * 1000).astype(np.int64)
        due.at_ms = queue(due.caller, due.at_ms, busy)
        first = Settled(due, outcome)
        inside = due.at_ms < DAY_MS
        blocks = [first.at(inside), *self._afterwards(first.at(inside), familiar[inside])]
        return Settled.joined(blocks)

    def _within_circles(self) -> Attempts:
        pairs: list[tuple[Ints, Ints, Floats]] = []
        for layer in LAYERS:
            other = self.people.partner(self.ids, layer)
            mine = self.ids < other  # each pair is dealt with once, where the lower index lives
            low, high = self.ids[mine], other[mine]
            known, weight = self.people.tie(low, high, layer)
            low, high = low[known], high[known]
            level = weight[known] * np.sqrt(self.activity[low - self.ids[0]] * self.people.activity(high))
            pairs.append((low, high, level))
        low, high, level = (np.concatenate(part) for part in zip(*pairs, strict=True))
        wanted = len(self.ids) * self.settings.calls_per_person * (1 - self.settings.strangers_share) * 0.87
        wanted *= 0.9 if self.weekend else 1.03
        counts = self.dice.poisson(level * (wanted / level.sum()))
        rows = np.repeat(np.arange(len(low)), counts)
        low, high = low[rows], high[rows]
        lean = 0.5 + self.manners.lean * (2 * unit(mix(low, 31) ^ mix(high, 32), 3) - 1)
        forth = self.dice.random(len(low)) < lean
        caller, callee = np.where(forth, low, high), np.where(forth, high, low)
        caller = self._second_number(caller, callee)
        at = self._moments(caller)
        # calls between the same two cluster: a question, then the answer
        same = np.concatenate([[False], rows[1:] == rows[:-1]]) & (
            self.dice.random(len(rows)) < self.manners.cluster
        )
        shifted = (
            np.concatenate([[0], at[:-1]]) + self.dice.exponential(900_000, len(at)).astype(np.int64) + 30_000
        )
        at = np.where(same & (shifted < DAY_MS), shifted, at)
        return self._attempts(at, self._at_home(caller), party(PERSON, callee))

    def _at_home(self, caller: Ints) -> Ints:
        """Let some people, most of them old, use the landline of their home for some of their calls."""
        old = np.where(self.people.kind(caller) == ELDERLY, 3.0, 0.6)
        has = unit(caller // 4, self.people.seed + 56) < self.manners.landlines * old
        uses = has & (self.dice.random(len(caller)) < 0.5)
        kept = self.world.numbering.quota.landlines
        home = caller // self.people.per_district * kept + kept // 2 + caller // 4 % (kept - kept // 2)
        return np.where(uses, party(LAND, home), party(PERSON, caller))

    def _second_number(self, caller: Ints, callee: Ints) -> Ints:
        """Let people with two numbers use the second with some of their circle."""
        twin = caller ^ 1
        uses = (self.people.kind(twin) == SECOND) & (self.people.kind(caller) != SECOND) & (twin != callee)
        uses &= unit(mix(caller, 41) ^ mix(callee, 42), 4) < 0.3
        return np.where(uses, twin, caller)

    def _to_others(self) -> Attempts:
        """Return calls outside circles: businesses, desks, other places, strangers, wrong numbers."""
        kinds = self.people.kind(self.ids)
        open_handed = np.where(kinds == NEWCOMER, 2.2, np.where(kinds == TRADER, 1.8, 1.0))
        level = self.activity**0.8 * open_handed
        wanted = len(self.ids) * self.settings.calls_per_person * self.settings.strangers_share
        counts = self.dice.poisson(level * (wanted / level.sum()))
        caller = np.repeat(self.ids, counts)
        rows = len(caller)
        marks = mix(caller * 4096 + self.dice.integers(0, 4096, rows), self.day).astype(np.int64)
        tie = mix(caller * 8 + self.dice.integers(0, _OTHERS, rows), self.people.seed).astype(np.int64)
        usual = mix(caller * 8 + self.dice.integers(0, 4, rows), 17).astype(np.int64)
        what = self.dice.random(rows)
        shops = parties.business(np.where(what < 0.25, usual, marks), self.world.numbering,
                                 self.ids[0], len(self.ids))  # fmt: skip
        stranger = np.where(self.dice.random(rows) < 0.5, self.ids[0] + self.dice.integers(0, len(self.ids),
                                                                                           rows),
                            self.dice.integers(0, self.people.count, rows))  # fmt: skip
        stranger = np.where(stranger == caller, caller ^ 1, stranger)
        far = party(AWAY, tie & ((1 << 39) - 1))
        callee = np.select(
            [what < 0.46, what < 0.56, what < 0.74, what < 0.95],
            [shops, parties.short_code(marks), far, party(PERSON, stranger)],
            party(VACANT, marks),
        )
        person = self._at_home(caller)
        from_far = (kind_of(callee) == AWAY) & (self.dice.random(rows) < 0.5)
        at = self._moments(caller)
        return self._attempts(at, np.where(from_far, callee, person), np.where(from_far, person, callee))

    def _errands(self) -> Attempts:
        """Return the calls of people who ring round strangers: for a flat, a job, a lost dog."""
        luck = unit(self.ids * 512 + self.day, self.people.seed + 57)
        busy = self.ids[luck < self.manners.errands]
        caller = np.repeat(busy, 5 + self.dice.poisson(self.dice.gamma(1.5, 6.0, len(busy))))
        rows = len(caller)
        marks = self.dice.integers(0, 1 << 39, rows)
        shops = parties.business(marks, self.world.numbering, self.ids[0], len(self.ids))
        stranger = party(PERSON, self.dice.integers(0, self.people.count, rows))
        taste = unit(caller, self.people.seed + 58)  # some ring businesses, some people, some other places
        what = self.dice.random(rows)
        callee = np.select([what < taste, what < taste + 0.15], [stranger, party(AWAY, marks)], shops)
        start = (8.5 + 11 * unit(caller * 512 + self.day, self.people.seed + 59)) * 3_600_000
        lasts = (0.3 + 2.5 * unit(caller, self.people.seed + 60)) * 3_600_000
        at = (start + lasts * self.dice.random(rows)).astype(np.int64)
        return self._attempts(at, party(PERSON, caller), callee)

    def _attempts(self, at: Ints, caller: Ints, callee: Ints) -> Attempts:
        rows = len(at)
        return Attempts(
            at, caller, caller, callee, np.full(rows, -1, dtype=np.int64), np.zeros(rows, dtype=bool)
        )

    def _moments(self, caller: Ints) -> Ints:
        kinds, rows = self.people.kind(caller), len(caller)
        curve = np.select([kinds == ELDERLY, kinds == STUDENT, kinds == TRADER],
                          [CURVE["elderly"], CURVE["student"], CURVE["shop"]], CURVE["adult"])  # fmt: skip
        day = np.zeros(rows)
        minutes = self.world.rhythm.minutes(curve, day, day + 24.0, self.dice.random(rows))
        late = 45 * np.round(2 * unit(caller, self.people.seed + 51) - 1)  # early birds and night owls
        minutes = (minutes + late + (40 if self.weekend else 0)) % 1440
        return (minutes * 60_000).astype(np.int64) % DAY_MS

    def _prospects(self, due: Attempts, familiar: Flags) -> Prospects:
        rows, kinds = len(due), kind_of(due.callee)
        human = kinds == PERSON
        usual = self.settings.pickup
        willing = np.where(human, self.people.willing(index_of(due.callee)), 1.0)
        pickup = np.where(
            familiar | (kinds == AWAY), self.manners.familiar_pickup + 0.1 * (willing - 1), usual * willing
        )
        pickup = np.where(kinds == LAND, 0.8, np.where(kinds == SHORT, 0.97, pickup))
        caller_kind = np.where(kind_of(due.caller) == PERSON, self.people.kind(index_of(due.caller)), 0)
        style = unit(due.caller, self.people.seed + 52)
        talk = (
            self.settings.talk_s
            * np.exp(2 * self.manners.talk_spread * (style - 0.5))
            * np.where(caller_kind == TALKER, 1.5, 1.0)
        )
        talk = np.where(kinds == LAND, talk * 0.6, talk)
        brief = np.where(familiar, self.manners.brief, np.where(human, self.manners.stranger_brief, 0.1))
        return Prospects(
            np.clip(pickup, 0.02, 0.97),
            np.where(kinds == SHORT, 0.0, self.manners.machine),
            np.where(self.dice.random(rows) < self.manners.flash, 3.0, self.manners.patience_s)
            * (0.7 + 0.6 * unit(due.caller, self.people.seed + 53)),
            np.full(rows, 0.5),
            brief,
            np.full(rows, self.manners.brief_s),
            talk,
            self.manners.talk_sigma * (0.75 + 0.5 * unit(due.caller, self.people.seed + 54)),
            unit(due.caller, self.people.seed + 55) < 0.3,
            np.full(rows, self.manners.hang_up),
            kinds == VACANT,
        )

    def _afterwards(self, first: Settled, familiar: Flags) -> list[Settled]:
        """Return second tries of the callers, and calls back by those who missed one."""
        a, o = first.attempts, first.outcome
        rows = len(a)
        ended = a.at_ms + ((o.ring_s + o.talk_s) * 1000).astype(np.int64)
        missed = ~o.answered & (kind_of(a.callee) != VACANT)
        luck = self.dice.random(rows)
        back_share = np.where(familiar, self.settings.callback_share, self.settings.callback_share * 0.35)
        back = missed & np.isin(kind_of(a.callee), (PERSON, AWAY)) & (luck < back_share)
        again = missed & ~back & (self.dice.random(rows) < self.manners.again)
        back_at = ended + (30_000 + self.dice.exponential(1_500_000, rows)).astype(np.int64)
        again_at = ended + (10_000 + self.dice.exponential(1_200_000, rows)).astype(np.int64)
        blocks = []
        for chosen, at, forth in ((again, again_at, True), (back, back_at, False)):
            rows_ = chosen & (at < DAY_MS)
            ends = (a.caller[rows_], a.callee[rows_]) if forth else (a.callee[rows_], a.caller[rows_])
            attempts = self._attempts(at[rows_], *ends)
            outcome = settle(
                self._prospects(attempts, familiar[rows_] | ~np.array(forth)), self.manners, self.dice
            )
            blocks.append(Settled(attempts, outcome))
        return blocks
