"""Consents as the gate reads them."""

from collections.abc import Iterator

from django.utils import timezone

from jingling.console.consents.models import Consent


def consents() -> Iterator[list[str]]:
    """Return a heading and a row for each consent that was not withdrawn and is not over.

    Texts and pages stay in the console: the gate needs to know that there is a proof, and which.
    """
    yield ["principal", "callee", "purpose", "given_at", "proof", "expires_at"]
    rows = Consent.objects.filter(withdrawn_at=None).select_related("principal", "evidence").order_by("pk")
    now = timezone.now()
    for consent in rows.iterator(chunk_size=2000):
        if consent.expires_at is None or consent.expires_at > now:
            yield [
                consent.principal.name,
                consent.callee_form,
                consent.purpose,
                consent.given_at.isoformat(timespec="seconds"),
                consent.proof,
                consent.expires_at.isoformat(timespec="seconds") if consent.expires_at else "",
            ]


TABLES = {"consents": consents}
EVENTS = ("consents.imported",)
