"""Counting: from the records of the gate's ledger to rows by project, agent and day.

Each record is counted once: how far a stream was read is kept in the same transaction as what was counted.
An outcome names the decision that it belongs to; several outcomes of one call are one call.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

import msgspec
from django.db import transaction
from django.db.models import F

from jingling.console.outbound.models import Asked, Denied, Heard, Project, Read
from jingling.console.outbound.projects import code_to_pk
from jingling.console.publishing.outbox import directory
from jingling.ledger import format_evidence, parse_evidence, records, stream_names
from jingling.ledger.errors import LedgerError

MOST_AT_ONCE = 5_000
BEIJING = ZoneInfo("Asia/Shanghai")
LIVE = {"answered", "refused", "callback_requested", "wrong_person", "abandoned"}


class Decision(msgspec.Struct, tag_field="record", tag="decision"):
    """What is read of a decision's record."""

    at: float
    verdict: str
    reasons: tuple[str, ...] = ()
    direction: str = ""
    project: str = ""
    agent: str = ""


class Outcome(msgspec.Struct, tag_field="record", tag="outcome"):
    """What is read of an outcome's record."""

    said_at: float
    outcome: str
    evidence: str = ""


class Whose(NamedTuple):
    """A project's row and an agent."""

    project: int
    agent: str


_decoder = msgspec.json.Decoder(Decision | Outcome)


def count_new() -> int:
    """Count what the gate recorded since the last time; return how many records were read."""
    place = directory()
    read = 0
    for stream in stream_names(place):
        while new := _count_stream(place, stream):
            read += new
            if new < MOST_AT_ONCE:
                break
    return read


@transaction.atomic
def _count_stream(place: Path, stream: str) -> int:
    reached, _ = Read.objects.get_or_create(stream=stream)
    reached = Read.objects.select_for_update().get(pk=reached.pk)
    decisions: list[Decision] = []
    outcomes: list[tuple[str, Outcome]] = []
    read = 0
    for sequence, line in _some(place, stream, reached.next):
        read += 1
        reached.next = sequence + 1
        told = _told(line)
        if isinstance(told, Decision) and told.direction == "outbound":
            decisions.append(told)
        elif isinstance(told, Outcome):
            outcomes.append((told.evidence or format_evidence(stream, sequence), told))
    if read:
        projects = set(Project.objects.values_list("pk", flat=True))
        _count_decisions(decisions, projects)
        _count_outcomes(place, outcomes, projects)
        reached.save(update_fields=["next"])
    return read


def _some(place: Path, stream: str, since: int) -> Iterator[tuple[int, bytes]]:
    for at, found in enumerate(records(place, stream, since)):
        if at >= MOST_AT_ONCE:
            return
        yield found.sequence, found.line


def _told(line: bytes) -> Decision | Outcome | None:
    """Read a record; publications and gap markers are none of ours."""
    try:
        return _decoder.decode(line)
    except msgspec.DecodeError:
        return None


def _count_decisions(decisions: Iterable[Decision], projects: set[int]) -> None:
    asked: Counter[tuple[Whose, date]] = Counter()
    allowed: Counter[tuple[Whose, date]] = Counter()
    denied: Counter[tuple[Whose, date, str]] = Counter()
    for one in decisions:
        project = code_to_pk(one.project)
        if project not in projects:
            continue
        whose, day = Whose(project, one.agent[:80]), _day(one.at)
        asked[whose, day] += 1
        if one.verdict == "reject":
            denied.update((whose, day, code) for code in {key.split(".")[0] for key in one.reasons})
        else:
            allowed[whose, day] += 1
    for (whose, day), count in asked.items():
        row, _ = Asked.objects.get_or_create(project_id=whose.project, agent=whose.agent, day=day)
        Asked.objects.filter(pk=row.pk).update(
            asked=F("asked") + count, allowed=F("allowed") + allowed[whose, day]
        )
    for (whose, day, reason), count in denied.items():
        row_denied, _ = Denied.objects.get_or_create(
            project_id=whose.project, agent=whose.agent, day=day, reason=reason
        )
        Denied.objects.filter(pk=row_denied.pk).update(denied=F("denied") + count)


def _count_outcomes(place: Path, outcomes: list[tuple[str, Outcome]], projects: set[int]) -> None:
    whose = _whose(place, {call for call, _ in outcomes})
    for call, one in outcomes:
        known = whose.get(call)
        if known is None or known.project not in projects:
            continue  # a call that this gate never decided belongs to no project of ours
        row, _ = Heard.objects.get_or_create(
            call=call[:120],
            defaults={"project_id": known.project, "agent": known.agent, "day": _day(one.said_at)},
        )
        changed: dict[str, Any] = {"live": row.live or one.outcome in LIVE}
        if one.outcome != "answered":
            changed[one.outcome] = True
        Heard.objects.filter(pk=row.pk).update(**changed)


def _whose(place: Path, calls: set[str]) -> dict[str, Whose]:
    """Find the project and agent of decisions by their evidence; each stream is read once."""
    wanted: defaultdict[str, set[int]] = defaultdict(set)
    for call in calls:
        try:
            evidence = parse_evidence(call)
        except LedgerError:
            continue
        wanted[evidence.stream].add(evidence.sequence)
    known = set(stream_names(place))
    found: dict[str, Whose] = {}
    for stream, sequences in wanted.items():
        if stream not in known:
            continue
        last = max(sequences)
        for sequence, line in records(place, stream, min(sequences)):
            if sequence in sequences and isinstance(told := _told(line), Decision):
                found[format_evidence(stream, sequence)] = Whose(code_to_pk(told.project), told.agent[:80])
            if sequence >= last:
                break
    return found


def _day(at: float) -> date:
    return datetime.fromtimestamp(at, UTC).astimezone(BEIJING).date()
