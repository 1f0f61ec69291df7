"""What pages ask of findings: a function for each question."""

from typing import Any

from django.db.models import Count, Q, QuerySet, Sum

from jingling.console.findings import access
from jingling.console.findings.models import Finding, Result


def counts_by_state(user: Any) -> dict[str, dict[str, int]]:
    """Count findings by kind and decision: one query."""
    counted: dict[str, dict[str, int]] = {}
    for row in access.findings_of(user).order_by().values("kind", "state").annotate(n=Count("pk")):
        counted.setdefault(row["kind"], {})[row["state"]] = row["n"]
    return counted


def worst_open(user: Any, kind: str, most: int = 8) -> list[Finding]:
    """Return the findings of highest score that wait for a decision."""
    waiting = access.findings_of(user, kind).filter(state=Finding.State.OPEN)
    return list(waiting.order_by("-score", "-pk")[:most])


def totals(user: Any) -> dict[str, Any]:
    """Sum up the results: how many, how many calls, rows set aside."""
    summed = access.results_of(user).aggregate(
        results=Count("pk"),
        calls=Sum("calls"),
        quarantined=Sum("rows_quarantined"),
        simulated=Count("pk", filter=Q(simulated=True)),
    )
    return {name: value or 0 for name, value in summed.items()}


def drift_by_kind(user: Any) -> list[dict[str, Any]]:
    """Count drift by kind, the most frequent first."""
    rows = access.drifts_of(user).order_by().values("kind").annotate(lines=Count("pk"), calls=Sum("calls"))
    return list(rows.order_by("-lines"))


def latest_result(user: Any) -> Result | None:
    """Return the newest result."""
    return access.results_of(user).order_by("-taken_at", "-pk").first()


def neighbours(finding: Finding, rows: QuerySet) -> tuple[Finding | None, Finding | None]:
    """Return the findings of one kind and result just above and just below in score."""
    same = rows.filter(result=finding.result_id)
    above = same.filter(Q(score__gt=finding.score) | Q(score=finding.score, pk__gt=finding.pk))
    below = same.filter(Q(score__lt=finding.score) | Q(score=finding.score, pk__lt=finding.pk))
    return above.order_by("score", "pk").first(), below.order_by("-score", "-pk").first()
