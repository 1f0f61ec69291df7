"""The table of projects: columns, filters, orders."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.urls import reverse
from markupsafe import Markup

from jingling.console.frame.language import say, spoken, t
from jingling.console.frame.listing import Column, Filters
from jingling.console.frame.orders import Order
from jingling.console.frame.templates import moment
from jingling.console.outbound.models import Project
from jingling.console.registers.lines import PURPOSE_WORDS
from jingling.words import Words


def state_of(project: Project) -> Markup:
    """Label a project: running or ended."""
    if project.ended_at is not None:
        return Markup('<span class="tag">{}</span>').format(t("ended", "已结束"))
    return Markup('<span class="tag green">{}</span>').format(t("registered", "已登记"))


PROJECTS = (
    Column(
        "name",
        Words("Business", "业务名称"),
        lambda row: row.name,
        link=lambda row: reverse("outbound:project", args=[row.pk]),
    ),
    Column("code", Words("Code", "编号"), lambda row: row.code),
    Column("principal", Words("Principal", "委托主体"), lambda row: row.principal.name),
    Column("centre", Words("Call centre", "呼叫中心"), lambda row: row.centre.name),
    Column("purpose", Words("Purpose", "用途"), lambda row: row.purpose, lambda row: say(row.purpose_words)),
    Column("window", Words("Hours", "外呼时段"), lambda row: row.window),
    Column(
        "registered",
        Words("Registered", "登记时间"),
        lambda row: row.registered_at,
        lambda row: moment(row.registered_at),
    ),
    Column("state", Words("State", "状态"), lambda row: "ended" if row.ended_at else "registered", state_of),
)
ORDERS = (Order("name", Words("By name", "按名称"), "name"),)


class ProjectFilters(Filters):
    """Filters of the projects."""

    name = forms.CharField(label=spoken("Name", "名称"), required=False, max_length=120)
    purpose = forms.ChoiceField(label=spoken("Purpose", "用途"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["purpose"].choices = [("", spoken("All", "全部"))] + [
            (code, spoken(*said)) for code, said in PURPOSE_WORDS.items()
        ]

    def narrow(self, rows: QuerySet) -> QuerySet:
        """Return the rows that the filters leave."""
        asked = self.cleaned_data
        if asked["name"]:
            rows = rows.filter(name__icontains=asked["name"])
        return rows.filter(purpose=asked["purpose"]) if asked["purpose"] else rows
