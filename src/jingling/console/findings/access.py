"""Who sees which results and findings: a carrier its own, the regulator all, nobody else any."""

from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404

from jingling.console.findings.models import Drift, Finding, Result, Review, Upload
from jingling.console.frame.doors import Role


def _own(rows: QuerySet, user: Any, field: str) -> QuerySet:
    match user.role:
        case Role.REGULATOR:
            return rows
        case Role.CARRIER:
            return rows.filter(**{field: user.organisation_id})
    return rows.none()


def results_of(user: Any) -> QuerySet:
    """Return the results that a person may see."""
    return _own(Result.objects.select_related("organisation"), user, "organisation")


def findings_of(user: Any, kind: str | None = None) -> QuerySet:
    """Return the findings that a person may see, of one kind if given."""
    findings = Finding.objects.select_related("result__organisation")
    if kind:
        findings = findings.filter(kind=kind)
    return _own(findings, user, "result__organisation")


def reviews_of(user: Any) -> QuerySet:
    """Return the decisions about findings that a person may see."""
    return _own(Review.objects.select_related("reviewer"), user, "finding__result__organisation")


def drifts_of(user: Any) -> QuerySet:
    """Return where lines part ways with their registration, as far as a person may see it."""
    return _own(Drift.objects.select_related("result__organisation", "line"), user, "result__organisation")


def uploads_of(user: Any) -> QuerySet:
    """Return the uploads of call records that a person may see."""
    return _own(Upload.objects.select_related("job", "result"), user, "organisation")


def access_finding(user: Any, pk: int, kind: str | None = None) -> Finding:
    """Return one finding, or 404."""
    return get_object_or_404(findings_of(user, kind), pk=pk)


def access_result(user: Any, pk: int) -> Result:
    """Return one result, or 404."""
    return get_object_or_404(results_of(user), pk=pk)
