"""What the gate heard: refusals by key-press and their like, and liftings, read from its feed by the worker.

They hold at the gate already. Here they become rows, so that the person finds them on their own page and can
lift them. The feed is read from where it was read to before; what is read twice changes nothing.
"""

from datetime import UTC, datetime

from django.conf import settings
from django.db import transaction

from jingling.console.audit.actions import record
from jingling.console.consents.models import Heard, Refusal
from jingling.lists import feed
from jingling.numbers import mask, normal_form

KNOWN_AT_ONCE = 500


def take_in_heard() -> int:
    """Take what the feed gained into the tables; return how many refusals were new.

    Raises:
        FeedDamaged: the feed cannot be read.
    """
    path = settings.GATE / feed.FILE_NAME
    size = path.stat().st_size if path.exists() else 0
    seen = Heard.objects.filter(pk=1).first()
    if size == (seen.position if seen else 0):
        return 0
    with transaction.atomic():
        Heard.objects.get_or_create(pk=1)
        seen = Heard.objects.select_for_update().get(pk=1)
        if size < seen.position:  # another feed: the gate's directory was lost or exchanged
            seen.position = 0
        follower = feed.Follower(settings.GATE, seen.position)
        try:
            changes = follower.changes()
        finally:
            follower.close()
        seen.position = follower.position
        seen.save(update_fields=["position"])
        return sum(map(_take_in, changes, _are_known(changes)))


def _are_known(changes: list[feed.Change]) -> list[bool]:
    """Say of each change whether it is a refusal that stands in the tables."""
    ids = sorted({change.id for change in changes if isinstance(change, feed.Refusal)})
    known: set[str] = set()
    for first in range(0, len(ids), KNOWN_AT_ONCE):
        found = Refusal.objects.filter(receipt__in=ids[first : first + KNOWN_AT_ONCE])
        known.update(found.values_list("receipt", flat=True))
    return [isinstance(change, feed.Refusal) and change.id in known for change in changes]


def _take_in(change: feed.Change, known: bool) -> int:
    at = datetime.fromtimestamp(change.at, UTC)
    if isinstance(change, feed.Lift):
        said = Refusal.objects.filter(
            callee=change.callee, caller=change.caller, lifted_at=None, made_at__lte=at
        )
        if not change.caller:
            said = said.filter(principal_name=change.principal)
        (said if change.scope == "*" else said.filter(scope=change.scope)).update(lifted_at=at)
    elif isinstance(change, feed.Refusal) and known:  # said again: it stands
        Refusal.objects.filter(receipt=change.id, lifted_at__lte=at).update(lifted_at=None)
    elif isinstance(change, feed.Refusal) and change.id:
        return _keep(change, at)
    return 0


def _keep(change: feed.Refusal, at: datetime) -> int:
    refusal, made = Refusal.objects.get_or_create(
        receipt=change.id[:24],
        defaults={
            "callee": change.callee,
            "callee_form": normal_form(change.callee) or "",
            "principal_name": change.principal[:200],
            "caller": change.caller,
            "caller_form": (normal_form(change.caller) or "") if change.caller else "",
            "scope": change.scope,
            "channel": change.channel[:10],
            "proof": change.proof[:80],
            "made_at": datetime.fromtimestamp(change.said_at, UTC) if change.said_at else at,
        },
    )
    if made:
        record(
            "refusal.recorded",
            None,
            refusal,
            callee=mask(refusal.callee_form),
            whom=refusal.whom.en,
            scope=refusal.scope,
            channel=refusal.channel,
            receipt=refusal.receipt,
        )
    return int(made)
