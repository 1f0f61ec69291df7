"""Writes of consents and refusals: each in one transaction with its audit event and its word for the gate."""

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import uuid4

from django.db import transaction
from django.utils import timezone

from jingling.console.audit.actions import record
from jingling.console.consents.models import Consent, Refusal
from jingling.console.errors import NotAllowedError
from jingling.console.publishing import outbox
from jingling.console.publishing.models import Outgoing
from jingling.console.publishing.wanting import want
from jingling.lists import feed
from jingling.numbers import mask, normal_form


@transaction.atomic
def enter(actor: Any, *consents: Consent) -> None:
    """Enter consents one by one; they hold at the gate as soon as the transaction is committed.

    Raises:
        NotAllowedError: the person acts for no call centre.
    """
    _entered(actor, consents)
    outbox.say(*map(_word, consents))
    for consent in consents:
        consent.save(force_insert=True)
        record(
            "consent.entered",
            actor,
            consent,
            callee=mask(consent.callee_form),
            principal=consent.principal.name,
            purpose=consent.purpose,
            proof=consent.proof,
        )


@transaction.atomic
def enter_many(actor: Any, consents: Sequence[Consent], **facts: Any) -> int:
    """Enter the consents of a file; the gate has them with its next snapshot.

    Raises:
        NotAllowedError: the person acts for no call centre.
    """
    _entered(actor, consents)
    Consent.objects.bulk_create(consents, batch_size=500)
    want()
    record("consents.imported", actor, None, rows=len(consents), **facts)
    return len(consents)


def _entered(actor: Any, consents: Iterable[Consent]) -> None:
    if not actor.has_perm("consents.enter"):
        raise NotAllowedError("Consents are entered by the call centre that holds their proof.")
    for consent in consents:
        consent.centre, consent.entered_by = actor.organisation, actor


def _word(consent: Consent) -> feed.Consent:
    return feed.Consent(
        at=outbox.now(),
        callee=consent.callee,
        principal=consent.principal.name,
        purpose=consent.purpose,
        given_at=int(consent.given_at.timestamp()),
        proof=consent.proof,
        expires_at=int(consent.expires_at.timestamp()) if consent.expires_at else 0,
    )


@transaction.atomic
def withdraw(actor: Any, consent: Consent) -> None:
    """End a consent at the word of its person, as a call centre heard it.

    Raises:
        NotAllowedError: another organisation entered it.
    """
    if not actor.has_perm("consents.withdraw", consent):
        raise NotAllowedError("Another organisation entered this consent.")
    end(consent, "centre", actor)


def end(consent: Consent, through: str, actor: Any) -> Outgoing:
    """End every consent of this person to this principal for this purpose, inside a transaction."""
    Consent.objects.filter(
        callee=consent.callee, principal=consent.principal, purpose=consent.purpose, withdrawn_at=None
    ).update(withdrawn_at=timezone.now(), withdrawn_through=through)
    (outgoing,) = outbox.say(
        feed.Withdrawal(
            at=outbox.now(),
            callee=consent.callee,
            principal=consent.principal.name,
            purpose=consent.purpose,
        )
    )
    record(
        "consent.withdrawn",
        actor,
        consent,
        callee=mask(consent.callee_form),
        principal=consent.principal.name,
        purpose=consent.purpose,
        through=through,
    )
    return outgoing


@transaction.atomic
def refuse(
    actor: Any,
    callee: int,
    *,
    principal: Any = None,
    everyone: bool = False,
    caller: int = 0,
    scope: feed.Scope = "*",
    channel: str,
    proof: str = "",
) -> Refusal:
    """Write a refusal down; it holds at the gate as soon as the transaction is committed.

    Args:
        actor: the agent who heard it, None where the person says it here.
        callee: the person's key.
        principal: the organisation that is refused.
        everyone: whether everyone is.
        caller: the key of the number they saw.
        scope: a purpose, or `*`.
        channel: `person`, or `agent`.
        proof: digest or reference of what was kept.
    """
    at = outbox.now()
    word = feed.Refusal(
        at=at,
        id=f"r-{uuid4().hex[:20]}",
        callee=callee,
        scope=scope,
        caller=caller,
        principal=principal.name if principal is not None else "*" if everyone else "",
        said_at=at,
        channel=channel,
        proof=proof,
    )
    (outgoing,) = outbox.say(word)
    refusal = Refusal.objects.create(
        receipt=word.id,
        callee=callee,
        callee_form=normal_form(callee),
        principal=principal,
        principal_name=word.principal,
        caller=caller,
        caller_form=normal_form(caller) or "" if caller else "",
        scope=scope,
        channel=channel,
        heard_by=actor.organisation if actor is not None else None,
        proof=proof,
        outgoing=outgoing,
    )
    record(
        "refusal.recorded",
        actor,
        refusal,
        callee=mask(refusal.callee_form),
        whom=refusal.whom.en,
        scope=scope,
        channel=channel,
        receipt=word.id,
    )
    return refusal


@transaction.atomic
def rebind(organisation: Any) -> int:
    """Let refusals of an organisation hold under its present name too; return how many were said again."""
    stale = Refusal.objects.filter(principal=organisation, lifted_at=None).exclude(
        principal_name=organisation.name
    )
    for refusal in stale:
        word = feed.Refusal(
            at=outbox.now(),
            id=refusal.receipt,
            callee=refusal.callee,
            scope=refusal.scope,
            principal=organisation.name,
            channel=refusal.channel,
            proof=refusal.proof,
        )
        (refusal.outgoing,) = outbox.say(word)
        refusal.principal_name = organisation.name
        refusal.save(update_fields=["outgoing", "principal_name"])
    return len(stale)
