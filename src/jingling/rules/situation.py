"""A situation: everything that a rule may look at, gathered before any rule is asked.

Plain values without methods that read or write. Numbers are keys (`jingling.numbers`), times are whole
seconds of Unix time, principals are 64-bit ids of their names, so that comparing is comparing integers.
"""

from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b
from typing import Literal, NamedTuple

import msgspec

from jingling.numbers import NumberKind
from jingling.rules.windows import Window

PURPOSES = ("marketing", "service", "collection", "survey", "notification", "emergency")
"""The closed list of purposes. An ordinary call, of which nothing is registered, has none."""

MARKETING = "marketing"
EVERYONE = 0
"""The principal `*`: a refusal by it binds all."""

LineKind = Literal["enterprise", "subscriber", "interconnect", "international", "emergency"]
Direction = Literal["outbound", "network", "inbound"]


@lru_cache(maxsize=65_536)
def principal_id(name: str) -> int:
    """Return a principal's id: 8 bytes of BLAKE2b of the trimmed name, `*` being EVERYONE.

    Two of a million names share an id with a chance of 3 in 100 million (birthday bound in 64 bits).
    """
    name = name.strip()
    if name == "*":
        return EVERYONE
    return int.from_bytes(blake2b(name.encode(), digest_size=8).digest(), "big") or 1


class Consent(NamedTuple):
    """A consent (同意) of the called person, its proof already checked to exist; times in Unix seconds."""

    principal: int
    purpose: str
    given_at: int
    expires_at: int | None


class Refusal(NamedTuple):
    """A refusal (拒绝) of the called person.

    Attributes:
        principal: whom it binds; EVERYONE for all; None where only a number is known.
        number: the key of the number the person saw, 0 where they named the principal.
        scope: a purpose, or `*`.
    """

    principal: int | None
    number: int
    scope: str

    def covers(self, purpose: str) -> bool:
        """Say whether it is about a purpose; `*` is about all but calls in an emergency."""
        return self.scope == purpose or (self.scope == "*" and purpose != "emergency")


class Listing(NamedTuple):
    """A number's place on a list: `allow`, `block`, `dno` or `finding`, with its class."""

    list: str
    kind: str


@dataclass(frozen=True, slots=True)
class Line:
    """A line (语音线路) as registered: the columns of the register, read.

    Attributes:
        ranges: first and last key of what it may show, in order.
        purposes: what it may be used for.
        cap: calls in 24 hours by contract, None where it sets none.
        profile: how refusals are answered in SIP: `china`, `strict`, `us-603`, `608`.
    """

    line: str
    kind: LineKind
    holder: str
    ranges: tuple[tuple[int, int], ...]
    carrier: str = ""
    purposes: frozenset[str] = frozenset()
    hours: Window | None = None
    cap: int | None = None
    profile: str = "china"

    def shows(self, number: int) -> bool:
        """Say whether the register lets it show a number."""
        return _within(number, self.ranges)


@dataclass(frozen=True, slots=True)
class Project:
    """A registered outbound project (外呼业务).

    Attributes:
        licences: licence names in capitals, each with the Unix time it lapses or None.
        missing: registered fields that are empty.
    """

    project: str
    principal: str
    principal_id: int
    centre: str
    purpose: str
    lines: frozenset[str]
    ranges: tuple[tuple[int, int], ...]
    licences: tuple[tuple[str, int | None], ...]
    window: Window | None
    missing: tuple[str, ...] = ()

    def shows(self, number: int) -> bool:
        """Say whether the project registered a number."""
        return _within(number, self.ranges)


def _within(number: int, ranges: tuple[tuple[int, int], ...]) -> bool:
    for first, last in ranges:  # noqa: SIM110 - any() costs thrice as much, at every call
        if first <= number <= last:
            return True
    return False


class Attempts(msgspec.Struct, frozen=True, gc=False):
    """What the counters say, all over rolling windows that end with the question.

    Attributes:
        on_person: ages in seconds of the principal's earlier attempts on this person, youngest first.
        answered: ages in seconds of those of `collected` that were answered.
        on_line: calls over the line in 24 hours.
        strangers: ages in seconds of calls by numbers unknown to the person, and whether each was short.
        emergency_s: seconds since the called person last rang an emergency number, None if not lately.
        collected: ages in seconds of those attempts that were to collect a debt.
    """

    on_person: tuple[int, ...] = ()
    answered: tuple[int, ...] = ()
    on_line: int = 0
    strangers: tuple[int, ...] = ()
    emergency_s: int | None = None
    collected: tuple[int, ...] = ()


class Identity(NamedTuple):
    """What the call's signed identity came to.

    Attributes:
        status: `none`, `passed`, `failed`, `unknown` (certificate not yet fetched).
        attestation: `A`, `B`, `C` or empty.
        failure: the answer's name: `stale`, `bad-info`, `bad-credential`, `invalid`, `replayed`; else empty.
        emergency: a valid `rph` for emergency services.
        diverted_by: the key that a valid `div` names, 0 without one.
    """

    status: str = "none"
    attestation: str = ""
    failure: str = ""
    emergency: bool = False
    diverted_by: int = 0

    @property
    def vouches(self) -> bool:
        """Whether somebody trusted signed that the caller has this number; B and C do not say so."""
        return self.status == "passed" and self.attestation in {"", "A"}


class Personal(NamedTuple):
    """What the called person's own policy says of this call.

    Attributes:
        allowed, blocked, expected: the number is on their list, or expected now.
        action: what their classes and prefixes say: `allow`, `label`, `challenge`, `block` or empty.
        second_try: the number has rung twice in full and they let that pass.
    """

    allowed: bool = False
    blocked: bool = False
    expected: bool = False
    action: str = ""
    second_try: bool = False


NO_ATTEMPTS = Attempts()
NO_IDENTITY = Identity()
NO_POLICY = Personal()


class Situation(msgspec.Struct, gc=False):
    """One call attempt, with all that is known of it when it is judged.

    A call has two sides. What is known of the caller's is the same whoever is called; the called person's
    is `callee`, `minute`, `consents`, `refusals`, `attempts` and `personal`, by which `listings` may be
    outweighed and `emergency` be given.

    Attributes:
        at: when it is judged, Unix seconds.
        minute: minute of the day where the called person is, 0 to 1439.
        caller, callee: keys; `shown` is the number judged for authenticity: who forwarded the call, where
            that is vouched for, otherwise the caller.
        caller_kind: the plan's kind of `shown`.
        asserted: the key a trusted network vouches for, 0 without one.
        line, project: as registered, None where unknown.
        line_name, project_name, asked_purpose: what the asker said.
        principals: ids of the asked principal and the project's; of a network's call, of whoever may show
            the number.
        purpose: the effective purpose; empty for an ordinary call.
        misused: the asked purpose, or the line's, is another than the project's.
        emergency: the call enjoys the privilege of a call-back from emergency services.
    """

    direction: Direction
    at: int
    minute: int
    caller: int
    callee: int
    shown: int
    caller_kind: NumberKind
    line_name: str
    project_name: str
    asked_purpose: str
    purpose: str
    misused: bool
    line: Line | None
    project: Project | None
    principals: frozenset[int]
    consents: tuple[Consent, ...] = ()
    refusals: tuple[Refusal, ...] = ()
    listings: tuple[Listing, ...] = ()
    attempts: Attempts = NO_ATTEMPTS
    identity: Identity = NO_IDENTITY
    personal: Personal = NO_POLICY
    asserted: int = 0
    roaming: bool | None = None
    campaign: int | None = None
    feed_is_stale: bool = False
    strict_identity: bool = False
    emergency: bool = False

    def with_called(
        self,
        callee: int,
        minute: int,
        people: tuple[tuple[Consent, ...], tuple[Refusal, ...]],
        attempts: Attempts,
        *,
        personal: Personal,
        listings: tuple[Listing, ...],
        emergency: bool,
    ) -> "Situation":
        """Return this caller's situation with the called person in it."""
        return Situation(
            self.direction,
            self.at,
            minute,
            self.caller,
            callee,
            self.shown,
            self.caller_kind,
            self.line_name,
            self.project_name,
            self.asked_purpose,
            self.purpose,
            self.misused,
            self.line,
            self.project,
            self.principals,
            people[0],
            people[1],
            listings,
            attempts,
            self.identity,
            personal,
            self.asserted,
            self.roaming,
            self.campaign,
            self.feed_is_stale,
            self.strict_identity,
            emergency,
        )
