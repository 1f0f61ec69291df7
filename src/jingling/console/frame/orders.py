"""Paging by key: a page begins after the last row of the one before, however many rows there are."""

import base64
import json
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.core.exceptions import FieldDoesNotExist, SuspiciousOperation, ValidationError
from django.db.models import Q, QuerySet

from jingling.words import Words


@dataclass(frozen=True, slots=True)
class Order:
    """One way to order a table: by a column that is never null, then by `pk`.

    Args:
        name: its name in the address bar.
        title: what a person reads.
        field: the model's field.
        descending: the largest or latest first.
    """

    name: str
    title: Words
    field: str
    descending: bool = False

    def rows(self, rows: QuerySet) -> QuerySet:
        """Put rows in this order."""
        sign = "-" if self.descending else ""
        return rows.order_by(f"{sign}{self.field}", f"{sign}pk")

    def after(self, rows: QuerySet, key: str) -> QuerySet:
        """Leave out the rows up to the one whose key this is."""
        value, pk = _read(key)
        than = "lt" if self.descending else "gt"
        try:
            rows.model._meta.get_field(self.field).to_python(value)
        except (ValidationError, FieldDoesNotExist, TypeError, ValueError, OverflowError) as fault:
            raise SuspiciousOperation("page key") from fault
        further = Q(**{f"{self.field}__{than}": value}) | Q(**{f"pk__{than}": pk})
        return self.rows(rows).filter(
            further, **{f"{self.field}__{than}e": value}
        )  # a range an index begins at

    def key(self, row: Any) -> str:
        """Return the key of a row, to be given to `after`."""
        value = getattr(row, self.field)
        if isinstance(value, date | datetime):
            value = value.isoformat()
        return base64.urlsafe_b64encode(json.dumps([value, row.pk]).encode()).decode().rstrip("=")


def _read(key: str) -> tuple[Any, int]:
    try:
        value, pk = json.loads(base64.urlsafe_b64decode(key + "=" * (-len(key) % 4)))
    except (ValueError, TypeError) as fault:
        raise SuspiciousOperation("page key") from fault
    if not isinstance(pk, int) or isinstance(pk, bool) or not isinstance(value, str | int | float):
        raise SuspiciousOperation("page key")
    return value, pk
