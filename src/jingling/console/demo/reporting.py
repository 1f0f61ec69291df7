"""The demonstration's reports: calls of the simulated city, told by who was rung, at every stage."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb
from django.utils import timezone

from jingling.complaints.report import Report as Told
from jingling.console.complaints import handling
from jingling.console.complaints.access import token_of
from jingling.console.complaints.actions import receive
from jingling.console.complaints.models import Case
from jingling.console.complaints.offices import holder_of
from jingling.console.outbound.access import lines_to_use
from jingling.numbers import normal_form, read_number

CALLS = 40
ENTERPRISE = frozenset({"service-95", "call-centre-95", "service-96", "shared-cost-400"})
"""Kinds of numbers about which the enterprise that holds them is asked first."""

FIRST_PERSON = 8613900000000

WORDING = {
    "loan_agent": ("贷款理财", "问我要不要贷款，说了不需要还是每天打。"),
    "debt_collector": ("违规催收", "替别人催债，一直打到我这里，语气很凶。"),
    "telemarketing_floor": ("房产中介", "推销楼盘，换着号码打。"),
    "ai_robot": ("教育培训", "机器人打来推课，听不懂我说的话。"),
    "one_ring": ("", "响一声就挂，回拨是收费台。"),
    "call_bombing": ("", "几分钟内打来几十个，根本接不了。"),
    "cloud_calling": ("保险", "推销保险，说是保险公司的。"),
}
"""What people say of the city's kinds of harassers: the class they name, and their words."""

ASKED = (
    "要求停止来电，对方说是系统自动拨打。",
    "说我中奖了，要先交手续费。",
    "问我房子卖不卖，已经拒绝三次。",
)


@dataclass(frozen=True, slots=True)
class Heard:
    """One call that somebody reports: who rang whom and when, and what was said of it."""

    caller: str
    callee: int
    at: datetime
    about: str
    said: str


def report(desk: Any, centre: Any, city: Path) -> int:
    """Let people report calls, and desk and call centre work on some; return how many were reported."""
    now = timezone.now()
    heard = [*_of_the_centre(centre, now), *_of_the_city(city)]
    for at, call in enumerate(heard):
        for channel in ("web", "hotline") if at % 7 == 3 else ("web",):
            receive(_told(call, channel, now - timedelta(hours=9 * at + (channel == "hotline"))))
    _work(desk, centre, list(Case.objects.filter(joined_into=None).order_by("opened_at")))
    return len(heard)


def _told(call: Heard, channel: str, received_at: datetime) -> Told:
    number = read_number(call.caller)
    return Told(
        report="",
        channel=channel,
        received_at=received_at,
        number_raw=call.caller,
        number=number.normal,
        key=number.key,
        called_at=call.at,
        precision="minute",
        called=call.callee,
        called_proven=True,
        about=call.about,
        said=call.said,
        refused_before="拒绝" in call.said or None,
        reporter=token_of(call.callee),
    )


def _of_the_centre(centre: Any, now: datetime) -> Iterator[Heard]:
    """Yield calls of the call centre's own lines, so that it has cases to answer."""
    keys = [
        block.first + place
        for line in lines_to_use(centre).prefetch_related("blocks")[:20]
        for block in line.blocks.all()
        if block.kind in ENTERPRISE
        for place in range(min(3, block.size))
    ]
    own = [key for key in keys if holder_of(read_number(normal_form(key) or "")) == centre.organisation]
    for at, key in enumerate(own[:9]):
        said = ASKED[at % len(ASKED)]
        yield Heard(normal_form(key) or "", FIRST_PERSON + at, now - timedelta(days=at, hours=3), "", said)


def _of_the_city(city: Path) -> Iterator[Heard]:
    """Yield calls of the city's harassers, as its truth tells them; none where it has no records."""
    if not (city / "truth.parquet").is_file():
        return
    found = duckdb.execute(
        """SELECT caller, callee, epoch_ms(started_at), role
        FROM read_parquet(?) JOIN read_parquet(?) ON caller = number
        WHERE nuisance AND talk_s > 0 AND list_contains(?, role) AND starts_with(callee, '+861')
        QUALIFY row_number() OVER (PARTITION BY caller ORDER BY started_at) = 1
        ORDER BY md5(caller) LIMIT ?""",
        [str(city / "calls" / "*.parquet"), str(city / "truth.parquet"), list(WORDING), CALLS],
    )
    for caller, callee, at_ms, role in found.fetchall():
        at = datetime.fromtimestamp(at_ms / 1000, UTC)
        yield Heard(caller, read_number(callee).key, at, *WORDING[role])


def _work(desk: Any, centre: Any, cases: list[Case]) -> None:
    """Take cases as far as their place says, so that every stage can be seen."""
    labels = ("loan", "collection", "property", "fraud", "insurance")
    for at, case in enumerate(cases):
        if at % 5 == 0:
            continue
        handling.classify(desk, case, labels[at % len(labels)])
        if at % 5 == 1:
            continue
        one = handling.forward(desk, case)
        if at % 5 == 2:
            continue
        actor = centre if one.organisation_id == centre.organisation_id else desk
        if at % 10 == 3:
            handling.pause(desk, one, "等待举报人补充录音")
            continue
        handling.act(actor, one, "已停止对该用户的外呼，并对坐席进行培训。", proof="工单 2026-1107（示例）")
        if at % 5 == 4:
            handling.answer(desk, one, "经核实，该号码由企业外呼使用，已责令其停止对您的来电。")
        if at % 10 == 4:
            handling.close(desk, one, "confirmed")
