"""A person's own policy (防护策略): a portable JSON file, its schema, and what it says of one call.

```json
{"version": 1, "zone": "Asia/Shanghai",
 "allow": ["+8613800000001"], "block": ["+861051000000-+861051000099"],
 "prefixes": [{"prefix": "95", "length": 8, "action": "block"}],
 "classes": [{"class": "marketing", "action": "block", "hours": "21:00-09:00"}],
 "expected": [{"class": "courier",
               "from": "2026-11-22T08:00:00+08:00", "until": "2026-11-22T20:00:00+08:00"}],
 "second_try": {"rings": 2, "within_s": 300}}
```
"""

from bisect import bisect_right
from collections.abc import Iterable, Mapping
from datetime import datetime
from functools import cached_property
from typing import Annotated, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import msgspec
from msgspec import Meta

from jingling.lists.errors import BadPolicy
from jingling.numbers import NumbersError, normal_form, read_ranges
from jingling.rules import Personal, RulesError, Window, parse_window

Action = Literal["allow", "label", "challenge", "block"]
_STRENGTH: Mapping[str, int] = {"": 0, "allow": 1, "label": 2, "challenge": 3, "block": 4}
_MOST_PREFIXES = 3
_MOST_ENTRIES = 1000


class Prefix(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Numbers that begin so: digits without the country code for China's, with `+` for others.

    Attributes:
        length: the number's digits in all; 0 for any length.
    """

    prefix: Annotated[str, Meta(pattern=r"^\+?[0-9]{2,15}$")]
    action: Action
    length: Annotated[int, Meta(ge=0, le=20)] = 0


class Class(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename={"kind": "class"}):
    """Calls of a class: a finding's class, a purpose, or a kind of number.

    Attributes:
        hours: where the person is, `HH:MM-HH:MM`; empty for all day.
        region: what the number begins with in normal form, `+8610`, `+1`; empty for everywhere.
        calls, within_s: only from so many calls of strangers in so many seconds on; 0 for every call.
    """

    kind: str
    action: Action
    hours: str = ""
    region: str = ""
    calls: Annotated[int, Meta(ge=0)] = 0
    within_s: Annotated[int, Meta(ge=0, le=86_400)] = 0


class Expected(
    msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename={"kind": "class", "start": "from"}
):
    """A call waited for: by its number or its class, between two times."""

    start: datetime
    until: datetime
    kind: str = ""
    number: str = ""


class SecondTry(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A number that rang so often in full, within so many seconds, and has no finding, passes."""

    rings: Annotated[int, Meta(ge=1, le=5)] = 2
    within_s: Annotated[int, Meta(ge=30, le=3600)] = 300


class Policy(msgspec.Struct, frozen=True, forbid_unknown_fields=True, dict=True):
    """A person's own policy; what its texts mean is worked out once."""

    version: Literal[1] = 1
    zone: str = "Asia/Shanghai"
    allow: Annotated[tuple[str, ...], Meta(max_length=_MOST_ENTRIES)] = ()
    block: Annotated[tuple[str, ...], Meta(max_length=_MOST_ENTRIES)] = ()
    prefixes: Annotated[tuple[Prefix, ...], Meta(max_length=_MOST_PREFIXES)] = ()
    classes: tuple[Class, ...] = ()
    expected: tuple[Expected, ...] = ()
    second_try: SecondTry | None = None

    @cached_property
    def allowed(self) -> "Keys":
        """The numbers on their allow list."""
        return Keys(self.allow)

    @cached_property
    def blocked(self) -> "Keys":
        """The numbers on their block list."""
        return Keys(self.block)

    @cached_property
    def classed(self) -> tuple[tuple[Class, Window | None], ...]:
        """Their classes, each with its hours."""
        return tuple((one, parse_window(one.hours)) for one in self.classes)

    @cached_property
    def remembers(self) -> bool:
        """Whether it asks what happened earlier: how many strangers rang, or who rang and got no answer."""
        return self.second_try is not None or any(one.calls for one in self.classes)

    @cached_property
    def awaited(self) -> tuple[tuple[float, float, str, "Keys"], ...]:
        """The calls that they wait for: from when, until when, of which class, by which numbers."""
        return tuple(
            (one.start.timestamp(), one.until.timestamp(), one.kind, Keys((one.number,)))
            for one in self.expected
        )

    def check(self) -> "Policy":
        """Check what the schema cannot: numbers, hours, zone, times.

        Raises:
            BadPolicy: something in it cannot be read; names the field.
        """
        try:
            for name, texts in (("allow", self.allow), ("block", self.block)):
                where = name
                for text in texts:
                    read_ranges(text)
            where = "expected"
            for waited in self.expected:
                read_ranges(waited.number)
                if waited.start.tzinfo is None or waited.until.tzinfo is None:
                    raise BadPolicy("expected: a time without a zone.", "Write 2026-11-22T08:00:00+08:00.")
            where = "classes"
            for one in self.classes:
                parse_window(one.hours)
            where = "zone"
            ZoneInfo(self.zone)
        except (NumbersError, RulesError) as fault:
            raise BadPolicy(f"{where}: {fault.message}", fault.hint) from fault
        except (ZoneInfoNotFoundError, ValueError, OSError) as fault:  # a directory of zones is no zone
            raise BadPolicy(f"{where}: no such time zone.", "Write a zone such as Asia/Shanghai.") from fault
        return self


class Keys:
    """Numbers and ranges, as one looks for a number among them."""

    def __init__(self, texts: Iterable[str]) -> None:
        merged: list[tuple[int, int]] = []
        for first, last in sorted(one for text in texts for one in read_ranges(text)):
            if merged and first <= merged[-1][1]:
                merged[-1] = (merged[-1][0], max(merged[-1][1], last))
            else:
                merged.append((first, last))
        self._firsts = [first for first, _ in merged]
        self._lasts = [last for _, last in merged]

    def __contains__(self, number: int) -> bool:
        at = bisect_right(self._firsts, number) - 1
        return at >= 0 and number <= self._lasts[at]


_decoder = msgspec.json.Decoder(Policy)


def read_policy(text: bytes) -> Policy:
    """Read a policy's JSON.

    Raises:
        BadPolicy: it does not follow the schema; says where.
    """
    try:
        return _decoder.decode(text).check()
    except msgspec.DecodeError as fault:
        raise BadPolicy(f"policy: {fault}", "See the schema: jingling gate schema policy.") from fault


def policy_schema() -> dict[str, object]:
    """Return the policy's JSON schema."""
    return msgspec.json.schema(Policy)


def judge_policy(
    policy: Policy,
    *,
    caller: int,
    classes: frozenset[str],
    at: int,
    minute: int,
    strangers: tuple[int, ...] = (),
    rings: tuple[int, ...] = (),
) -> Personal:
    """Say what a policy has for one call.

    Args:
        policy: the called person's.
        caller: the key shown.
        classes: the classes of the call: findings, purpose, kind of number.
        at: Unix seconds.
        minute: minute of the day where the person is.
        strangers: ages in seconds of calls by unknown numbers to this person.
        rings: ages in seconds of this number's earlier calls to this person.
    """
    action = ""
    form = normal_form(caller) or ""
    national = form.removeprefix("+86")
    for rule in policy.prefixes:
        text = form if rule.prefix.startswith("+") else national
        if text.startswith(rule.prefix) and rule.length in {0, len(text.lstrip("+"))}:
            action = max(action, rule.action, key=_STRENGTH.__getitem__)
    for one, hours in policy.classed:
        if one.kind in classes and form.startswith(one.region) and (hours is None or hours.holds(minute)):
            often = 1 + sum(age < one.within_s for age in strangers)
            if often >= one.calls:
                action = max(action, one.action, key=_STRENGTH.__getitem__)
    second = policy.second_try
    return Personal(
        allowed=caller in policy.allowed,
        blocked=caller in policy.blocked,
        expected=any(
            start <= at < until and (caller in numbers or kind in classes)
            for start, until, kind, numbers in policy.awaited
        ),
        action="" if action == "allow" else action,
        second_try=second is not None and sum(age < second.within_s for age in rings) >= second.rings,
    )
