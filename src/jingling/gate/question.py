"""The question: what is asked about one call, and the same read into keys and seconds."""

import re
from datetime import datetime
from functools import lru_cache
from typing import Annotated, Literal

import msgspec
from msgspec import UNSET, Meta, UnsetType

from jingling.gate.errors import BadQuestion
from jingling.lists.errors import BadPolicy
from jingling.lists.packing import LAST_SECOND
from jingling.lists.policies import Policy
from jingling.numbers import ANONYMOUS_KEY, NumberKind, kind_of, read_key

Purpose = Literal["marketing", "service", "collection", "survey", "notification", "emergency"]
Text = Annotated[str, Meta(max_length=256)]
Time = Annotated[datetime, Meta(tz=True)]

CLOCK_TOLERANCE_S = 5
"""How far a question's time may be from the gate's clock unless times are trusted."""


class Question(msgspec.Struct, gc=False, forbid_unknown_fields=True, omit_defaults=True):
    """What is asked about one call.

    Attributes:
        direction: `outbound` is asked before dialling and fails closed; `network` is a carrier switching a
            call; `inbound` is on behalf of the called person.
        caller, callee: as written; the caller is the number that would be shown.
        line: the line's name.
        asserted: the number the network vouches for.
        diverted_by: the number that forwarded the call.
        roaming: whether the shown mobile number is known to roam.
        identity: Identity header fields, as they stand.
        policy, policy_id: the called person's own policy, or its name.
        at: when the call is; now, if left out.
    """

    direction: Literal["outbound", "network", "inbound"]
    caller: Text
    callee: Text
    line: Text = ""
    asserted: Text = ""
    diverted_by: Text = ""
    principal: Text = ""
    project: Text = ""
    purpose: Purpose | Literal[""] = ""
    agent: Text = ""
    roaming: bool | None = None
    identity: Annotated[list[Annotated[str, Meta(max_length=16_384)]], Meta(max_length=8)] = []
    priority: Text = ""
    display: Text = ""
    call_id: Text = ""
    policy: Policy | None = None
    policy_id: Text = ""
    at: Time | UnsetType = UNSET


_NEEDED = {
    "outbound": ("caller", "callee", "line", "principal"),
    "network": ("caller", "callee", "line"),
    "inbound": ("caller", "callee"),
}
_MOBILE = re.compile(r"\+861[3-9][0-9]{9}")
_decoder = msgspec.json.Decoder(Question)


class Call(msgspec.Struct, frozen=True, gc=False):
    """A question read: keys instead of texts, Unix seconds instead of times."""

    asked: Question
    at: float
    caller: int
    caller_kind: NumberKind
    callee: int
    callee_kind: NumberKind
    asserted: int
    diverted_by: int


def read_question(text: bytes) -> Question:
    """Read a question's JSON.

    Raises:
        BadQuestion: it does not follow the contract.
    """
    try:
        return _decoder.decode(text)
    except msgspec.DecodeError as fault:
        raise bad_json(fault) from fault


def question_from(values: object) -> Question:
    """Read a question from plain values.

    Raises:
        BadQuestion: it does not follow the contract.
    """
    try:
        return msgspec.convert(values, Question)
    except msgspec.ValidationError as fault:
        raise bad_json(fault) from fault


def bad_json(fault: Exception) -> BadQuestion:
    """Return the error that names the field of a fault in JSON."""
    message, _, place = str(fault).partition(" - at `$")
    return BadQuestion(place.rstrip("`").lstrip(".") or "", message, "See the contract: /openapi.json.")


def read_call(question: Question, now: float, *, trust_times: bool) -> Call:
    """Read a question's numbers and time.

    Args:
        question: the question.
        now: the gate's clock, Unix seconds.
        trust_times: take the question's time whatever the clock says.

    Raises:
        BadQuestion: a field its direction needs is empty, a number cannot be the called one, or the time
            is too far from the clock.
    """
    direction = question.direction
    if not (question.caller and question.callee) or (
        direction != "inbound" and not (question.line and (question.principal or direction != "outbound"))
    ):
        name = next(name for name in _NEEDED[direction] if not getattr(question, name))
        raise BadQuestion(name, f"{name} is missing.", f"A question {direction} needs it.")
    callee, callee_kind = read_callee(question.callee)
    if callee <= 0:
        raise BadQuestion("callee", "The called number cannot be read.", "Write it as E.164, +8613800000001.")
    caller, caller_kind = read_caller(question.caller)
    at = now
    if question.at is not UNSET:
        at = question.at.timestamp()
        if not trust_times and abs(at - now) > CLOCK_TOLERANCE_S:
            raise BadQuestion(
                "at",
                f"The time is {at - now:+.0f} s from the gate's clock.",
                f"Ask within {CLOCK_TOLERANCE_S} s of the call, or leave it out.",
            )
    if not 0 <= at <= LAST_SECOND:
        raise BadQuestion("at", "The time lies before 1970 or after 2106.", "Say when the call is.")
    if question.policy is not None:
        try:
            question.policy.check()
        except BadPolicy as fault:
            raise BadQuestion("policy", fault.message, fault.hint) from fault
    return Call(
        question,
        at,
        caller,
        caller_kind,
        callee,
        callee_kind,
        read_caller(question.asserted)[0] if question.asserted else ANONYMOUS_KEY,
        read_caller(question.diverted_by)[0] if question.diverted_by else ANONYMOUS_KEY,
    )


@lru_cache(maxsize=65_536)
def read_caller(text: str) -> tuple[int, NumberKind]:
    """Return a number's key and kind; callers come again and again, so what was read is kept.

    A mainland mobile in normal form is a key as it is written.
    """
    key = int(text) if _MOBILE.fullmatch(text) else read_key(text)[0]
    return key, kind_of(key)


def read_callee(text: str) -> tuple[int, NumberKind]:
    """Return a called number's key and kind.

    Called numbers seldom come again; a mainland mobile in normal form is read without the whole plan,
    its exact kind not being needed of a called number.
    """
    if _MOBILE.fullmatch(text):
        return int(text), NumberKind.MOBILE
    return read_caller(text)
