"""What a person does about their own number: one transaction each, with a word for the gate and a receipt.

A lifting stands here and nowhere else in the console.
"""

from typing import Any
from uuid import uuid4

from django.db import transaction
from django.utils import timezone

from jingling.console.audit.actions import record
from jingling.console.citizens.models import Code, Person, Policy, Receipt
from jingling.console.consents import actions as consents
from jingling.console.consents.access import refusals_by
from jingling.console.consents.models import Consent, Refusal
from jingling.console.errors import NotAllowedError
from jingling.console.publishing import outbox
from jingling.console.publishing.models import Outgoing
from jingling.console.registers.lines import PURPOSE_WORDS
from jingling.lists import feed
from jingling.lists.policies import read_policy
from jingling.numbers import mask, normal_form
from jingling.words import Words


def _in_turn(number: int) -> None:
    """Wait until nobody else speaks for this number; inside a transaction."""
    Person.objects.get_or_create(number=number)
    Person.objects.select_for_update().get(number=number)


def _receipt(number: int, did: Words, outgoing: Outgoing, reference: str = "") -> Receipt:
    return Receipt.objects.create(
        reference=reference or f"c-{uuid4().hex[:20]}",
        number=number,
        did_en=did.en,
        did_zh=did.zh,
        outgoing=outgoing,
    )


@transaction.atomic
def refuse(number: int, **whom: Any) -> Receipt:
    """Refuse a caller, a trade or all, as `consents.actions.refuse` takes them."""
    _in_turn(number)
    made = consents.refuse(None, number, channel="person", **whom)
    said = made.whom
    did = Words(f"You refused calls by {said.en}.", f"您已拒绝来电：{said.zh}。")
    return _receipt(number, did, made.outgoing, made.receipt)


@transaction.atomic
def withdraw(number: int, consent: Consent) -> Receipt:
    """Take a consent back.

    Raises:
        NotAllowedError: it is another person's.
    """
    if consent.callee != number:
        raise NotAllowedError("This consent is another person's.")
    _in_turn(number)
    outgoing = consents.end(consent, "person", None)
    purpose = PURPOSE_WORDS[consent.purpose]
    return _receipt(
        number,
        Words(
            f"You withdrew your consent to {purpose.en} calls by {consent.principal.name}.",
            f"您已撤回对{consent.principal.name}{purpose.zh}来电的同意。",
        ),
        outgoing,
    )


@transaction.atomic
def lift(code: Code, refusal: Refusal) -> Receipt:
    """Take a refusal back, by a one-time code that was sent to the person for this and nothing else.

    Whatever else the person refused is said once more after it, since a lifting of a principal takes every
    refusal of its numbers with it.

    Raises:
        NotAllowedError: the code was not used by that person, is for something else, or lifted before.
    """
    _in_turn(refusal.callee)
    spent = Code.objects.filter(
        pk=code.pk, number=refusal.callee, about=about_lifting(refusal), spent_at=None
    ).exclude(used_at=None)
    if not spent.update(spent_at=timezone.now()):
        raise NotAllowedError("Only the person lifts a refusal, by a code sent for it.")
    same = {"principal_name": refusal.principal_name, "caller": refusal.caller, "scope": refusal.scope}
    refusals_by(refusal.callee).filter(**same, lifted_at=None).update(lifted_at=timezone.now())
    others = refusals_by(refusal.callee).filter(lifted_at=None).order_by("pk")
    words = _liftings(refusal, f"code-{code.pk}")
    outgoing, *_ = outbox.say(*words, *map(_again, others))
    said = refusal.whom
    record(
        "refusal.lifted",
        None,
        refusal,
        callee=mask(refusal.callee_form),
        whom=said.en,
        scope=refusal.scope,
        receipt=refusal.receipt,
    )
    did = Words(f"You lifted your refusal of {said.en}.", f"您已解除对{said.zh}的拒绝。")
    return _receipt(refusal.callee, did, outgoing)


def _liftings(refusal: Refusal, proof: str) -> list[feed.Lift]:
    """Return the words that lift a refusal: of the number they saw, of the principal they named, or both."""
    whom: list[dict[str, Any]] = []
    if refusal.caller:
        whom.append({"caller": refusal.caller})
    if refusal.principal_name:
        whom.append({"principal": refusal.principal_name})
    return [
        feed.Lift(
            at=outbox.now(),
            callee=refusal.callee,
            method="one-time-code",
            proof=proof,
            scope=refusal.scope,
            **one,
        )
        for one in whom
    ]


def _again(refusal: Refusal) -> feed.Refusal:
    return feed.Refusal(
        at=outbox.now(),
        id=refusal.receipt,
        callee=refusal.callee,
        scope=refusal.scope,
        caller=refusal.caller,
        principal=refusal.principal_name,
        said_at=refusal.made_at.timestamp(),
        channel=refusal.channel,
        proof=refusal.proof,
    )


def about_lifting(refusal: Refusal) -> str:
    """Return what a code for lifting a refusal is about."""
    return f"lift {refusal.pk}"


@transaction.atomic
def set_policy(number: int, text: str) -> Receipt:
    """Set, or with an empty text take back, a person's policy.

    Raises:
        BadPolicy: the gate could not read it.
    """
    if text:
        read_policy(text.encode())
    _in_turn(number)
    Policy.objects.update_or_create(number=number, defaults={"text": text})
    (outgoing,) = outbox.say(
        feed.PolicyChange(at=outbox.now(), policy_id=normal_form(number) or "", policy=text)
    )
    record("policy.changed", None, None, number=mask(normal_form(number) or ""), taken_back=not text)
    did = (
        Words("You changed how your calls are handled.", "您已修改来电防护设置。")
        if text
        else Words("You took your own protection back.", "您已取消个人来电防护设置。")
    )
    return _receipt(number, did, outgoing)
