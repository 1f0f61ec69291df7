"""Pages of jobs: which there are, and how far one is."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from jingling.console.frame.doors import OFFICERS, door
from jingling.console.frame.listing import Listing
from jingling.console.frame.pages import listing_page
from jingling.console.jobs import access
from jingling.console.jobs.tables import COLUMNS, ORDERS
from jingling.words import Words


@door(*OFFICERS)
@require_safe
def jobs(request: HttpRequest) -> HttpResponse:
    """List the jobs of one's organisation."""
    listing = Listing(
        request,
        access.jobs_of(request.user),
        COLUMNS,
        ORDERS,
        title=Words("Jobs", "后台任务"),
        empty=Words("No long work was asked for yet.", "尚未提交后台任务。"),
    )
    return listing_page(request, listing, "jobs")


@door(*OFFICERS)
@require_safe
def job(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one job, which tells by itself how far it is."""
    return render(request, "jobs/job.html", {"job": access.access_job(request.user, pk)})


@door(*OFFICERS)
@require_safe
def progress(request: HttpRequest, pk: int) -> HttpResponse:
    """Return how far a job is, for its page to show."""
    return render(request, "jobs/progress.html", {"job": access.access_job(request.user, pk)})
