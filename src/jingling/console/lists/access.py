"""Who sees which entries: a carrier its own, a regulator all, nobody else any."""

from typing import Any

from django.db.models import Q, QuerySet
from django.shortcuts import get_object_or_404
from django.utils import timezone

from jingling.console.findings.access import findings_of
from jingling.console.findings.models import Finding
from jingling.console.frame.doors import Role
from jingling.console.lists.models import Entry
from jingling.console.registers.lines import MOST_IN_BLOCK


def entries_of(user: Any) -> QuerySet:
    """Return the entries that a person may see."""
    entries = Entry.objects.select_related("organisation", "added_by", "outgoing", "finding")
    match user.role:
        case Role.REGULATOR:
            return entries
        case Role.CARRIER:
            return entries.filter(organisation=user.organisation_id)
    return entries.none()


def access_entry(user: Any, pk: int) -> Entry:
    """Return one entry, or 404."""
    return get_object_or_404(entries_of(user), pk=pk)


def access_confirmed(user: Any, pk: int) -> Finding:
    """Return a number or line whose finding a person confirmed, or 404: there is no door to any other."""
    found = findings_of(user).filter(kind__in=("number", "line"), state=Finding.State.CONFIRMED)
    return get_object_or_404(found, pk=pk)


def standing_on(finding: Finding) -> QuerySet:
    """Return the entries that hold because a finding was confirmed."""
    return Entry.objects.filter(finding=finding, removed_at=None).exclude(until__lte=timezone.now())


def in_force_over(name: str, first: int, last: int) -> QuerySet:
    """Return whoever's entries of a list that hold over some of the numbers from `first` to `last`."""
    there = Q(first__gt=first - MOST_IN_BLOCK, first__lte=last, last__gte=first)
    return Entry.objects.filter(there, list=name, removed_at=None).exclude(until__lte=timezone.now())
