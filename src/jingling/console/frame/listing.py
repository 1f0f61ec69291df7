"""A table: filters in the address bar, paging by key, an export of the same rows.

A part of the console says which rows a person may see, which columns they have, how they may be filtered
(a Django form with `narrow`) and ordered; everything else is here and in `frame/listing.html`.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import HttpRequest

from jingling.console.frame.language import say
from jingling.console.frame.orders import Order
from jingling.numbers import mask
from jingling.words import Words

PAGE = 50
COUNTED = 1_000
"""How far rows are counted; beyond, the page says that there are more. It is counting that takes long."""


class Filters(forms.Form):
    """What narrows a table; every field is optional and stands in the address bar under its name."""

    def narrow(self, rows: QuerySet) -> QuerySet:
        """Return the rows that the filters leave."""
        return rows

    def order(self, asked: Order) -> Order:
        """Return the order of the rows that the filters leave; usually the one asked for."""
        return asked


@dataclass(frozen=True, slots=True)
class Column:
    """One column.

    Args:
        name: its name in an export.
        title: its heading.
        value: the row's value, as an export writes it.
        shown: the row's value as the page shows it, where that differs (a tag, a count, a mask).
        link: the address that the value leads to.
        figure: whether it is aligned as a number.
        number: whether it is a telephone number in normal form: masked on pages and, unless the role may
            have numbers, in exports.
    """

    name: str
    title: Words
    value: Callable[[Any], Any]
    shown: Callable[[Any], Any] | None = None
    link: Callable[[Any], str] | None = None
    figure: bool = False
    number: bool = False
    once: bool = False


@dataclass
class Listing:
    """One page of a table.

    Args:
        request: its address tells filters, order and place.
        every: all rows that the reader may see.
        columns: from left to right; the first is the row's name.
        orders: the first is the usual one.
        title: the page's heading.
        empty: what to say, and to do next, where there are no rows at all.
        filters: the class of its filters, None for none.
    """

    request: HttpRequest
    every: QuerySet
    columns: Sequence[Column]
    orders: Sequence[Order]
    title: Words
    empty: Words
    filters: type[Filters] | None = None
    form: Filters | None = field(init=False)
    order: Order = field(init=False)
    found: QuerySet = field(init=False)
    rows: list[Any] = field(init=False)
    next_key: str = field(init=False, default="")

    def __post_init__(self) -> None:
        asked = self.request.GET
        self.form = self.filters(asked) if self.filters else None
        self.order = next((order for order in self.orders if order.name == asked.get("sort")), self.orders[0])
        self.found = self.every
        if self.form and self.form.is_valid():
            self.found, self.order = self.form.narrow(self.every), self.form.order(self.order)
        ordered = self.order.rows(self.found)
        if after := asked.get("after"):
            ordered = self.order.after(self.found, after)
        self.rows = list(ordered[: PAGE + 1])
        if len(self.rows) > PAGE:
            self.rows.pop()
            self.next_key = self.order.key(self.rows[-1])

    @cached_property
    def counted(self) -> int:
        """How many rows the filters leave, counted up to `COUNTED` + 1."""
        if self.first_page and not self.next_key:
            return len(self.rows)
        return int(self.found.order_by()[: COUNTED + 1].count())

    @property
    def counted_beyond(self) -> bool:
        """Whether there are more rows than are counted."""
        return self.counted > COUNTED

    @property
    def first_page(self) -> bool:
        """Whether this page is the first one."""
        return not self.request.GET.get("after")

    @property
    def filtered(self) -> bool:
        """Whether any filter is set."""
        return bool(self.form and any(self.request.GET.get(name) for name in self.form.fields))

    def with_query(self, **changes: str) -> str:
        """Return this address with some of its query changed; an empty value takes a name out."""
        query = self.request.GET.copy()
        for name, value in changes.items():
            query[name] = value
        for name in [name for name, values in query.lists() if not any(values)]:
            del query[name]
        return f"?{query.urlencode()}"

    @property
    def next_page(self) -> str:
        """The address of the next page, empty on the last."""
        return self.with_query(after=self.next_key) if self.next_key else ""

    @cached_property
    def headings(self) -> list[tuple[Column, str, str]]:
        """Each column with its heading and the style of its cells."""
        return [
            (
                column,
                say(column.title),
                "n" if column.figure else "once" if column.once or column.number else "",
            )
            for column in self.columns
        ]

    def cells(self, row: Any) -> list[dict[str, Any]]:
        """Return what the page shows of one row."""
        cells = []
        for column, title, style in self.headings:
            value = (column.shown or column.value)(row)
            cells.append(
                {
                    "value": mask(value) if column.number and value else value,
                    "link": column.link(row) if column.link else "",
                    "style": style,
                    "title": title,
                }
            )
        return cells
