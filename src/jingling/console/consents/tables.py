"""Tables of consents and refusals: columns, filters, orders."""

from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from markupsafe import Markup

from jingling.console.consents.models import STATE_WORDS, Consent
from jingling.console.frame.language import say, spoken
from jingling.console.frame.listing import Column, Filters
from jingling.console.frame.orders import Order
from jingling.console.frame.templates import moment
from jingling.console.registers.lines import PURPOSE_WORDS
from jingling.numbers import read_number
from jingling.words import Words

COLOURS = {"in force": "green", "expired": "amber", "withdrawn": "red"}


def state_of(consent: Consent) -> Markup:
    """Label a consent's state."""
    label = Markup('<span class="tag {}">{}</span>')
    return label.format(COLOURS[consent.state], say(consent.state_words))


CONSENTS = (
    Column(
        "number",
        Words("Person", "用户"),
        lambda row: row.callee_form,
        link=lambda row: reverse("consents:one", args=[row.pk]),
        number=True,
    ),
    Column("principal", Words("Principal", "委托主体"), lambda row: row.principal.name),
    Column("purpose", Words("Purpose", "用途"), lambda row: row.purpose, lambda row: say(row.purpose_words)),
    Column(
        "given", Words("Given at", "同意时间"), lambda row: row.given_at, lambda row: moment(row.given_at)
    ),
    Column("ends", Words("Ends at", "到期时间"), lambda row: row.expires_at, lambda r: moment(r.expires_at)),
    Column("source", Words("Source", "来源"), lambda row: row.source, lambda row: say(row.source_words)),
    Column("state", Words("State", "状态"), lambda row: row.state, state_of),
)
ORDERS = (Order("latest", Words("Latest first", "最新在前"), "given_at", descending=True),)
ENDED = Order("ended", Words("Ended last first", "最近到期在前"), "expires_at", descending=True)

REFUSALS = (
    Column("number", Words("Person", "用户"), lambda row: row.callee_form, number=True),
    Column("whom", Words("Whom", "拒绝对象"), lambda row: row.whom.en, lambda row: say(row.whom)),
    Column("made", Words("Said at", "提出时间"), lambda row: row.made_at, lambda row: moment(row.made_at)),
    Column(
        "published",
        Words("At the gate since", "关口生效时间"),
        lambda row: row.at_gate_since,
        lambda row: moment(row.at_gate_since),
    ),
    Column(
        "lifted",
        Words("Lifted by the person", "本人解除"),
        lambda row: row.lifted_at,
        lambda r: moment(r.lifted_at),
    ),
    Column("receipt", Words("Receipt", "回执编号"), lambda row: row.receipt),
)
REFUSAL_ORDERS = (Order("latest", Words("Latest first", "最新在前"), "made_at", descending=True),)


def of_number(rows: QuerySet, text: str) -> QuerySet:
    """Return the rows about the person of a number."""
    return rows.filter(callee=read_number(text).key)


class ConsentFilters(Filters):
    """Filters of the consents."""

    number = forms.CharField(label=spoken("Person's number", "用户号码"), required=False, max_length=40)
    state = forms.ChoiceField(label=spoken("State", "状态"), required=False)
    purpose = forms.ChoiceField(label=spoken("Purpose", "用途"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, words in (("state", STATE_WORDS), ("purpose", PURPOSE_WORDS)):
            self.fields[name].choices = [("", spoken("All", "全部"))] + [
                (code, spoken(*said)) for code, said in words.items()
            ]

    def narrow(self, rows: QuerySet) -> QuerySet:
        """Return the rows that the filters leave."""
        asked = self.cleaned_data
        if asked["number"]:
            rows = of_number(rows, asked["number"])
        if asked["purpose"]:
            rows = rows.filter(purpose=asked["purpose"])
        over = Q(expires_at__lte=timezone.now())
        match asked["state"]:
            case "withdrawn":
                rows = rows.filter(withdrawn_at__isnull=False)
            case "expired":
                rows = rows.filter(over, withdrawn_at=None)
            case "in force":
                rows = rows.filter(withdrawn_at=None).exclude(over)
        return rows

    def order(self, asked: Order) -> Order:
        """Show those that ended last first, where only ended ones are shown."""
        return ENDED if self.cleaned_data["state"] == "expired" else asked


class RefusalFilters(Filters):
    """Filters of the refusals."""

    number = forms.CharField(label=spoken("Person's number", "用户号码"), required=False, max_length=40)

    def narrow(self, rows: QuerySet) -> QuerySet:
        """Return the rows that the filters leave."""
        asked = self.cleaned_data
        return of_number(rows, asked["number"]) if asked["number"] else rows
