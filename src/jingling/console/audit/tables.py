"""The table of events: its columns, filters and order."""

import re
from typing import Any

from django import forms
from django.db.models import QuerySet

from jingling.console.audit.sentences import ABOUT, EVENTS, event_words
from jingling.console.frame.language import say, spoken
from jingling.console.frame.listing import Column, Filters
from jingling.console.frame.orders import Order
from jingling.console.frame.templates import moment
from jingling.words import Words


def _about(event: Any) -> str:
    kind = ABOUT[event.about_kind] if event.about_kind in ABOUT else Words(event.about_kind, event.about_kind)
    return f"{say(kind)} {event.about}".strip()


DIGEST = re.compile(r"\b([0-9a-f]{12})[0-9a-f]{52}\b")
"""A digest among the facts; the page shows its beginning, an export all of it."""

COLUMNS = (
    Column("at", Words("Time", "时间"), lambda e: e.at, lambda e: moment(e.at), once=True),
    Column("event", Words("What", "事项"), lambda e: e.event, lambda e: say(event_words(e.event)), once=True),
    Column("actor", Words("Who", "人员"), lambda e: e.actor.shown_name if e.actor else "", once=True),
    Column(
        "organisation",
        Words("For", "单位"),
        lambda e: e.organisation.name if e.organisation else "",
        once=True,
    ),
    Column("about", Words("About", "对象"), lambda e: f"{e.about_kind} {e.about}".strip(), _about, once=True),
    Column(
        "facts",
        Words("Facts", "内容"),
        lambda e: _facts(e.facts),
        lambda e: DIGEST.sub(r"\1…", _facts(e.facts)),
    ),
    Column("digest", Words("Digest", "摘要"), lambda e: e.digest, lambda e: e.digest[:12]),
)

ORDERS = (Order("latest", Words("Latest first", "最新在前"), "at", descending=True),)


def _facts(facts: dict[str, object]) -> str:
    return ", ".join(f"{name}: {value}" for name, value in facts.items() if value not in (None, "", {}, []))


class EventFilters(Filters):
    """Filters of the events."""

    event = forms.ChoiceField(label=spoken("What", "事项"), required=False)
    actor = forms.CharField(label=spoken("User name", "用户名"), required=False, max_length=80)
    since = forms.DateField(
        label=spoken("Since", "起始日期"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["event"].choices = [("", spoken("All", "全部"))] + [
            (code, spoken(*words)) for code, words in EVENTS.items()
        ]

    def narrow(self, rows: QuerySet) -> QuerySet:
        """Return the rows that the filters leave."""
        asked = self.cleaned_data
        if asked["event"]:
            rows = rows.filter(event=asked["event"])
        if asked["actor"]:
            rows = rows.filter(actor__username=asked["actor"])
        if asked["since"]:
            rows = rows.filter(at__date__gte=asked["since"])
        return rows
