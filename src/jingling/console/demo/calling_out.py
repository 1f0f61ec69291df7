"""The demonstration's outbound projects, consents and calls: a call centre's day, asked at its own gate."""

import random
from datetime import timedelta
from typing import Any

from django.utils import timezone

from jingling.console.consents.actions import enter_many, refuse
from jingling.console.consents.models import Consent
from jingling.console.outbound.access import lines_to_use
from jingling.console.outbound.actions import register_project
from jingling.console.outbound.models import Project
from jingling.console.publishing.outbox import directory, push
from jingling.console.publishing.registers import publish_wanted
from jingling.gate import Gate, Question
from jingling.gate.hearing import OutcomeMade, Outcomes, hear

PEOPLE = [8613900000000 + 137 * at for at in range(400)]
TEXT = "我同意接收贵公司关于会员优惠的电话通知，可随时拒绝。（示例）"
SCRIPT = "您好，这里是会员服务中心。本次来电介绍会员优惠，您可随时要求不再来电。（示例）"
CALLS = 300
EVERY = timedelta(seconds=8)

_OUTCOMES: tuple[Outcomes, ...] = ("answered", "no_answer", "refused", "abandoned")


def register(centre: Any) -> Project | None:
    """Register a project on the call centre's first line with consents and a refusal."""
    lines = [
        line
        for line in lines_to_use(centre).prefetch_related("blocks")[:50]
        if line.blocks.all() and line.kind == "enterprise"
    ]
    if not lines:
        return None
    line = lines[0]
    principal = line.principal or line.holder
    project = register_project(
        centre,
        name="会员回访（示例）",
        principal=principal,
        purpose=line.purposes.split()[0] if line.purposes else "service",
        lines=[line],
        numbers=line.blocks.all()[0].first_form,
        audience="注册会员",
        content="会员权益说明与满意度回访",
        contact_name="陈洁",
        contact_phone="037160000001",
        script=SCRIPT,
    )
    given = timezone.now() - timedelta(days=90)
    consents = [
        Consent(
            principal=principal,
            callee=number,
            callee_form=f"+{number}",
            purpose="marketing",
            given_at=given + timedelta(minutes=7 * at),
            expires_at=given + timedelta(days=30 if at % 9 == 0 else 730),
            source="page",
            page="https://member.example.com/join",
            shown=TEXT,
            channel="file",
        )
        for at, number in enumerate(PEOPLE[:300])
    ]
    enter_many(centre, consents, file="demonstration")
    for number in PEOPLE[5:30:5]:
        refuse(centre, number, principal=principal, channel="agent")
    return project


def ring(project: Project) -> None:
    """Publish to the gate, ask it about a morning's calls, and tell it what became of them.

    The last morning, whenever the demonstration starts: at night a gate lets nobody dial.
    """
    publish_wanted()
    push()
    chance = random.Random(7)  # noqa: S311 — a demonstration
    line = project.lines.get()
    began = timezone.localtime().replace(hour=10, minute=0, second=0, microsecond=0)
    if timezone.localtime() < began + CALLS * EVERY:
        began -= timedelta(days=1)
    with Gate(directory(), stream="demo", trust_times=True) as gate:
        for at in range(CALLS):
            callee, agent = f"+{chance.choice(PEOPLE)}", f"坐席 {at % 6 + 1}"
            verdict = gate.ask(
                Question(
                    "outbound",
                    project.numbers,
                    callee,
                    line.name,
                    principal=project.principal.name,
                    project=project.code,
                    agent=agent,
                    at=began + at * EVERY,
                )
            )
            if verdict.verdict == "allow":
                outcome = chance.choices(_OUTCOMES, (50, 38, 9, 3))[0]
                hear(gate, OutcomeMade(callee, outcome, project.principal.name, verdict.evidence))
