"""The table of entries: columns, filters, order."""

from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from markupsafe import Markup

from jingling.console.frame.language import say, spoken
from jingling.console.frame.listing import Column, Filters
from jingling.console.frame.orders import Order
from jingling.console.frame.templates import moment
from jingling.console.lists.models import CLASS_WORDS, LIST_WORDS, STATE_WORDS, Entry
from jingling.console.registers.lines import MOST_IN_BLOCK
from jingling.numbers import read_number
from jingling.words import Words

COLOURS = {"in force": "red", "ended": "", "removed": ""}


def entry_state(entry: Entry) -> Markup:
    """Label an entry's state; allowing is no measure."""
    colour = "green" if entry.list == "allow" and entry.state == "in force" else COLOURS[entry.state]
    return Markup('<span class="tag {}">{}</span>').format(colour, say(STATE_WORDS[entry.state]))


def list_said(entry: Entry) -> str:
    """Say on which list an entry stands, and what it was found for."""
    said = [LIST_WORDS[entry.list]] + [CLASS_WORDS[name] for name in [entry.listing_class] if name]
    return " · ".join(map(say, said))


ENTRIES = (
    Column(
        "numbers",
        Words("Numbers", "号码"),
        lambda row: row.shown,
        link=lambda row: reverse("lists:entry", args=[row.pk]),
    ),
    Column("list", Words("List", "名单"), lambda row: row.list, list_said),
    Column("reason", Words("Reason", "理由"), lambda row: row.reason),
    Column("state", Words("State", "状态"), lambda row: row.state, entry_state),
    Column("until", Words("Until", "截止时间"), lambda row: row.until, lambda row: moment(row.until)),
    Column("added", Words("Added", "加入时间"), lambda row: row.added_at, lambda r: moment(r.added_at)),
    Column("by", Words("By", "操作人"), lambda row: row.added_by.shown_name, once=True),
    Column("carrier", Words("Carrier", "运营商"), lambda row: row.organisation.name, once=True),
)
ORDERS = (Order("latest", Words("Latest first", "最新在前"), "added_at", descending=True),)


class EntryFilters(Filters):
    """Filters of the entries."""

    number = forms.CharField(label=spoken("Holding the number", "包含号码"), required=False, max_length=40)
    list = forms.ChoiceField(label=spoken("List", "名单"), required=False)
    state = forms.ChoiceField(label=spoken("State", "状态"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, words in (("list", LIST_WORDS), ("state", STATE_WORDS)):
            self.fields[name].choices = [("", spoken("All", "全部"))] + [
                (code, spoken(*said)) for code, said in words.items()
            ]

    def narrow(self, rows: QuerySet) -> QuerySet:
        """Return the rows that the filters leave."""
        asked = self.cleaned_data
        if text := asked["number"].strip():
            key = read_number(text).key
            rows = rows.filter(first__gt=key - MOST_IN_BLOCK, first__lte=key, last__gte=key)
        if asked["list"]:
            rows = rows.filter(list=asked["list"])
        over = Q(until__lte=timezone.now())
        match asked["state"]:
            case "removed":
                rows = rows.filter(removed_at__isnull=False)
            case "ended":
                rows = rows.filter(over, removed_at=None)
            case "in force":
                rows = rows.filter(removed_at=None).exclude(over)
        return rows
