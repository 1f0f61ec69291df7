"""Writes to the lists: each act with its audit event and its word for the gate, in one transaction."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone

from jingling.console.audit.actions import record
from jingling.console.errors import NotAllowedError
from jingling.console.findings.models import Finding
from jingling.console.lists.access import in_force_over, standing_on
from jingling.console.lists.models import Entry
from jingling.console.publishing import outbox
from jingling.lists import feed

LONG_AGO = 1
"""The end, in Unix seconds, by which the feed takes a number off a list."""


@transaction.atomic
def add(actor: Any, entries: Sequence[Entry], **facts: Any) -> int:
    """Put numbers on lists; they hold at the gate as soon as the transaction is committed.

    Raises:
        NotAllowedError: the person administers no carrier.
    """
    _may(actor)
    for name in {entry.list for entry in entries}:
        added = [entry for entry in entries if entry.list == name]
        first, last = min(entry.first for entry in added), max(entry.last for entry in added)
        _say([*in_force_over(name, first, last), *added], first, last)
    for entry in entries:
        entry.organisation, entry.added_by = actor.organisation, actor
    if len(entries) == 1:
        (entry,) = entries
        entry.save(force_insert=True)
        facts = {"list": entry.list, "numbers": entry.shown, "reason": entry.reason} | facts
        record("list.added", actor, entry, **facts)
    else:
        Entry.objects.bulk_create(entries, batch_size=500)
        record("list.imported", actor, None, rows=len(entries), **facts)
    return len(entries)


@transaction.atomic
def take_off(actor: Any, entry: Entry, why: str) -> None:
    """Take an entry off its list; what else stands over its numbers is said again, and stays.

    Raises:
        NotAllowedError: another carrier added it, or the person administers none.
    """
    _may(actor, entry)
    _take_off(actor, entry, why)


@transaction.atomic
def list_finding(actor: Any, finding: Finding, entries: Sequence[Entry]) -> None:
    """Put the numbers of a confirmed finding on a list; each entry is an act of its own in the audit.

    The finding is locked meanwhile: whoever overturns it waits, and then takes these entries off too.

    Raises:
        NotAllowedError: nobody has confirmed it, it is another carrier's, or the person administers none.
    """
    if not actor.has_perm("findings.review", finding):
        raise NotAllowedError("This finding is another organisation's.")
    if Finding.objects.select_for_update().get(pk=finding.pk).state != Finding.State.CONFIRMED:
        raise NotAllowedError("Nothing is enforced on a finding that nobody confirmed.", "Review it first.")
    for entry in entries:
        entry.finding = finding
        add(actor, [entry], finding=finding.pk)


@transaction.atomic
def end_with_confirmation(actor: Any, finding: Finding, why: str) -> int:
    """Take off what stands on a finding that is no longer confirmed; return how many entries.

    Whoever may overturn the review may do this, administrator or not: it ends what harms somebody.

    Raises:
        NotAllowedError: the finding is another organisation's.
    """
    if not actor.has_perm("findings.review", finding):
        raise NotAllowedError("This finding is another organisation's.")
    entries = list(standing_on(finding))
    for entry in entries:
        _take_off(actor, entry, why)
    return len(entries)


def _take_off(actor: Any, entry: Entry, why: str) -> None:
    taken = Entry.objects.filter(pk=entry.pk, removed_at=None)
    if not taken.update(removed_at=timezone.now(), removed_by=actor, removed_why=why):
        return
    outbox.say(
        feed.Listing(at=outbox.now(), first=entry.first, last=entry.last, list=entry.list, until=LONG_AGO)
    )
    _say(in_force_over(entry.list, entry.first, entry.last), entry.first, entry.last)
    record("list.removed", actor, entry, list=entry.list, numbers=entry.shown, reason=why)


def _say(entries: Iterable[Entry], first: int, last: int) -> None:
    """Say to the gate what entries mean for a range of numbers, those that end last at the end.

    A gate keeps one word for each number and list, the last; so a number stays till its last entry ends.
    Beyond the range nothing is said: there an entry may be overlapped by others that end later.
    """
    in_order = sorted(entries, key=lambda entry: entry.until.timestamp() if entry.until else float("inf"))
    for entry, outgoing in zip(
        in_order, outbox.say(*(_word(entry, first, last) for entry in in_order)), strict=True
    ):
        entry.outgoing = outgoing


def _may(actor: Any, entry: Entry | None = None) -> None:
    if not actor.has_perm("lists.change", entry):
        raise NotAllowedError(
            "Lists are kept by a carrier's administrators, each what their own carrier added."
        )


def _word(entry: Entry, first: int, last: int) -> feed.Listing:
    return feed.Listing(
        at=outbox.now(),
        first=max(first, entry.first),
        last=min(last, entry.last),
        list=entry.list,
        listing_class=entry.listing_class,
        until=int(entry.until.timestamp()) if entry.until else 0,
    )
