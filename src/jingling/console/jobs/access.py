"""Who sees which jobs: one's own organisation's, and the desk those that nobody asked for."""

from typing import Any

from django.db.models import Q, QuerySet
from django.shortcuts import get_object_or_404

from jingling.console.frame.doors import Role
from jingling.console.jobs.models import Job


def jobs_of(user: Any) -> QuerySet:
    """Return the jobs that a person may see."""
    jobs = Job.objects.select_related("owner", "organisation")
    if user.role == Role.REGULATOR:
        return jobs
    own = Q(organisation=user.organisation_id)
    return jobs.filter(own | Q(organisation=None) if user.role == Role.DESK else own)


def access_job(user: Any, pk: int) -> Job:
    """Return one job, or 404."""
    return get_object_or_404(jobs_of(user), pk=pk)
