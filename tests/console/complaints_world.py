"""What each side of the small world has of complaints: cases, files, a question, a bulletin."""

from datetime import timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils import timezone

from jingling.complaints.bulletin import bulletin
from jingling.complaints.bulletin_text import bulletin_text
from jingling.complaints.clocks import BEIJING
from jingling.complaints.monthly import Told as ToldMonths
from jingling.complaints.monthly import months
from jingling.complaints.report import Report as Told
from jingling.console.bulletins.models import Bulletin
from jingling.console.complaints import handling
from jingling.console.complaints.actions import SentFile, receive
from jingling.console.complaints.models import CaseEvent
from jingling.console.desk.models import Question
from jingling.detect.report.bulletin import bulletin_charts, bulletin_values
from jingling.numbers import read_number

OURS = "+861051000001"
"""A number of the line that each side's call centre works on."""

CALLED = 8613800000001


def told(name: str = "", number: str = OURS, **values: Any) -> Told:
    """Return a complete report about a call of an hour ago, with what a test wants otherwise."""
    read = read_number(number)
    now = timezone.now()
    usual: dict[str, Any] = {
        "channel": "web",
        "received_at": now - timedelta(minutes=30),
        "called_at": now - timedelta(hours=1),
        "precision": "minute",
        "called": CALLED,
        "called_proven": True,
        "about": "贷款理财",
        "reporter": "p1",
    }
    return Told(report=name, number_raw=number, number=read.normal, key=read.key, **{**usual, **values})


def add_complaints(side: Any, name: str) -> None:
    """Give a side a case with its call centre and one with its carrier, both acted on, and all else."""
    file = side.evidence
    sent = SentFile(file.digest, file.name, file.kind, file.size)
    first = receive(
        told(f"{name}-a", reporter=f"{name}-p1"),
        files=[sent],
    )
    second = receive(told(f"{name}-b", reporter=f"{name}-p2", called=CALLED + 1))
    side.decision = handling.decide(side.desk, first, second, "apart", "两人")
    side.case = handling.forward(side.desk, first.case, side.centre_house)
    handling.act(side.centre, side.case, "已停止呼叫", side.centre_evidence)
    carrier_case = handling.forward(side.desk, second.case, side.carrier_house)
    handling.act(side.carrier, carrier_case, "已关停号码", side.evidence)
    side.carrier_case = carrier_case
    acted = CaseEvent.objects.filter(what="complaint.acted")
    side.proof = acted.get(case=side.case)
    side.carrier_proof = acted.get(case=carrier_case)
    side.attachment = first.attachments.get()
    side.question = Question.objects.create(
        what="number",
        key=8617000000000 + len(name),
        people=9,
        before=0,
        numbers=1,
        chance=1e-6,
        asked_at=timezone.now(),
    )
    place = Path(settings.DATA) / "bulletins" / name
    place.mkdir(parents=True, exist_ok=True)
    wanted = ("2026-07", "2026-06", "2025-07")
    counted = months(ToldMonths((), {}, {}), wanted, zone=BEIJING)
    text = bulletin_text(bulletin(*(counted[month] for month in wanted)))
    side.bulletin = Bulletin.objects.create(
        month="2026-07",
        job=side.desk_job,
        page=bulletin_values(text),
        charts=bulletin_charts(text),
        place=str(place),
    )
    for language in ("en", "zh"):
        side.bulletin.file(language, "pdf").write_bytes(b"%PDF-1.4")


def with_complaints(world: Any) -> Any:
    """Give both sides of the small world their complaints, and return the world."""
    add_complaints(world.ours, "ours")
    add_complaints(world.theirs, "theirs")
    return world
