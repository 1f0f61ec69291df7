"""Who sees which events: one's own organisation's; the regulator sees all."""

from typing import Any

from django.db.models import QuerySet

from jingling.console.audit.models import Event, Head
from jingling.console.frame.doors import OFFICERS, Role


def events_of(user: Any) -> QuerySet:
    """Return the events that a person may see."""
    events = Event.objects.select_related("actor", "organisation")
    if user.role == Role.REGULATOR:
        return events
    if user.role in OFFICERS:
        return events.filter(organisation=user.organisation_id)
    return events.filter(actor=user.pk)


def head() -> Head | None:
    """Return the head of the chain, None before the first event."""
    return Head.objects.first()


def whole_chain() -> QuerySet:
    """Return every event in the order of the chain, for checking it."""
    return Event.objects.order_by("pk")
