"""What pages ask of cases: a function for each question."""

from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Q
from django.utils import timezone

from jingling.complaints.clocks import BEIJING
from jingling.complaints.working_days import working_days_of_china
from jingling.console.complaints.access import cases_of
from jingling.console.desk import access

LONGEST = timedelta(days=3650)
"""No clock runs for so long."""


def soon_until(now: datetime) -> datetime:
    """Return the moment up to which what is due is due soon: the end of the next working day."""
    day = working_days_of_china().after(now.astimezone(BEIJING).date(), 2)
    return datetime.combine(day, datetime.min.time(), BEIJING)


def counts(user: Any) -> dict[str, int]:
    """Count what waits, in three queries: by clock and mark among cases with a clock, then paused, then held.

    The bound on the last day lets the index find the few cases with a clock among all that are over; those
    that are paused or held back have an index each, of nothing else.
    """
    now = timezone.now()
    soon, running = soon_until(now), access.running_for(user)
    counted = (
        cases_of(user)
        .filter(due_at__lte=now + LONGEST)
        .aggregate(
            overdue=Count("pk", running & Q(due_at__lte=now)),
            soon=Count("pk", running & Q(due_at__gt=now, due_at__lte=soon)),
            later=Count("pk", running & Q(due_at__gt=soon)),
            police=Count("pk", running & Q(police_at__isnull=False)),
            reopened=Count("pk", running & Q(round__gt=1)),
        )
    )
    return {
        **{name: value or 0 for name, value in counted.items()},
        "paused": cases_of(user).filter(paused=True).count(),
        "held": access.held_of(user).count() if user.role in access.SEES_ALL else 0,
    }


def about_number(user: Any, case: Any) -> dict[str, Any]:
    """Return how many other cases there are about a number, and the latest ones."""
    others = access.others_about(user, case)
    month = others.filter(opened_at__gt=timezone.now() - timedelta(days=30))
    return {
        "count": others.count(),
        "month": month.count(),
        "latest": list(others.order_by("-opened_at", "-pk")[:8]),
    }
