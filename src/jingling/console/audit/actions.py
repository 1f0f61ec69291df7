"""Recording an event: the one way into the audit."""

from typing import Any

from django.db import models, transaction
from django.utils import timezone

from jingling.console.audit.chain import START, digest_of
from jingling.console.audit.models import Event, Head


@transaction.atomic
def record(event: str, actor: Any, about: models.Model | None = None, **facts: Any) -> Event:
    """Record one event, inside the transaction of the write that it tells of.

    Args:
        event: what happened, dotted and in the past tense: `line.registered`.
        actor: the person who did it, None for the console itself.
        about: the object it was done to.
        facts: what else is to be known, as JSON values; telephone numbers masked.
    """
    head = Head.objects.select_for_update().filter(pk=1).first()
    if head is None:
        Head.objects.get_or_create(pk=1, defaults={"digest": START})
        head = Head.objects.select_for_update().get(pk=1)
    told = Event(
        at=timezone.now(),
        event=event,
        actor=actor if actor is not None and actor.is_authenticated else None,
        organisation_id=getattr(actor, "organisation_id", None),
        about_kind=about._meta.model_name if about is not None else "",
        about=str(about.pk) if about is not None else "",
        facts=facts,
        previous=head.digest,
    )
    told.digest = digest_of(told)
    told.save(force_insert=True)
    head.digest, head.events = told.digest, head.events + 1
    head.save(update_fields=["digest", "events"])
    return told
