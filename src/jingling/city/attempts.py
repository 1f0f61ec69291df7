"""Rows on their way: attempts between parties, with the time, before the network has written them down."""

from dataclasses import dataclass, fields

import numpy as np

from jingling.city.chance import Flags, Ints
from jingling.city.physics import Outcome

DAY_MS = 86_400_000


@dataclass
class Attempts:
    """Attempts, one value a row in every field.

    `at_ms` counts from the city's first midnight, `agent` is -1 for people, `shown` is the party whose number
    is displayed (the caller, unless the line forges), `inward` marks a call to an agent's phone.
    """

    at_ms: Ints
    caller: Ints
    shown: Ints
    callee: Ints
    agent: Ints
    inward: Flags

    def __len__(self) -> int:
        return len(self.at_ms)

    def at(self, rows: Flags | Ints) -> "Attempts":
        """Return some of the rows."""
        return Attempts(*(getattr(self, f.name)[rows] for f in fields(self)))

    @staticmethod
    def joined(parts: list["Attempts"]) -> "Attempts":
        """Return several blocks as one."""
        return Attempts(*(np.concatenate([getattr(p, f.name) for p in parts]) for f in fields(Attempts)))


@dataclass
class Settled:
    """Attempts and what became of them."""

    attempts: Attempts
    outcome: Outcome

    def at(self, rows: Flags | Ints) -> "Settled":
        """Return some of the rows."""
        return Settled(self.attempts.at(rows), self.outcome.at(rows))

    @staticmethod
    def joined(parts: list["Settled"]) -> "Settled":
        """Return several blocks as one."""
        return Settled(
            Attempts.joined([p.attempts for p in parts]), Outcome.joined([p.outcome for p in parts])
        )


def queue(who: Ints, at_ms: Ints, busy_ms: Ints) -> Ints:
    """Return when calls begin if each caller makes one at a time; rows are sorted by caller, then time.

    A call that is due while its caller still talks waits until the talk and the pause after it are over:
    start = max over earlier calls of (their due time + all talk since), computed for all callers at once.
    """
    if not len(who):
        return at_ms
    fresh = np.concatenate([[True], who[1:] != who[:-1]])
    rank = np.cumsum(fresh) - 1
    before = np.cumsum(busy_ms) - busy_ms
    before -= before[np.flatnonzero(fresh)][rank]
    lane = rank * (1 << 40)
    return np.asarray(np.maximum.accumulate(at_ms - before + lane) - lane + before)
