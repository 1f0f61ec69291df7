"""Which reports are one case, where a case stands, and how much reports weigh: worked out from rows.

Everything here can be done again at any time and comes to the same.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Count, Q
from django.utils import timezone

from jingling.complaints import cases as thought
from jingling.complaints.clocks import ClockReading
from jingling.complaints.groups import groups
from jingling.complaints.messages import Added, completed
from jingling.complaints.report import Report as Told
from jingling.complaints.report import missing
from jingling.complaints.same_call import same_call
from jingling.complaints.trust import Record, Trust, trust, trust_of_all, weight_of_number
from jingling.complaints.working_days import working_days_of_china
from jingling.console.complaints.access import events_of, with_messages
from jingling.console.complaints.models import Case, CaseEvent, Message, Report, Reporter
from jingling.console.complaints.offices import limits

NEAR = timedelta(days=1)
"""Two reports of one call are of one day at most."""

HEARD = timedelta(days=30)
MOST_COUNTED = 1_000
_BLOCK = 10_000


def completed_report(report: Report) -> Told:
    """Return a report with what was added to it."""
    said = [one.thought for one in report.messages.all() if one.kind == "added"]
    return completed(report.told, (one for one in said if isinstance(one, Added)))


def complete(report: Report) -> None:
    """Work out whose a report is, what it lacks and weighs; the first time it lacks nothing is an event."""
    whole = completed_report(report)
    report.whose, report.lacks = whole.reporter, list(missing(whole))
    weigh(report, trust_in(whole))
    report.save(update_fields=["whose", "lacks", "weight"])
    if report.complete:
        at = max((one.at for one in report.messages.all() if one.kind == "added"), default=report.received_at)
        event = completed_event(report, at)
        CaseEvent.objects.bulk_create([event], ignore_conflicts=True)


def completed_event(report: Report, at: datetime) -> CaseEvent:
    """Return the event that a report is complete; told again it is the same."""
    what = "complaint.completed"
    return CaseEvent(case=report.own_case, name=f"{report.receipt} completed", what=what, at=at, by="person")


def stands_alone(report: Report, told: Told) -> bool:
    """Say whether a report that was just kept is about no call that was reported before."""
    return not _alike(report, told)


def regroup(*reports: Report) -> None:
    """Put reports, and all that could be one with them, into the cases in which they belong."""
    near, messages = _connected(reports)
    touched = {one.case_id for one in near.values()}
    for names in groups([one.told for one in near.values()], [one.thought for one in messages]):
        members = [near[name] for name in names]
        home = members[0].own_case_id
        own = [one.own_case_id for one in members]
        Case.objects.filter(pk__in=own).exclude(pk=home).update(joined_into=home)
        Case.objects.filter(pk=home).update(joined_into=None)
        Report.objects.filter(pk__in=[one.pk for one in members]).update(case=home)
        touched.add(home)
    for case in Case.objects.filter(pk__in=touched, joined_into=None).order_by("pk"):
        settle(case)


def _connected(reports: Iterable[Report]) -> tuple[dict[str, Report], list[Message]]:
    """Return, by name, all reports that chains of likeness or decisions tie to these, and all messages."""
    found: dict[str, Report] = {}
    wanted = {one.pk for one in reports}
    while wanted:
        new = list(with_messages(Report.objects.filter(pk__in=wanted)))
        found |= {one.name: one for one in new}
        wanted = {pk for one in new for pk in _alike(one, completed_report(one))} | _decided_with(new)
        wanted -= {one.pk for one in found.values()}
    pks = [one.pk for one in found.values()]
    said = Message.objects.select_related("report", "other", "decision", "actor")
    return found, list(said.prefetch_related("attachments").filter(report__in=pks))


def _alike(report: Report, whole: Told) -> list[int]:
    """Return the reports that are about the same call as this one, as far as they themselves say."""
    if not whole.reporter or whole.key is None or whole.called_at is None:
        return []
    span = (whole.called_at - NEAR, whole.called_at + NEAR)
    near = Report.objects.filter(
        Q(called_at__range=span) | Q(called_at=None), whose=whole.reporter, key=whole.key
    )
    return [
        one.pk for one in with_messages(near.exclude(pk=report.pk)) if same_call(whole, completed_report(one))
    ]


def _decided_with(reports: Iterable[Report]) -> set[int]:
    decided = Message.objects.filter(kind__in=["same", "apart"])
    pairs = decided.filter(Q(report__in=reports) | Q(other__in=reports)).values_list("report", "other")
    return {pk for pair in pairs for pk in pair}


def stands(case: Case) -> thought.Case:
    """Return where a case stands after all that happened to it and to those joined into it."""
    return thought.case_of(event.thought for event in events_of(case))


def clocks(case: Case) -> dict[str, ClockReading]:
    """Read the clocks of a case now, by the step that ends each."""
    return thought.clocks_of(stands(case), limits(), timezone.now(), working_days_of_china())


def settle(case: Case) -> None:
    """Write beside a case where it stands."""
    stand(case, list(events_of(case)), list(with_messages(case.reports.all())))
    case.save()


def stand(case: Case, events: list[CaseEvent], reports: list[Report]) -> None:
    """Work out of its events and reports where a case stands; writes nothing."""
    now = thought.case_of(event.thought for event in events)
    clocks = thought.clocks_of(now, limits(), timezone.now(), working_days_of_china())
    due = [
        (reading.due_at, step)
        for step, reading in clocks.items()
        if step not in now.done_at and reading.due_at is not None
    ]
    case.state, case.round, case.label = now.state, now.round, now.label
    case.complete = any(one.complete for one in reports)
    case.receptions = len(reports)
    case.handler = now.handler
    case.police_at, case.reopened_for = now.police_at, now.reopened_for
    case.acted_at = now.done_at.get("acted")
    case.paused = bool(now.pauses) and now.pauses[-1].to_at is None
    case.due_at, case.due_step = min(due, default=(None, ""))
    refused = {one.event.event for one in now.refused}
    happened = [event for event in events if event.name not in refused]
    case.organisation = _last(happened, "complaint.forwarded", "organisation") if now.handler else None
    case.outcome = _last(happened, "complaint.closed", "about") if now.state == "closed" else ""
    case.weigh(weight_of_case(reports))


def _last(happened: list[CaseEvent], what: str, column: str) -> Any:
    return getattr([event for event in happened if event.what == what][-1], column)


def weight_of_case(reports: list[Report]) -> float:
    """Return how much the reports of a case weigh together, each person once."""
    if len(reports) == 1:
        return reports[0].weight
    weights = {one.name: Trust(one.weight, 1, 1, 1) for one in reports}
    return weight_of_number([completed_report(one) for one in reports], weights)


def trust_in(whole: Told) -> Trust:
    """Return the trust in a report that is about to be kept, by what its person reported before."""
    recent = Report.objects.filter(whose=whole.reporter, received_at__gt=timezone.now() - HEARD)
    recent = recent.exclude(name=whole.report)
    many = recent[:MOST_COUNTED].count()
    keys = {whole.key}
    if many and whole.key is not None:
        block = whole.key // _BLOCK * _BLOCK
        of_block = recent.filter(key__gte=block, key__lt=block + _BLOCK).values_list("key", flat=True)
        keys |= set(of_block.distinct()[:MOST_COUNTED])
    return trust(whole, record_of(whole.reporter), reports=many + 1, in_block=len(keys))


def weigh(report: Report, found: Trust) -> None:
    """Write a report's weight beside it, and mark a person who reports very much."""
    report.weight = found.weight
    if report.whose and min(found.flood, found.block) < 1:
        Reporter.objects.filter(token=report.whose).update(weigh_again=True)


def record_of(token: str) -> Record:
    """Return what came of a person's earlier reports."""
    if not token:
        return Record()
    cases = Case.objects.filter(reports__whose=token)
    confirmed, refuted = Count("pk", Q(outcome="confirmed")), Count("pk", Q(outcome="refuted"))
    return Record(*cases.aggregate(confirmed=confirmed, refuted=refuted).values())


def weigh_all_again() -> int:
    """Weigh all reports of the last month of each person who is marked; return how many were weighed."""
    done = 0
    for token in list(Reporter.objects.filter(weigh_again=True).values_list("token", flat=True)[:20]):
        with transaction.atomic():
            Reporter.objects.select_for_update().filter(token=token).update(weigh_again=False)
            done += _weigh_again(token)
    return done


def _weigh_again(token: str) -> int:
    since = timezone.now() - HEARD
    reports = list(with_messages(Report.objects.filter(whose=token, received_at__gt=since)))
    trusts = trust_of_all(map(completed_report, reports), {token: record_of(token)})
    changed = []
    for report in reports:
        weight = trusts[report.name].weight
        if weight != report.weight:
            report.weight = weight
            changed.append(report)
    Report.objects.bulk_update(changed, ["weight"], batch_size=200)
    for case in Case.objects.filter(pk__in={report.case_id for report in changed}):
        case.weigh(weight_of_case(list(case.reports.all())))
        case.save(update_fields=["weight", "held"])
    return len(changed)
