"""What the person of a number may see: what is about that number, and nothing else."""

from jingling.console.citizens.models import Code, Policy, Receipt
from jingling.console.consents.access import consents_to, refusals_by
from jingling.console.consents.models import Consent, Refusal


def own_consent(number: int, pk: int) -> Consent | None:
    """Return a consent to the person of a number that still stands."""
    return consents_to(number).filter(pk=pk, withdrawn_at=None).first()


def own_refusal(number: int, receipt: str) -> Refusal | None:
    """Return a refusal by the person of a number that still stands."""
    return refusals_by(number).filter(receipt=receipt, lifted_at=None).first()


def receipt_of(number: int, reference: str) -> Receipt | None:
    """Return a receipt of the person of a number."""
    return Receipt.objects.select_related("outgoing").filter(number=number, reference=reference).first()


def policy_of(number: int) -> str:
    """Return a person's policy as JSON, empty for none."""
    kept = Policy.objects.filter(number=number).first()
    return kept.text if kept else ""


def code_sent(pk: int) -> Code | None:
    """Return a code that was sent."""
    return Code.objects.filter(pk=pk).first()


def refusal_of_code(code: Code) -> Refusal | None:
    """Return the refusal that a code was sent to lift, if it still stands."""
    pk = code.about.removeprefix("lift ")
    if not pk.isdecimal():
        return None
    return refusals_by(code.number).filter(pk=int(pk), lifted_at=None).first()
