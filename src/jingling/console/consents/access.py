"""Who sees which consents and refusals: a call centre what it entered, a regulator all, nobody else any.

A person sees what concerns the number they proved to be theirs; that way leads through `citizens`.
"""

from typing import Any

from django.db.models import Q, QuerySet
from django.shortcuts import get_object_or_404

from jingling.console.consents.models import Consent, Refusal
from jingling.console.frame.doors import Role
from jingling.console.registers.access import letters_of, lines_of
from jingling.console.registers.models import Evidence, Organisation


def principals_of(user: Any) -> QuerySet:
    """Return for whom a call centre works: those its lines and letters name, and itself."""
    if user.role == Role.REGULATOR:
        return Organisation.objects.all()
    if user.role != Role.CENTRE:
        return Organisation.objects.none()
    of_lines = lines_of(user).select_related(None).values("principal")
    of_letters = letters_of(user).select_related(None).values("giver")
    return Organisation.objects.filter(Q(pk__in=of_lines) | Q(pk__in=of_letters) | Q(pk=user.organisation_id))


def consents_of(user: Any) -> QuerySet:
    """Return the consents that a person may see."""
    consents = Consent.objects.select_related("principal", "centre", "evidence")
    match user.role:
        case Role.REGULATOR:
            return consents
        case Role.CENTRE:
            return consents.filter(centre=user.organisation_id)
    return consents.none()


def refusals_of(user: Any) -> QuerySet:
    """Return the refusals that a person may see: those that the centre's own agents heard."""
    refusals = Refusal.objects.select_related("principal", "heard_by", "outgoing")
    match user.role:
        case Role.REGULATOR:
            return refusals
        case Role.CENTRE:
            return refusals.filter(heard_by=user.organisation_id)
    return refusals.none()


def access_consent(user: Any, pk: int) -> Consent:
    """Return one consent, or 404."""
    return get_object_or_404(consents_of(user), pk=pk)


def own_evidence(user: Any) -> QuerySet:
    """Return the files that a person's own organisation keeps."""
    return Evidence.objects.filter(organisation=user.organisation_id)


def consents_to(callee: int) -> QuerySet:
    """Return what is said to have been allowed by the person of a number, the latest first."""
    consents = Consent.objects.select_related("principal", "centre", "evidence")
    return consents.filter(callee=callee).order_by("-given_at", "-pk")


def refusals_by(callee: int) -> QuerySet:
    """Return what the person of a number refused, the latest first."""
    return Refusal.objects.select_related("outgoing").filter(callee=callee).order_by("-made_at", "-pk")
