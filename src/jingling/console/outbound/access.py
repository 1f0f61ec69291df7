"""Who sees which projects: a call centre its own, a carrier those on its lines, a regulator all."""

from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404

from jingling.console.frame.doors import Role
from jingling.console.outbound.models import Project, Script
from jingling.console.registers.access import licences_of, lines_of


def projects_of(user: Any) -> QuerySet:
    """Return the projects that a person may see."""
    projects = Project.objects.select_related("centre", "principal", "licence")
    match user.role:
        case Role.REGULATOR:
            return projects
        case Role.CENTRE:
            return projects.filter(centre=user.organisation_id)
        case Role.CARRIER:
            on_own_lines = lines_of(user).select_related(None).values("pk")
            return projects.filter(
                pk__in=Project.lines.through.objects.filter(line__in=on_own_lines).values("project")
            )
    return projects.none()


def access_project(user: Any, pk: int) -> Project:
    """Return one project, or 404."""
    return get_object_or_404(projects_of(user), pk=pk)


def lines_to_use(user: Any) -> QuerySet:
    """Return the lines that a call centre may name in a project."""
    return lines_of(user).order_by("name", "pk")


def licences_to_use(user: Any) -> QuerySet:
    """Return the licences that a call centre may name in a project."""
    return licences_of(user).order_by("number")


def scripts_of(project: Project) -> QuerySet:
    """Return a project's scripts, the one in use first."""
    return Script.objects.select_related("author").filter(project=project).order_by("-pk")
