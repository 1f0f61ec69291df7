"""Cases (案件): where a case stands, worked out from everything that happened to it.

received → forwarded → acted on → answered → closed; reopened from acted on, answered or closed; withdrawn
from any. Events are taken in the order of their own times, whenever they arrive. One that cannot happen where
the case stands changes nothing and is kept as refused, with the reason: a case is never in a state that
nobody can explain. A class of fraud puts the case on the police track at that moment, beside whatever
else happens to it. A call after the enterprise said it had acted reopens the case by itself.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import Literal

from jingling.complaints.clocks import ClockReading, Pause, TimeLimit, read_clock
from jingling.complaints.routing import Bounce
from jingling.complaints.working_days import Calendar
from jingling.words import Words

EventName = Literal[
    "complaint.received",
    "complaint.completed",
    "complaint.classified",
    "complaint.forwarded",
    "complaint.bounced",
    "complaint.acted",
    "complaint.answered",
    "complaint.closed",
    "complaint.reopened",
    "complaint.withdrawn",
    "complaint.rung_again",
    "clock.paused",
    "clock.resumed",
]


class CaseState(StrEnum):
    """Where a case stands (案件状态)."""

    RECEIVED = "received"
    FORWARDED = "forwarded"
    ACTED = "acted"
    ANSWERED = "answered"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"

    @property
    def words(self) -> Words:
        """Say it in both languages."""
        return _STATE_WORDS[self]


_STATE_WORDS = {
    CaseState.RECEIVED: Words("received", "已受理"),
    CaseState.FORWARDED: Words("forwarded", "已转办"),
    CaseState.ACTED: Words("acted on", "已处置"),
    CaseState.ANSWERED: Words("answered", "已答复"),
    CaseState.CLOSED: Words("closed", "已办结"),
    CaseState.WITHDRAWN: Words("withdrawn", "已撤回"),
}


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened to a case.

    Args:
        event: its own name, the same whenever it is sent again.
        name: what happened.
        at: when, UTC.
        by: who: a token, a person of the desk, a handler's name.
        about: the class, the handler, the reason, the answer, the proof: what the event is about.
    """

    event: str
    name: EventName
    at: datetime
    by: str = ""
    about: str = ""


@dataclass(frozen=True, slots=True)
class Refusal:
    """An event that could not happen where the case stood."""

    event: Event
    reason: Words


@dataclass
class Case:
    """Where a case stands.

    Args:
        state: see `CaseState`.
        round: 1, and one more each time it was reopened.
        done_at: step of the clocks → when it was first done in this round, UTC.
        handler: who has it; empty while nobody.
        label: its class; empty while none is decided.
        police_at: when it was put on the police track; None if it is not.
        reopened_for: why it was last reopened.
        pauses: of this round's clocks.
        bounces: who returned it, first to last.
        refused: events that could not happen.
    """

    state: CaseState = CaseState.RECEIVED
    round: int = 1
    done_at: dict[str, datetime] = field(default_factory=dict)
    handler: str = ""
    label: str = ""
    police_at: datetime | None = None
    reopened_for: str = ""
    pauses: list[Pause] = field(default_factory=list)
    bounces: list[Bounce] = field(default_factory=list)
    refused: list[Refusal] = field(default_factory=list)


FRAUD = "fraud"
RUNG_AGAIN = Words("rung again after it was said to be settled", "办结后仍有来电")

_FROM: dict[str, frozenset[CaseState]] = {
    "complaint.forwarded": frozenset({CaseState.RECEIVED}),
    "complaint.bounced": frozenset({CaseState.FORWARDED}),
    "complaint.acted": frozenset({CaseState.FORWARDED}),
    "complaint.answered": frozenset({CaseState.ACTED}),
    "complaint.closed": frozenset({CaseState.ANSWERED}),
    "complaint.reopened": frozenset({CaseState.ACTED, CaseState.ANSWERED, CaseState.CLOSED}),
    "complaint.withdrawn": frozenset(set(CaseState) - {CaseState.WITHDRAWN}),
}
"""From which states an event can happen; the others can happen in any but withdrawn."""

_TO = {
    "complaint.forwarded": CaseState.FORWARDED,
    "complaint.bounced": CaseState.RECEIVED,
    "complaint.acted": CaseState.ACTED,
    "complaint.answered": CaseState.ANSWERED,
    "complaint.closed": CaseState.CLOSED,
    "complaint.withdrawn": CaseState.WITHDRAWN,
}

_NEEDS_REASON = frozenset({"complaint.bounced", "complaint.reopened", "clock.paused"})
_NEEDS_PROOF = frozenset({"complaint.acted"})


def case_of(events: Iterable[Event]) -> Case:
    """Return where a case stands after all that happened, in whatever order it is told."""
    case = Case()
    for event in sorted(set(events), key=_order):
        if (reason := _refusal(case, event)) is not None:
            case.refused.append(Refusal(event, reason))
        else:
            _happen(case, event)
    return case


def _order(event: Event) -> tuple[datetime, int, str]:
    """Order events by time; of one moment, the one that a case begins with first."""
    return (event.at, 0 if event.name == "complaint.received" else 1, event.event)


def _refusal(case: Case, event: Event) -> Words | None:
    if event.name != "complaint.received" and "received" not in case.done_at:
        return Words("the case was not received yet", "案件尚未受理")
    if case.state is CaseState.WITHDRAWN:
        return Words("the case was withdrawn", "案件已撤回")
    if case.state not in _FROM.get(event.name, frozenset(CaseState)):
        return Words(
            f"cannot happen to a case that is {case.state.words.en}",
            f"案件{case.state.words.zh}，不能如此处理",
        )
    if event.name in _NEEDS_REASON and not event.about:
        return Words("gives no reason", "未说明理由")
    if event.name in _NEEDS_PROOF and not event.about:
        return Words("brings no proof", "未附处置凭证")
    if event.name == "complaint.forwarded" and "completed" not in case.done_at and case.police_at is None:
        return Words("the report is not complete", "举报材料不齐备")
    return None


def _happen(case: Case, event: Event) -> None:
    _OTHERS.get(event.name, _step)(case, event)


def _step(case: Case, event: Event) -> None:
    """Take a step of a case's life; the first time of a round is the one that clocks know."""
    case.state = _TO.get(event.name, case.state)
    case.done_at.setdefault(event.name.partition(".")[2], event.at)


def _forward(case: Case, event: Event) -> None:
    _step(case, event)
    case.handler = event.about


def _bounce(case: Case, event: Event) -> None:
    _step(case, event)
    case.bounces.append(Bounce(case.handler, event.about))
    case.handler = ""


def _classify(case: Case, event: Event) -> None:
    case.label = event.about
    if event.about == FRAUD and case.police_at is None:
        case.police_at = event.at


def _pause(case: Case, event: Event) -> None:
    if not case.pauses or case.pauses[-1].to_at is not None:
        case.pauses.append(Pause(event.at, None, event.about))


def _resume(case: Case, event: Event) -> None:
    if case.pauses and case.pauses[-1].to_at is None:
        case.pauses[-1] = replace(case.pauses[-1], to_at=event.at)


def _reopen(case: Case, event: Event) -> None:
    """Begin a new round: it is complete already, and its clocks run anew."""
    case.state, case.round = CaseState.RECEIVED, case.round + 1
    case.reopened_for = event.about or RUNG_AGAIN.en
    case.done_at = {"received": event.at, "completed": event.at}
    case.pauses, case.bounces, case.handler = [], [], ""


def _rung_again(case: Case, event: Event) -> None:
    if case.state in _FROM["complaint.reopened"]:
        _reopen(case, replace(event, about=""))


_OTHERS: dict[str, Callable[[Case, Event], None]] = {
    "complaint.forwarded": _forward,
    "complaint.bounced": _bounce,
    "complaint.classified": _classify,
    "complaint.reopened": _reopen,
    "complaint.rung_again": _rung_again,
    "clock.paused": _pause,
    "clock.resumed": _resume,
}
"""What happens at events that are more than a step."""


def clocks_of(
    case: Case, limits: dict[str, TimeLimit], now: datetime, calendar: Calendar
) -> dict[str, ClockReading]:
    """Read the clocks of a case's round: those whose first step was done, by the step that ends them.

    Bouncing does not stop the clock of forwarding: it ends with the first time the case was forwarded.
    """
    if case.state is CaseState.WITHDRAWN:
        return {}
    return {
        step: read_clock(
            limit,
            case.done_at[limit.begins],
            now,
            calendar,
            stopped_at=case.done_at.get(step),
            pauses=case.pauses,
        )
        for step, limit in limits.items()
        if limit.begins in case.done_at
    }
