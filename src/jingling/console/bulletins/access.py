"""Who sees bulletins: those who handle complaints and those who oversee them; doors keep out the others."""

from datetime import datetime

from django.http import Http404
from django.shortcuts import get_object_or_404

from jingling.console.bulletins.models import Bulletin
from jingling.console.complaints.models import Report


def latest_of(month: str) -> Bulletin | None:
    """Return a month's bulletin as it was counted last."""
    return Bulletin.objects.filter(month=month).order_by("-pk").first()


def months_made() -> set[str]:
    """Return the months that were counted."""
    return set(Bulletin.objects.values_list("month", flat=True).distinct())


def first_received_at() -> datetime | None:
    """Return when the first report was received, None before there is one."""
    return Report.objects.order_by("received_at").values_list("received_at", flat=True).first()


def access_bulletin(pk: int, form: str) -> Bulletin:
    """Return one bulletin of which there is such a file, or 404."""
    bulletin = get_object_or_404(Bulletin, pk=pk)
    if form not in {"pdf", "xlsx"}:
        raise Http404
    return bulletin
