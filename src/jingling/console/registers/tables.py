"""Tables of the registers: columns, filters, orders."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from functools import cache
from operator import attrgetter
from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from markupsafe import Markup

from jingling.console.frame.few import through
from jingling.console.frame.language import say, spoken
from jingling.console.frame.listing import Column, Filters
from jingling.console.frame.orders import Order
from jingling.console.frame.templates import count, day
from jingling.console.registers import access
from jingling.console.registers.lines import LINE_KIND_WORDS, PURPOSE_WORDS
from jingling.console.registers.organisations import KIND_WORDS, LICENCE_WORDS, UNREGISTERED
from jingling.numbers import NumberKind, read_number
from jingling.words import Words

TERM_WORDS = {
    "valid": Words("in force", "有效"),
    "soon": Words("ends soon", "即将到期"),
    "expired": Words("lapsed", "已失效"),
}
TERM_COLOURS = {"valid": "green", "soon": "amber", "expired": "red"}


def term_tag(state: str) -> Markup:
    """Return the label of a term: in force, ending soon, lapsed."""
    return Markup('<span class="tag {}">{}</span>').format(TERM_COLOURS[state], say(TERM_WORDS[state]))


def _page(name: str, field: str) -> Any:
    key_of = attrgetter(f"{field}_id" if field else "pk")

    def address(row: Any) -> str:
        key = key_of(row)
        return f"{_before_key(name)}{key}" if key else ""

    return address


@cache
def _before_key(name: str) -> str:
    """Return what stands before the key in the addresses of a page: looked up once, not for every row."""
    return reverse(f"registers:{name}", args=[0]).removesuffix("0")


def _named(name: str, title: Words, link: str | None = "organisation") -> Column:
    return Column(
        name,
        title,
        lambda row: getattr(row, name).name if getattr(row, name) else "",
        link=_page(link, name) if link else None,
    )


def without_organisations(columns: Sequence[Column]) -> Sequence[Column]:
    """Return columns that lead to no organisation's page, for readers who may open none."""
    return [replace(column, link=None) if column.name in PARTIES else column for column in columns]


PARTIES = {"organisation", "holder", "platform", "centre", "principal", "carrier", "giver", "taker"}
ORGANISATIONS = (
    Column("name", Words("Organisation", "组织"), lambda o: o.name, link=_page("organisation", "")),
    Column("kind", Words("Kind", "类型"), lambda o: o.kind, lambda o: say(o.kind_words)),
    Column("code", Words("Credit code", "统一社会信用代码"), lambda o: o.code),
    Column("contact", Words("Contact", "联系人"), lambda o: o.contact_name),
    Column("phone", Words("Telephone", "联系电话"), lambda o: o.contact_phone, number=True),
)
LICENCES = (
    Column(
        "organisation",
        Words("Organisation", "组织"),
        lambda row: row.organisation.name,
        link=_page("organisation", "organisation"),
    ),
    Column("kind", Words("Service", "业务种类"), lambda row: row.kind, lambda row: say(row.kind_words)),
    Column("number", Words("Licence", "许可证编号"), lambda row: row.number),
    Column(
        "from",
        Words("From", "有效期起"),
        lambda row: row.valid_from,
        lambda row: day(row.valid_from),
        once=True,
    ),
    Column(
        "until", Words("Until", "有效期止"), lambda row: row.valid_until, lambda row: day(row.valid_until)
    ),
    Column(
        "state",
        Words("State", "状态"),
        lambda row: row.state_on(timezone.localdate()),
        lambda row: term_tag(row.state_on(timezone.localdate())),
    ),
)
LINES = (
    Column("line", Words("Line", "线路"), lambda row: row.name, link=_page("line", "")),
    Column("kind", Words("Kind", "类型"), lambda row: row.kind, lambda row: say(row.kind_words)),
    _named("holder", Words("Holder", "使用单位")),
    _named("centre", Words("Call centre", "呼叫中心")),
    _named("principal", Words("Principal", "委托主体")),
    _named("carrier", Words("Carrier", "运营商")),
    Column(
        "purposes",
        Words("Purposes", "用途"),
        lambda row: row.purposes,
        lambda row: say(Words(", ", "、")).join(say(words) for words in row.purpose_words),
    ),
    Column("hours", Words("Hours", "时段"), lambda row: row.hours),
    Column(
        "calls_per_day",
        Words("Calls a day", "每日呼叫上限"),
        lambda row: row.calls_per_day,
        lambda row: count(row.calls_per_day),
        figure=True,
    ),
)
BLOCKS = (
    Column("numbers", Words("Numbers", "号码段"), lambda row: row.shown),
    Column("size", Words("How many", "数量"), lambda row: row.size, lambda row: count(row.size), figure=True),
    Column("kind", Words("Kind", "类别"), lambda row: row.kind, lambda row: say(NumberKind(row.kind).words)),
    Column("line", Words("Line", "线路"), lambda row: row.line.name, link=_page("line", "line")),
    Column("holder", Words("Holder", "使用单位"), lambda row: row.line.holder.name),
    Column("carrier", Words("Carrier", "运营商"), lambda row: row.line.carrier.name),
    Column(
        "letter", Words("Letter of authority", "授权书"), lambda row: row.letter.number if row.letter else ""
    ),
)
LETTERS = (
    Column("number", Words("Letter", "授权书编号"), lambda row: row.number, link=_page("letter", "")),
    _named("giver", Words("Given by", "授权方")),
    _named("taker", Words("Given to", "被授权方")),
    Column(
        "from",
        Words("From", "有效期起"),
        lambda row: row.valid_from,
        lambda row: day(row.valid_from),
        once=True,
    ),
    Column(
        "until", Words("Until", "有效期止"), lambda row: row.valid_until, lambda row: day(row.valid_until)
    ),
)
CONTRACTS = (
    Column("number", Words("Contract", "合同编号"), lambda row: row.number),
    _named("holder", Words("Holder", "使用单位")),
    _named("carrier", Words("Carrier", "运营商")),
    Column(
        "signed",
        Words("Signed", "签订日期"),
        lambda row: row.signed_on,
        lambda row: day(row.signed_on),
        once=True,
    ),
    Column(
        "ends", Words("Ends", "终止日期"), lambda row: row.ends_on, lambda row: day(row.ends_on), once=True
    ),
    Column(
        "calls_per_day",
        Words("Calls a day", "每日呼叫上限"),
        lambda row: row.calls_per_day,
        lambda row: count(row.calls_per_day),
        figure=True,
    ),
)

BY_NAME = (Order("name", Words("Name", "名称"), "name"),)
BY_END = (
    Order("until", Words("Ends first", "最早到期"), "valid_until"),
    Order("latest", Words("Ends last", "最晚到期"), "valid_until", descending=True),
)
BY_FIRST = (Order("number", Words("Number", "号码"), "first"),)
BY_CONTRACT_END = (Order("ends", Words("Ends first", "最早到期"), "ends_on"),)


def _choices(words: dict[Any, Words]) -> list[tuple[str, Any]]:
    return [("", spoken("All", "全部")), *((str(value), spoken(*said)) for value, said in words.items())]


class OrganisationFilters(Filters):
    """Filters of organisations."""

    q = forms.CharField(label=spoken("Name or code", "名称或代码"), required=False, max_length=100)
    kind = forms.ChoiceField(
        label=spoken("Kind", "类型"),
        required=False,
        choices=_choices({k: w for k, w in KIND_WORDS.items() if k not in UNREGISTERED}),
    )

    def narrow(self, rows: QuerySet) -> QuerySet:
        """Return the rows that the filters leave."""
        if asked := self.cleaned_data["q"].strip():
            rows = rows.filter(access.organisation_named(asked) | Q(code=asked.upper()))
        if self.cleaned_data["kind"]:
            rows = rows.filter(kind=self.cleaned_data["kind"])
        return rows


class LicenceFilters(Filters):
    """Filters of licences."""

    q = forms.CharField(
        label=spoken("Organisation or licence", "组织或许可证编号"), required=False, max_length=100
    )
    kind = forms.ChoiceField(
        label=spoken("Service", "业务种类"), required=False, choices=_choices(LICENCE_WORDS)
    )
    state = forms.ChoiceField(label=spoken("State", "状态"), required=False, choices=_choices(TERM_WORDS))

    def narrow(self, rows: QuerySet) -> QuerySet:
        """Return the rows that the filters leave."""
        asked, today = self.cleaned_data, timezone.localdate()
        if text := asked["q"].strip():
            rows = rows.filter(
                through("organisation", access.organisation_named(text)) | Q(number__iexact=text)
            )
        if asked["kind"]:
            rows = rows.filter(kind=asked["kind"])
        soon = today + timedelta(days=60)
        match asked["state"]:
            case "valid":
                rows = rows.filter(valid_until__gt=soon)
            case "soon":
                rows = rows.filter(valid_until__gte=today, valid_until__lte=soon)
            case "expired":
                rows = rows.filter(valid_until__lt=today)
        return rows


class OwnLineFilters(Filters):
    """Filters of the lines of one call centre."""

    q = forms.CharField(label=spoken("Line begins with", "线路名开头"), required=False, max_length=100)
    kind = forms.ChoiceField(label=spoken("Kind", "类型"), required=False, choices=_choices(LINE_KIND_WORDS))
    purpose = forms.ChoiceField(
        label=spoken("Purpose", "用途"), required=False, choices=_choices(PURPOSE_WORDS)
    )

    def narrow(self, rows: QuerySet) -> QuerySet:
        """Return the rows that the filters leave."""
        asked = self.cleaned_data
        if text := asked["q"].strip():
            rows = rows.filter(access.line_begins(text))
        if asked["kind"]:
            rows = rows.filter(kind=asked["kind"])
        if asked["purpose"]:
            rows = rows.filter(purposes__contains=asked["purpose"])
        return rows


class LineFilters(OwnLineFilters):
    """Filters of lines, of whichever holder."""

    field_order = ("q", "holder")

    holder = forms.CharField(label=spoken("Holder", "使用单位"), required=False, max_length=100)

    def narrow(self, rows: QuerySet) -> QuerySet:
        """Return the rows that the filters leave."""
        rows = super().narrow(rows)
        if text := self.cleaned_data["holder"].strip():
            rows = rows.filter(through("holder", access.organisation_named(text)))
        return rows


class BlockFilters(Filters):
    """Filters of number blocks."""

    number = forms.CharField(label=spoken("Holding the number", "包含号码"), required=False, max_length=40)
    kind = forms.ChoiceField(
        label=spoken("Kind", "类别"),
        required=False,
        choices=_choices({kind: kind.words for kind in NumberKind if kind.value != "anonymous"}),
    )

    def narrow(self, rows: QuerySet) -> QuerySet:
        """Return the rows that the filters leave."""
        from jingling.console.registers.chain import holding

        if asked := self.cleaned_data["number"].strip():
            rows = rows.filter(holding(read_number(asked).key))
        if self.cleaned_data["kind"]:
            rows = rows.filter(kind=self.cleaned_data["kind"])
        return rows
