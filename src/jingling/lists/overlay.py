"""The overlay: what the feed says on top of the snapshot, per person and per number, in memory."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable
from itertools import accumulate
from operator import itemgetter

from jingling.lists import feed
from jingling.lists.packing import People
from jingling.lists.policies import Policy, read_policy
from jingling.lists.snapshot import Listed
from jingling.rules import Consent, Refusal, principal_id

Spoken = feed.Refusal | feed.Lift | feed.Consent | feed.Withdrawal

BoundBy = Callable[[int], Iterable[int]]
"""Who is bound by a refusal of a number, as far as is known: principals' and campaigns' ids."""


def bind(refused: feed.Refusal, bound_by: BoundBy) -> tuple[Refusal, ...]:
    """Say whom a refusal binds, as far as is known.

    By a number seen it binds every principal whose registered project or line may show the number, the
    line's holder, the number's campaign, and the number itself; where nothing is known, the number alone.
    Whom it bound once it goes on binding, whatever the registers say later.
    """
    named = (Refusal(principal_id(refused.principal), 0, refused.scope),) if refused.principal else ()
    if not refused.caller:
        return named
    return (
        *named,
        Refusal(None, refused.caller, refused.scope),
        *(
            Refusal(bound, refused.caller, refused.scope)
            for bound in sorted(refused.bound.union(bound_by(refused.caller)))
        ),
    )


def apply(people: People, said: Iterable[Spoken], bound_by: BoundBy) -> People:
    """Return a person's consents and refusals after what was said, in its order."""
    consents, refusals = list(people[0]), list(people[1])
    for change in said:
        match change:
            case feed.Refusal():
                refusals += bind(change, bound_by)
            case feed.Lift():
                refusals = [refused for refused in refusals if not _lifts(change, refused, bound_by)]
            case feed.Consent():
                consents.append(
                    Consent(
                        principal_id(change.principal),
                        change.purpose,
                        change.given_at,
                        change.expires_at or None,
                    )
                )
            case feed.Withdrawal():
                ended = (principal_id(change.principal), change.purpose)
                consents = [
                    given
                    for given in consents
                    if (given.principal, given.purpose) != ended or given.given_at > change.at
                ]
    return tuple(consents), tuple(refusals)


def _lifts(lifted: feed.Lift, refused: Refusal, bound_by: BoundBy) -> bool:
    """Say whether a lift takes a refusal away: of that number, of that principal, or of its numbers."""
    if lifted.scope not in {"*", refused.scope}:
        return False
    if lifted.caller:
        return refused.number == lifted.caller
    principal = principal_id(lifted.principal)
    return refused.principal == principal or (
        refused.principal is None and principal in bound_by(refused.number)
    )


def replaced(found: tuple[Listed, ...], said: Iterable[feed.Listing]) -> tuple[Listed, ...]:
    """Return a number's listings after what was said: a later word about a list replaces the earlier."""
    for change in said:
        found = (
            *(one for one in found if one.list != change.list),
            Listed(change.list, change.listing_class, change.until or None, None),
        )
    return found


class Overlay:
    """All changes since the snapshot."""

    def __init__(self) -> None:
        self._said: defaultdict[int, list[Spoken]] = defaultdict(list)
        self._numbers: dict[int, list[tuple[int, feed.Listing]]] = {}
        self._ranges: list[tuple[int, int, feed.Listing]] = []  # first key, place among all listings
        self._reach: list[int] = []  # the greatest last key of each range and those before it
        self._listings = 0
        self._policies: dict[str, Policy | None] = {}

    def add(self, change: feed.Change) -> None:
        """Take one change in."""
        match change:
            case feed.Refusal() | feed.Lift() | feed.Consent() | feed.Withdrawal():
                self._said[change.callee].append(change)
            case feed.Listing() if change.first == change.last:
                self._listings += 1
                self._numbers.setdefault(change.first, []).append((self._listings, change))
            case feed.Listing():
                self._listings += 1
                self._ranges.append((change.first, self._listings, change))
                self._reach.clear()
            case feed.PolicyChange():
                self._policies[change.policy_id] = (
                    read_policy(change.policy.encode()) if change.policy else None
                )
            case _:
                pass

    def said_of(self, callee: int) -> list[Spoken] | None:
        """Return what was said of a person, in its order; None for nothing."""
        return self._said.get(callee)  # not [], which would grow the table

    def listed(self, number: int, found: tuple[Listed, ...]) -> tuple[Listed, ...]:
        """Return a number's listings as they stand now: a later word about a list replaces the earlier."""
        if not self._ranges and number not in self._numbers:
            return found
        said = self._numbers.get(number, [])
        if self._ranges:
            said = said + self._within(number)
            said.sort(key=itemgetter(0))
        return replaced(found, (change for _, change in said))

    def _within(self, number: int) -> list[tuple[int, feed.Listing]]:
        """Return the listings of ranges that hold a number; there may be thousands of others."""
        if not self._reach:
            self._ranges.sort(key=itemgetter(0, 1))
            self._reach = list(accumulate((one.last for _, _, one in self._ranges), max))
        found = []
        at = bisect_right(self._ranges, number, key=itemgetter(0)) - 1
        while at >= 0 and self._reach[at] >= number:
            _, place, one = self._ranges[at]
            if number <= one.last:
                found.append((place, one))
            at -= 1
        return found

    @property
    def has_policies(self) -> bool:
        """Whether the feed says anything of any policy."""
        return bool(self._policies)

    def policy(self, name: str) -> tuple[bool, Policy | None]:
        """Return whether the feed says anything of a policy, and the policy if there is one."""
        return (name in self._policies, self._policies.get(name))
