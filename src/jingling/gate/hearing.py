"""Hearing 受理: refusals, their lifting, and what became of calls, each on disk before it is acknowledged."""

import time
from collections.abc import Callable
from datetime import datetime
from hashlib import blake2b
from typing import Annotated, Any, Literal, get_args
from uuid import uuid4

import msgspec
from msgspec import UNSET, Meta, UnsetType

from jingling.gate.errors import BadQuestion
from jingling.gate.gate import Gate
from jingling.gate.question import CLOCK_TOLERANCE_S, Text, Time, bad_json, read_callee, read_caller
from jingling.ledger import RecordError, parse_evidence
from jingling.lists import feed
from jingling.lists.packing import LAST_SECOND
from jingling.rules import principal_id

Scope = Literal["marketing", "service", "collection", "survey", "notification", "emergency", "*"]
Outcomes = Literal["answered", "no_answer", "refused", "callback_requested", "wrong_person", "abandoned"]
Note = Annotated[str, Meta(max_length=2_000)]


class RefusalMade(msgspec.Struct, forbid_unknown_fields=True):
    """A refusal: by the number the person saw, or by principal.

    Attributes:
        scope: a purpose, or `*` for all but emergencies.
        channel: how it came: `keypress`, `sms`, `app`, `agent`, `console`.
        proof: digest or reference of what was kept.
    """

    callee: Text
    caller: Text = ""
    principal: Text = ""
    at: Time | UnsetType = UNSET
    channel: Text = ""
    scope: Scope = "*"
    proof: Text = ""


class LiftMade(msgspec.Struct, forbid_unknown_fields=True):
    """A person's lifting of their own refusal, already proved to be theirs."""

    callee: Text
    method: Literal["one-time-code", "double-opt-in"]
    proof: Annotated[str, Meta(min_length=1, max_length=256)]
    caller: Text = ""
    principal: Text = ""
    scope: Scope = "*"


class OutcomeMade(msgspec.Struct, forbid_unknown_fields=True):
    """What became of a call; the evidence id may be one that this gate does not know.

    A phone that rang in vain names the evidence and no principal; all else is some principal's.
    """

    callee: Text
    outcome: Outcomes
    principal: Text = ""
    evidence: Text = ""
    at: Time | UnsetType = UNSET
    note: Note = ""


class OutcomeRecord(msgspec.Struct, omit_defaults=True, tag="outcome", tag_field="record"):
    """What is kept of an outcome."""

    at: float
    said_at: float
    evidence: str
    principal: str
    callee: str
    outcome: str
    note: str
    key: str


_refusals = msgspec.json.Decoder(RefusalMade)
_lifts = msgspec.json.Decoder(LiftMade)
_outcomes = msgspec.json.Decoder(OutcomeMade)


def read_refusal(text: bytes) -> RefusalMade:
    """Read a refusal's JSON.

    Raises:
        BadQuestion: it does not follow the contract, or names neither number nor principal.
    """
    made: RefusalMade = _read(_refusals, text)
    made.principal = made.principal.strip()
    if not made.caller and not made.principal:
        raise BadQuestion("caller", "Neither caller nor principal is named.", "Give the number they saw.")
    return made


def read_lift(text: bytes) -> LiftMade:
    """Read a lifting's JSON.

    Raises:
        BadQuestion: as above.
    """
    made: LiftMade = _read(_lifts, text)
    made.principal = made.principal.strip()
    if bool(made.caller) == bool(made.principal):
        raise BadQuestion("principal", "Name the principal or the number, one of both.", "")
    return made


def read_outcome(text: bytes) -> OutcomeMade:
    """Read an outcome's JSON.

    Raises:
        BadQuestion: it does not follow the contract, or is nobody's in particular.
    """
    made: OutcomeMade = _read(_outcomes, text)
    made.principal = made.principal.strip()
    rang_in_vain = made.outcome == "no_answer" and made.evidence
    if made.principal == "*" or (
        not made.principal and not rang_in_vain
    ):  # a refusal of everyone is not an agent's to record
        raise BadQuestion("principal", "The principal is not named.", "Say for whom the call was made.")
    return made


def refuse(
    gate: Gate, made: RefusalMade, key: str = "", *, is_known: Callable[[int], bool] | None = None
) -> dict[str, Any]:
    """Take a refusal; on return it is on disk and holds for the next question, on any of the workers.

    Args:
        gate: the gate.
        made: the refusal.
        key: the Idempotency-Key; the same one gives the same receipt.
        is_known: says whether anybody is known to show a number; the gate's `is_known`, or one that asks
            it in the gate's own thread.

    Returns:
        `refusal`, its receipt; `bound`, whom it binds: `principal`, or `number` where none is known yet.

    Raises:
        BadQuestion: a number cannot be read.
        OSError: the disk does not take it.
    """
    callee, caller = _person(made.callee), _seen(made.caller)
    receipt = f"r-{blake2b(key.encode(), digest_size=10).hexdigest() if key else uuid4().hex[:20]}"
    feed.append(
        gate.directory,
        feed.Refusal(
            at=time.time(),
            id=receipt,
            callee=callee,
            scope=made.scope,
            caller=caller,
            principal=made.principal,
            said_at=_when(made.at) if made.at is not UNSET else 0,
            channel=made.channel,
            proof=made.proof,
        ),
    )
    known = made.principal or (is_known or gate.is_known)(caller)
    return {"refusal": receipt, "bound": "principal" if known else "number"}


def lift(gate: Gate, made: LiftMade) -> dict[str, Any]:
    """Take a person's lifting of their refusal.

    Raises:
        BadQuestion: a number cannot be read.
        OSError: the disk does not take it.
    """
    feed.append(
        gate.directory,
        feed.Lift(
            at=time.time(),
            callee=_person(made.callee),
            method=made.method,
            proof=made.proof,
            principal=made.principal,
            caller=_seen(made.caller),
            scope=made.scope,
        ),
    )
    return {"lifted": True}


def hear(gate: Gate, made: OutcomeMade, key: str = "") -> dict[str, Any]:
    """Take what became of a call: an agent can record a refusal and can never lift one.

    Returns:
        `recorded`, the id of its record.

    Raises:
        BadQuestion: the number cannot be read.
        LedgerError, OSError: the disk does not take it.
    """
    callee, now = _person(made.callee), time.time()
    principal, at = made.principal, now if made.at is UNSET else _when(made.at)
    if not 0 <= at <= (LAST_SECOND if gate.trust_times else now + CLOCK_TOLERANCE_S):
        raise BadQuestion("at", "The call's time is still to come.", "Say when it was, with its zone.")
    if made.outcome == "refused":
        receipt = f"r-{blake2b((key or made.evidence or uuid4().hex).encode(), digest_size=10).hexdigest()}"
        feed.append(gate.directory, feed.Refusal(now, receipt, callee, principal=principal, channel="agent"))
    elif made.outcome == "wrong_person":  # whoever consented, it was not the person of this number
        ended = (feed.Withdrawal(now, callee, principal, purpose) for purpose in get_args(feed.Purpose))
        feed.append(gate.directory, *ended)
    evidence = gate.outcomes.record_now(
        msgspec.json.encode(
            OutcomeRecord(
                round(now, 3),
                at,
                made.evidence,
                principal,
                gate.outcomes.token(callee),
                made.outcome,
                made.note,
                key,
            )
        )
    )
    if made.outcome == "answered":
        _count_answered(gate, made, callee, int(at), once=key)
    elif made.outcome == "no_answer" and made.evidence:
        with gate.counters.counting() as count:
            count.rang_out(made.evidence, callee=callee, at=int(at))
    return {"recorded": evidence}


def _count_answered(gate: Gate, made: OutcomeMade, callee: int, at: int, *, once: str) -> None:
    """Count an answered call to collect a debt, once for each Idempotency-Key.

    Its evidence tells whether it was one. What a decision of another gate, or of none, was about is not
    known here: then it counts, unless this gate let the principal dial the person for other purposes alone.
    """
    counted = f"counted\0{once}"
    principal = principal_id(made.principal)
    with gate.counters.counting() as count:
        if once and count.answer_to(counted) is not None:
            return
        ours = _is_ours(gate, made.evidence)
        if count.is_collection(made.evidence) or (
            not ours and count.may_be_collection(principal=principal, callee=callee, at=at)
        ):
            count.answered(principal=principal, callee=callee, at=at)
        if once:
            count.remember_answer(counted, b"", int(time.time()))


def _is_ours(gate: Gate, evidence: str) -> bool:
    """Say whether an evidence id is of this gate's ledger."""
    try:
        return (gate.directory / "ledger" / parse_evidence(evidence).stream).is_dir()
    except RecordError:
        return False


def _read(decoder: Any, text: bytes) -> Any:
    try:
        return decoder.decode(text)
    except msgspec.DecodeError as fault:
        raise bad_json(fault) from fault


def _when(at: datetime) -> float:
    return at.timestamp()


def _person(text: str) -> int:
    callee, _ = read_callee(text)
    if callee <= 0:
        raise BadQuestion("callee", "The called number cannot be read.", "Write it as E.164, +8613800000001.")
    return callee


def _seen(text: str) -> int:
    if not text:
        return 0
    caller, _ = read_caller(text)
    if caller == 0:
        raise BadQuestion("caller", "A withheld number binds nobody.", "Name the principal.")
    return caller
