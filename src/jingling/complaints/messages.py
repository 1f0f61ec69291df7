"""Messages about reports: what a person adds, and which reports somebody says are one.

A message is never changed or taken back by deleting it: withdrawing is another message. Every message has a
name and a time of its own, and whatever follows from messages follows from the set of them: sent twice or
in another order, they mean the same.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from jingling.complaints.report import Precision, Report


@dataclass(frozen=True, slots=True)
class Added:
    """A person adds to an own report (补充材料).

    Args:
        message: its name.
        at: when, UTC.
        report: the report's name.
        called_at, precision: when the call came.
        called: key of the number that was rung.
        called_proven: whether the person has proved to hold it.
        about, said: what it was about.
        reporter: token of the person.
        attachments: digests of further files.
    """

    message: str
    at: datetime
    report: str
    called_at: datetime | None = None
    precision: Precision = ""
    called: int | None = None
    called_proven: bool = False
    about: str = ""
    said: str = ""
    reporter: str = ""
    attachments: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Decided:
    """Somebody of the desk says whether two reports are one (并案、拆分).

    Args:
        message: its name.
        at: when, UTC.
        one, other: the reports' names.
        verdict: `same` joins them, `apart` keeps them apart whatever else would join them.
        by: who.
        reason: why.
    """

    message: str
    at: datetime
    one: str
    other: str
    verdict: Literal["same", "apart"]
    by: str = ""
    reason: str = ""

    @property
    def pair(self) -> tuple[str, str]:
        """The two reports, in order of their names."""
        return (self.one, self.other) if self.one < self.other else (self.other, self.one)


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """A decision is taken back: all is as if it had never been made.

    Args:
        message: its name.
        at: when, UTC.
        decision: the decision's message.
        by: who.
    """

    message: str
    at: datetime
    decision: str
    by: str = ""


Message = Added | Decided | Withdrawn


def with_additions(reports: Iterable[Report], messages: Iterable[Message]) -> tuple[Report, ...]:
    """Return reports with what their senders added."""
    added: defaultdict[str, list[Added]] = defaultdict(list)
    for one in messages:
        if isinstance(one, Added):
            added[one.report].append(one)
    return tuple(completed(report, added[report.report]) for report in reports)


def completed(report: Report, messages: Iterable[Message]) -> Report:
    """Return a report with what its sender added; what the report said already stays as it is."""
    additions = sorted(
        {one for one in messages if isinstance(one, Added) and one.report == report.report},
        key=lambda one: (one.at, one.message),
    )
    for added in additions:
        if report.called_at is None and added.called_at is not None:
            report = replace(report, called_at=added.called_at, precision=added.precision)
        if report.called is None or report.called == added.called:
            called = report.called if added.called is None else added.called
            proven = report.called_proven or (added.called is not None and added.called_proven)
            report = replace(report, called=called, called_proven=proven)
        report = replace(
            report,
            about=report.about or added.about,
            said=report.said or added.said,
            reporter=report.reporter or added.reporter,
            attachments=tuple(dict.fromkeys((*report.attachments, *added.attachments))),
        )
    return report
