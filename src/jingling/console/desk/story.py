"""One case told: what was reported, what is known of its caller, what happened, what is due."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from jingling.complaints.clocks import STEP_WORDS, ClockReading, TimeLimit
from jingling.complaints.errors import RoutingError
from jingling.complaints.report import Report as Told
from jingling.complaints.trust import Trust
from jingling.complaints.working_days import unknown_years_words
from jingling.console.complaints.access import reports_in
from jingling.console.complaints.models import Case, CaseEvent, Message, Report
from jingling.console.complaints.offices import limits, office_for
from jingling.console.complaints.standing import clocks, completed_report, stands, trust_in
from jingling.console.desk import access, queries
from jingling.console.desk.models import Match
from jingling.console.frame.language import say
from jingling.console.registers.models import Line
from jingling.detect.report.people import describe
from jingling.numbers import normal_form
from jingling.words import Words


@dataclass(frozen=True, slots=True)
class Heard:
    """One report of a case, as it stands with what was added to it."""

    report: Report
    told: Told
    called: str
    trust: Trust
    match: Match | None
    decisions: list[Message]
    line: Line | None = None


@dataclass(frozen=True, slots=True)
class Clock:
    """One clock of a case."""

    limit: TimeLimit
    began_at: datetime
    reading: ClockReading
    stopped_at: datetime | None

    @property
    def words(self) -> Words:
        """What is to be done."""
        return STEP_WORDS[self.limit.step]

    @property
    def guessed(self) -> Words | None:
        """Whether a year's days off are not known."""
        years = self.reading.unknown_years
        return unknown_years_words(years) if years else None


@dataclass(slots=True)
class Story:
    """What the page of a case tells."""

    case: Case
    heard: list[Heard]
    clocks: list[Clock]
    events: list[CaseEvent]
    paused_for: str = ""
    described: Any = None
    findings: list[Any] = field(default_factory=list)
    campaigns: list[Any] = field(default_factory=list)
    chains: list[Any] = field(default_factory=list)
    about_number: dict[str, Any] = field(default_factory=dict)
    notices: list[Any] = field(default_factory=list)

    @property
    def callees(self) -> list[tuple[str, str]]:
        """The numbers that were rung and proved, with the receipts that name them."""
        return [
            (one.report.receipt, one.called) for one in self.heard if one.called and one.told.called_proven
        ]


def story_of(user: Any, case: Case) -> Story:
    """Tell a case as far as a person may know it."""
    standing = stands(case)
    heard = [_heard(user, row) for row in access.with_matches(reports_in(case))]
    readings = clocks(case)
    told = [
        Clock(limit, standing.done_at[limit.begins], readings[step], standing.done_at.get(step))
        for step, limit in limits().items()
        if step in readings
    ]
    paused = standing.pauses[-1].reason if case.paused else ""
    story = Story(case, heard, told, access.events_for(user, case), paused)
    story.described = describe(case.number, unmask=False) if case.key else None
    story.findings = access.findings_about(user, case)
    story.campaigns = access.campaigns_about(user, story.findings)
    story.chains = access.chains_about(user, case)
    story.about_number = queries.about_number(user, case)
    if user.role in access.SEES_ALL:
        story.notices = list(access.notices_of(case)[:20])
    return story


def _heard(user: Any, row: Report) -> Heard:
    told = completed_report(row)
    decisions = []
    if user.role in access.SEES_ALL:
        decisions = [
            one
            for one in row.messages.all()
            if one.kind in {"same", "apart"} and not hasattr(one, "withdrawal")
        ]
    match = getattr(row, "match", None)
    return Heard(
        row,
        told,
        (normal_form(told.called) or "") if told.called else "",
        trust_in(told),
        match,
        decisions,
        access.line_of(match) if match is not None else None,
    )


def proposed_office(case: Case) -> str:
    """Return whom the routing table names for a case now, in the reader's words; empty for nobody."""
    try:
        office, _ = office_for(case, stands(case).bounces)
    except RoutingError:
        return ""
    return say(office.words)
