"""The demonstration's complaints: two months of reports, and cases at every point where people meet them."""

import random
from datetime import datetime, timedelta
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from jingling.complaints.clocks import BEIJING, read_clock, urgency
from jingling.complaints.monthly import month_of
from jingling.complaints.report import Report as Told
from jingling.complaints.working_days import working_days_of_china
from jingling.console.bulletins.actions import ask_for
from jingling.console.complaints import handling
from jingling.console.complaints.access import token_of
from jingling.console.complaints.actions import receive
from jingling.console.complaints.models import Case, Report
from jingling.console.complaints.offices import limits
from jingling.console.complaints.standing import weigh_all_again
from jingling.console.desk.asking import ask_questions
from jingling.console.desk.comparing import ask_to_compare
from jingling.console.findings.models import Result
from jingling.console.outbound.models import Project
from jingling.console.registers.access import blocks_of
from jingling.console.registers.evidence import keep_evidence
from jingling.numbers import read_number

DAY = timedelta(days=1)
SAID = {
    "loan": ("贷款理财", "问我要不要贷款，额度二十万，当天放款"),
    "collection": ("违规催收", "说我朋友欠款不还，让我转告，一天打了七次"),
    "property": ("房产中介", "问我要不要卖房，说有客户等着看"),
    "insurance": ("保险", "说车险到期可以优惠续保"),
    "education": ("教育培训", "推销孩子的暑期英语班"),
    "decoration": ("", "问新房要不要量尺设计"),
}
USUAL = 25
"""Ordinary reports of each of the two months; with them the bulletin has something to compare."""


class Complaints:
    """Fills the desk of a demonstration.

    Args:
        desk: the complaint desk's officer.
        centre: the call centre's officer.
        project: the call centre's project, whose number people report; None where it has no line.
        result: the findings of the day, of which people report some too.
    """

    def __init__(self, desk: Any, centre: Any, project: Project | None, result: Result) -> None:
        self.desk, self.centre = desk, centre
        self.number = _number_of(centre) or (project.numbers.split("-")[0] if project else "+8617000001234")
        self.flagged = list(result.findings.filter(kind="number").order_by("-score")[:8])
        self.now = timezone.now()
        self.chance = random.Random(12)  # noqa: S311 — a demonstration

    def fill(self) -> None:
        """Take reports in and work on some of them."""
        self.usual()
        self.due()
        self.enterprise()
        self.fraud()
        self.held_back()
        self.surge()
        ask_questions(self.now)
        ask_to_compare(self.desk)
        for month in sorted({str(month_of(self.now - days * DAY, BEIJING)) for days in (0, 31)}):
            ask_for(self.desk, month)

    def report(self, at: datetime, number: str, about: str, person: int, **values: Any) -> Report:
        """Take in one report about a call, an hour after it."""
        read = read_number(number)
        spoken, said = SAID.get(about, ("", about))
        told = Told(
            report="",
            channel=values.pop("channel", "web"),
            received_at=at + timedelta(hours=1),
            number_raw=number,
            number=read.normal,
            key=read.key,
            called_at=at,
            precision="minute",
            called=values.pop("called", person),
            called_proven=True,
            about=spoken,
            said=said,
            refused_before=bool(person % 2),
            region="河南",
            reporter=token_of(person),
        )
        return receive(told, answer_to=person)

    def happened(self, case: Case, what: Any, at: datetime, about: str, **values: Any) -> Case:
        """Let something have happened to a case."""
        actor = values.pop("actor", self.desk)
        by = "enterprise" if actor is self.centre else "desk"
        return handling.happen(actor, case, what, about=about, at=at, by=by, **values)

    def usual(self) -> None:
        """Two months of reports, the later ones more, most of them answered and closed."""
        for months, many in ((2, USUAL), (1, USUAL * 2)):
            for at in range(many):
                day = self.now - (30 * months - 14 + at % 7) * DAY - timedelta(minutes=at * 5)
                label = self.chance.choice([*SAID, "loan", "loan", "property"])
                kind = self.chance.choice(("9502{:04}", "1700000{:04}", "1390100{:04}", "4008120{:03}"))
                number = kind.format(self.chance.randrange(400))
                case = self.report(day, number, label, 8613700000000 + 1_000 * months + at).case
                self.closed(case, day, label, "refuted" if at % 9 == 0 else "confirmed")

    def closed(self, case: Case, day: datetime, label: str, outcome: str) -> None:
        """Let a case have gone all its way."""
        took = self.chance.randrange(4, 12)
        self.happened(case, "complaint.classified", day + DAY, label)
        self.forwarded(case, day + 1.2 * DAY)
        proof = {"actor": self.centre, "text": "已停止呼叫并核查坐席"}
        self.happened(case, "complaint.acted", day + (took - 1) * DAY, "工单 20260001", **proof)
        self.happened(case, "complaint.answered", day + took * DAY, "经核查，该企业已停止向您呼叫。")
        self.happened(case, "complaint.closed", day + (took + 0.5) * DAY, outcome)

    def forwarded(self, case: Case, at: datetime) -> Case:
        """Let a case have been forwarded to the call centre."""
        house = self.centre.organisation
        return self.happened(case, "complaint.forwarded", at, f"named:{house.name}", organisation=house)

    def due(self) -> None:
        """Cases that the desk has to forward: new, due soon, overdue; one told twice, one incomplete."""
        numbers = [one.name for one in self.flagged] or [self.number]
        for at, days in enumerate((0.2, 1, 2, 12, self.soon())):
            number = numbers[at % len(numbers)]
            label = list(SAID)[at % len(SAID)]
            person = 8613600000100 + at
            called = self.now - days * DAY - timedelta(hours=2)
            self.report(called, number, label, person)
            if at == 1:
                self.report(called + timedelta(minutes=6), number, label, person, channel="hotline")
        receive(
            Told("", "hotline", self.now - DAY, "17000004321", "+8617000004321", 8617000004321, said="推销")
        )

    def soon(self) -> float:
        """Return how many days ago a report came that is to be forwarded today or the next working day."""
        calendar = working_days_of_china()
        for days in range(1, 20):
            reading = read_clock(limits()["forwarded"], self.now - days * DAY, self.now, calendar)
            if reading.due_at is not None and urgency(reading.due_at, self.now, calendar) == "soon":
                return days
        return 2

    def enterprise(self) -> None:
        """Cases with the call centre: in time, overdue, paused, and one whose reply was contradicted."""
        for at, days in enumerate((4, 33, 9)):
            called = self.now - days * DAY
            case = self.report(called, self.number, "insurance", 8613600000200 + at).case
            self.happened(case, "complaint.classified", called + 0.1 * DAY, "insurance")
            case = self.forwarded(case, called + 0.5 * DAY)
            if at == 2:
                self.happened(case, "clock.paused", called + 2 * DAY, "等待举报人提供录音")
        person = 8613600000300
        called = self.now - 8 * DAY
        case = self.report(called, self.number, "insurance", person).case
        self.happened(case, "complaint.classified", called + 0.1 * DAY, "insurance")
        self.forwarded(case, called + 0.5 * DAY)
        file = SimpleUploadedFile("处置说明.pdf", "%PDF-1.4\n% 示例：已将该用户加入禁呼名单\n".encode())
        proof = keep_evidence(self.centre, file)
        self.happened(
            case,
            "complaint.acted",
            called + 3 * DAY,
            f"sha256:{proof.digest}",
            actor=self.centre,
            text="已将该用户加入禁呼名单，不再呼叫。",
            evidence=proof,
        )
        self.report(self.now - 0.5 * DAY, self.number, "insurance", person)

    def fraud(self) -> None:
        """A case that goes to the police track at once."""
        number = self.flagged[0].name if self.flagged else self.number
        said = "自称公安局，说我涉嫌洗钱，要我把钱转到安全账户"
        case = self.report(self.now - timedelta(hours=5), number, said, 8613600000400).case
        self.happened(case, "complaint.classified", self.now - timedelta(hours=3), "fraud")

    def held_back(self) -> None:
        """One person who reports a block of numbers from end to end."""
        for at in range(30):
            when = self.now - 2 * DAY + timedelta(minutes=at)
            self.report(when, f"+861520000{at:04}", "推销", 8613600000500)
        weigh_all_again()

    def surge(self) -> None:
        """A number that many people report and no records flag."""
        for at in range(11):
            when = self.now - timedelta(hours=7 * at + 1)
            self.report(when, "+8617100009876", "property", 8613600000600 + at)


def _number_of(centre: Any) -> str:
    """Return a 95 number of a line that the call centre works on; empty if there is none."""
    blocks = blocks_of(centre).filter(line__centre=centre.organisation_id).order_by("pk")
    return next(
        (one.first_form for one in blocks[:500] if "95" in read_number(one.first_form).kind.value), ""
    )
