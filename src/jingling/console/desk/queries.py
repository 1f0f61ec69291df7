"""What pages ask of cases: a function for each question."""

from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Q
from django.utils import timezone

from jingling.complaints.clocks import BEIJING
from jingling.complaints.working_days import working_days_of_china
from jingling.console.complaints.access import cases_of
from jingling.console.desk import access


def soon_until(now: datetime) -> datetime:
    """Return the moment up to which what is due is due soon: the end of the next working day."""
    day = working_days_of_china().after(now.astimezone(BEIJING).date(), 2)
    return datetime.combine(day, datetime.min.time(), BEIJING)


def counts(user: Any) -> dict[str, int]:
    """Count what waits: overdue, due soon, in time, on the police track, held back, paused; two queries."""
    now = timezone.now()
    soon = soon_until(now)
    counted = cases_of(user).aggregate(
        overdue=Count("pk", access.RUNNING & Q(due_at__lte=now)),
        soon=Count("pk", access.RUNNING & Q(due_at__gt=now, due_at__lte=soon)),
        later=Count("pk", access.RUNNING & Q(due_at__gt=soon)),
        police=Count("pk", Q(police_at__isnull=False) & ~Q(state__in=["closed", "withdrawn"])),
        reopened=Count("pk", Q(round__gt=1) & ~Q(state__in=["closed", "withdrawn"])),
        paused=Count("pk", Q(paused=True)),
    )
    held = access.held_of(user).count()
    return {**{name: value or 0 for name, value in counted.items()}, "held": held}


def about_number(user: Any, case: Any) -> dict[str, Any]:
    """Return how many other cases there are about a number, and the latest ones."""
    others = access.others_about(user, case)
    month = others.filter(opened_at__gt=timezone.now() - timedelta(days=30))
    return {
        "count": others.count(),
        "month": month.count(),
        "latest": list(others.order_by("-opened_at", "-pk")[:8]),
    }
