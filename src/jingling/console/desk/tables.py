"""Tables of cases and questions: columns, filters, orders."""

from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from markupsafe import Markup

from jingling.complaints.cases import CaseState
from jingling.complaints.classes import class_words
from jingling.complaints.clocks import URGENCY_WORDS, urgency
from jingling.complaints.working_days import working_days_of_china
from jingling.console.complaints.filters import last_day
from jingling.console.desk.access import RUNNING
from jingling.console.desk.queries import soon_until
from jingling.console.findings.tables import tag
from jingling.console.frame.language import say, spoken, t
from jingling.console.frame.listing import Column, Filters
from jingling.console.frame.orders import Order
from jingling.console.frame.templates import count, moment
from jingling.words import Words

COLOURS = {"": "", "soon": "amber", "overdue": "red"}
FLAGS = {
    "police": Words("police track", "移送公安"),
    "reopened": Words("reopened", "重新办理"),
    "paused": Words("clocks paused", "时限中止"),
    "held": Words("held back", "暂缓采用"),
    "incomplete": Words("kept as intelligence", "线索参考"),
}


def due_tag(case: Any) -> Markup:
    """Say of a case's clock, in words and a colour, how it stands."""
    if case.paused:
        return tag(say(FLAGS["paused"]), "grey")
    if case.due_at is None:
        return Markup("")
    how = urgency(case.due_at, timezone.now(), working_days_of_china())
    return tag(say(URGENCY_WORDS[how]), COLOURS[how])


def flags(case: Any) -> list[str]:
    """Return what is out of the ordinary about a case, keys of `FLAGS`."""
    found = {
        "police": case.police_at is not None,
        "reopened": case.round > 1,
        "held": case.held_back,
        "incomplete": not case.complete,
    }
    return [name for name, holds in found.items() if holds]


def flag_tags(case: Any) -> Markup:
    """Return labels of what is out of the ordinary about a case."""
    colours = {"police": "red", "reopened": "amber"}
    return Markup("").join(tag(say(FLAGS[name]), colours.get(name, "grey")) for name in flags(case))


def class_tag(case: Any) -> Markup:
    """Return a case's class: decided, or proposed and how surely."""
    if case.label_words is not None:
        return tag(say(case.label_words), "red" if case.label == "fraud" else "")
    if case.proposed_words is not None:
        sure = t("proposed, {p}", "建议，{p}", p=f"{min(case.certainty, 0.99):.0%}")
        return Markup('<span class="muted">{} ({})</span>').format(say(case.proposed_words), sure)
    return Markup('<span class="muted">{}</span>').format(t("to be decided", "待认定"))


def handler_words(case: Any) -> str:
    """Return who has a case."""
    return str(case.handler.partition(":")[2]) if case.handler else ""


CODE = Column(
    "case", Words("Case", "案件"), lambda c: c.code, link=lambda c: reverse("desk:case", args=[c.pk])
)
NUMBER = Column("number", Words("Number", "被举报号码"), lambda c: c.number, number=True)
CLASS = Column("class", Words("Class", "类别"), lambda c: c.label or c.proposed, class_tag)
DUE = Column(
    "due",
    Words("Due", "待办事项"),
    lambda c: c.due_step,
    lambda c: Markup("{} {}").format(say(c.due_words) if c.due_words else "", due_tag(c)),
)
DUE_AT = Column(
    "due_at",
    Words("Last day", "末日"),
    lambda c: c.due_at,
    lambda c: last_day(c.due_at) if c.due_at else "",
    once=True,
)
STATE = Column("state", Words("State", "状态"), lambda c: c.state, lambda c: say(c.state_words))
RECEPTIONS = Column(
    "receptions", Words("Reports", "件次"), lambda c: c.receptions, lambda c: count(c.receptions), figure=True
)
HANDLER = Column("handler", Words("With", "承办单位"), handler_words)
SINCE = Column(
    "opened_at",
    Words("Received", "受理时间"),
    lambda c: c.opened_at,
    lambda c: moment(c.opened_at),
    once=True,
)
MARKS = Column("marks", Words("Marks", "标记"), lambda c: " ".join(flags(c)), flag_tags)
WEIGHT = Column(
    "weight", Words("Trust", "可信度"), lambda c: round(c.weight, 4), lambda c: f"{c.weight:.2f}", figure=True
)

QUEUE = (CODE, NUMBER, CLASS, DUE, DUE_AT, MARKS, HANDLER, RECEPTIONS)
CASES = (CODE, NUMBER, CLASS, STATE, DUE, SINCE, MARKS, HANDLER, RECEPTIONS)
HELD = (CODE, NUMBER, WEIGHT, CLASS, SINCE, MARKS, RECEPTIONS)
OF_ENTERPRISE = frozenset({"marks", "handler"})
"""Columns that tell an enterprise nothing, or what is not its own."""

BY_DUE = (Order("due", Words("Due first", "先到期在前"), "due_at"),)
BY_RECEIVED = (Order("latest", Words("Latest first", "最新在前"), "opened_at", descending=True),)


def _all(words: dict[str, Words]) -> list[tuple[str, Any]]:
    return [("", spoken("All", "全部")), *((code, spoken(*one)) for code, one in words.items())]


class QueueFilters(Filters):
    """Filters of what is due."""

    due = forms.ChoiceField(label=spoken("Clock", "时限"), required=False)
    flag = forms.ChoiceField(label=spoken("Mark", "标记"), required=False)
    label = forms.ChoiceField(label=spoken("Class", "类别"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        clocks = {
            "overdue": URGENCY_WORDS["overdue"],
            "soon": URGENCY_WORDS["soon"],
            "later": URGENCY_WORDS[""],
        }
        self.fields["due"].choices = _all(clocks)
        self.fields["flag"].choices = _all(FLAGS)
        self.fields["label"].choices = _all(class_words())

    def narrow(self, rows: QuerySet) -> QuerySet:
        """Return the rows that the filters leave."""
        asked, now = self.cleaned_data, timezone.now()
        due = {
            "overdue": RUNNING & Q(due_at__lte=now),
            "soon": RUNNING & Q(due_at__gt=now, due_at__lte=soon_until(now)),
            "later": RUNNING & Q(due_at__gt=soon_until(now)),
        }
        flag = {
            "police": Q(police_at__isnull=False),
            "reopened": Q(round__gt=1),
            "paused": Q(paused=True),
            "held": Q(held=True),
            "incomplete": Q(complete=False),
        }
        rows = rows.filter(due.get(asked["due"], Q()), flag.get(asked["flag"], Q()))
        return rows.filter(label=asked["label"]) if asked["label"] else rows


class CaseFilters(QueueFilters):
    """Filters of all cases."""

    state = forms.ChoiceField(label=spoken("State", "状态"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["state"].choices = _all({state: state.words for state in CaseState})

    def narrow(self, rows: QuerySet) -> QuerySet:
        """Return the rows that the filters leave."""
        rows = super().narrow(rows)
        return rows.filter(state=self.cleaned_data["state"]) if self.cleaned_data["state"] else rows
