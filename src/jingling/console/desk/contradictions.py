"""Replies that records contradict: a person was rung again after somebody said that they had acted."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from jingling.complaints.matching import rung_again
from jingling.console.complaints import handling
from jingling.console.complaints.access import with_messages
from jingling.console.complaints.models import Case, Report
from jingling.console.complaints.standing import completed_report
from jingling.console.desk.matches import LOOKS_BACK
from jingling.console.errors import ConsoleError

if TYPE_CHECKING:
    import duckdb

Calls = tuple[datetime, int]
"""When the first of some calls came, and how many there were."""


class Contradictions:
    """The calls that contradict replies, gathered from one result's records after the other.

    Args:
        acted: a row for each proven number that was rung and whose case was acted on: case, key, called,
            acted_at (UTC).
    """

    def __init__(self, acted: list[dict[str, Any]]) -> None:
        import pyarrow as pa

        self.acted = pa.table(
            {
                "report": pa.array([str(one["case"]) for one in acted], pa.string()),
                "key": pa.array([one["key"] for one in acted], pa.int64()),
                "called": pa.array([one["called"] for one in acted], pa.int64()),
                "acted_at": pa.array([one["acted_at"] for one in acted], pa.timestamp("us", tz="UTC")),
            }
        )
        self.first_at = min((one["acted_at"] for one in acted), default=None)
        self.found: dict[int, Calls] = {}

    def may_be_in(self, last_at: datetime) -> bool:
        """Say whether records that end at a time can contradict anybody."""
        return self.first_at is not None and self.first_at < last_at

    def gather(self, connection: duckdb.DuckDBPyConnection) -> None:
        """Add the calls of the table `calls`."""
        for row in rung_again(connection, self.acted).to_pylist():
            at, calls = datetime.fromtimestamp(row["start_ms"] / 1000, UTC), int(row["calls"])
            case = int(row["report"])
            first, before = self.found.get(case, (at, 0))
            self.found[case] = (min(at, first), before + calls)

    def reopen(self) -> int:
        """Open the cases again whose replies are contradicted; return how many."""
        return sum(_reopened(case, calls) for case, calls in sorted(self.found.items()))


def acted_cases() -> list[dict[str, Any]]:
    """Return who could contradict that somebody acted in the last months, as `Contradictions` takes it."""
    acted = Case.objects.filter(acted_at__gt=timezone.now() - LOOKS_BACK, joined_into=None)
    reports = with_messages(Report.objects.filter(case__in=acted)).order_by("pk")
    told = [(one.case, completed_report(one)) for one in reports]
    rung = {
        (case.pk, whole.key, whole.called, case.acted_at)
        for case, whole in told
        if whole.key and whole.called and whole.called_proven
    }
    return [dict(zip(("case", "key", "called", "acted_at"), one, strict=True)) for one in sorted(rung)]


def _reopened(pk: int, calls: Calls) -> bool:
    case = Case.objects.get(pk=pk)
    if case.acted_at is None:
        return False  # somebody opened it meanwhile
    try:
        return handling.rung_again(case, *calls).state == "received"
    except ConsoleError:
        return False  # somebody took it back meanwhile
