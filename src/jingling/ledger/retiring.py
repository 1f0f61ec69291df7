"""Retirement: deleting records that have been kept long enough, so that it cannot be taken for tampering.

A segment's records go, its root line stays, and a record in the stream `retention` says which, by what rule,
when; it is synced before anything is deleted, and roots are published before and after. The last segment of
a stream and the stream `retention` itself are never retired.
"""

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from jingling.ledger.errors import LedgerError
from jingling.ledger.publishing import Statement, publish
from jingling.ledger.sealing import Seal, leaves_path, read_seals
from jingling.ledger.segment import as_line, now, records_path, torn_path
from jingling.ledger.stream import records, segments_kept, stream_names, stream_path
from jingling.ledger.writer import Writer

RETENTION = "retention"
"""The stream that retirements are recorded in."""


@dataclass(frozen=True, slots=True)
class Retirement:
    """One segment whose records were retired.

    Args:
        stream: whose it was.
        segment: which one.
        first: sequence number of its first record.
        count: its records.
        root: leaf hash of its root line, hexadecimal.
        closed_at: when it was closed.
        before: the rule: segments closed before this moment go.
        at: when it was retired.
    """

    stream: str
    segment: int
    first: int
    count: int
    root: str
    closed_at: str
    before: str
    at: str

    def is_lawful(self) -> bool:
        """Tell whether the segment was old enough by the rule, and the rule looked back."""
        return self.closed_at < self.before <= self.at


def retire(directory: Path, before: datetime) -> tuple[list[Retirement], Statement]:
    """Delete the records of segments that were closed before a moment.

    Returns:
        What was retired, and the statement published after it.

    Raises:
        LedgerError: the moment has not come.
        BusyError: somebody else is publishing or retiring.
    """
    moment = before.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    if moment > now():
        raise LedgerError(f"{moment} has not come yet.", "Retire what is older than a moment in the past.")
    publish(directory)
    known = retirements(directory)
    due = list(_due(directory, moment))
    fresh = [each for each in due if (each.stream, each.segment) not in known]
    if fresh:
        with Writer(directory, RETENTION) as writer:
            writer.append([as_line({"ledger": "retired"} | asdict(each)) for each in fresh], sync=True)
    for each in due:
        stream = stream_path(directory, each.stream)
        for path in (records_path, leaves_path, torn_path):
            path(stream, each.segment).unlink(missing_ok=True)
    return due, publish(directory)


def retirements(directory: Path) -> dict[tuple[str, int], Retirement]:
    """Read what was retired, by stream and segment."""
    found = {}
    for record in records(directory, RETENTION):
        told = json.loads(record.line)
        if told.pop("ledger") == "retired":
            each = Retirement(**told)
            found[each.stream, each.segment] = each
    return found


def _due(directory: Path, moment: str) -> Iterator[Retirement]:
    for name in stream_names(directory):
        stream = stream_path(directory, name)
        kept = set(segments_kept(stream)[:-1]) if name != RETENTION else set()
        for seal in read_seals(stream):
            if seal.segment in kept and seal.closed_at < moment:
                yield _retirement(seal, moment)


def _retirement(seal: Seal, before: str) -> Retirement:
    return Retirement(
        stream=seal.stream,
        segment=seal.segment,
        first=seal.first,
        count=seal.count,
        root=seal.leaf().hex(),
        closed_at=seal.closed_at,
        before=before,
        at=now(),
    )
