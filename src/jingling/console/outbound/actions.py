"""Writes of projects: one transaction each, with an audit event; the gate has them with its next snapshot."""

from typing import Any

from django.db import transaction
from django.utils import timezone

from jingling.console.audit.actions import record
from jingling.console.errors import NotAllowedError
from jingling.console.outbound.models import Project, Script


@transaction.atomic
def register_project(actor: Any, *, lines: Any, script: str = "", **values: Any) -> Project:
    """Register a project of the actor's call centre.

    Raises:
        NotAllowedError: the person acts for no call centre.
    """
    if not actor.has_perm("outbound.register"):
        raise NotAllowedError("A project is registered by the call centre that runs it.")
    project = Project.objects.create(centre=actor.organisation, **values)
    project.lines.set(lines)
    _keep_script(actor, project, script)
    record(
        "project.registered",
        actor,
        project,
        name=project.name,
        principal=project.principal.name,
        purpose=project.purpose,
    )
    return project


@transaction.atomic
def change_project(actor: Any, project: Project, *, lines: Any, script: str = "", **values: Any) -> Project:
    """Change what is registered; a script that differs becomes the one in use, and the old one is kept.

    Raises:
        NotAllowedError: another call centre runs it.
    """
    _own(actor, project)
    changed = {name: value for name, value in values.items() if getattr(project, name) != value}
    for name, value in changed.items():
        setattr(project, name, value)
    project.save(update_fields=list(changed))
    project.lines.set(lines)
    _keep_script(actor, project, script)
    record("project.changed", actor, project, name=project.name, fields=sorted(changed))
    return project


@transaction.atomic
def end_project(actor: Any, project: Project) -> None:
    """End a project: the gate rejects its calls from the next snapshot on.

    Raises:
        NotAllowedError: another call centre runs it.
    """
    _own(actor, project)
    project.ended_at = timezone.now()
    project.save(update_fields=["ended_at"])
    record("project.ended", actor, project, name=project.name)


def _own(actor: Any, project: Project) -> None:
    if not actor.has_perm("outbound.change", project):
        raise NotAllowedError("Another call centre runs this project.")


def _keep_script(actor: Any, project: Project, text: str) -> None:
    last = Script.objects.filter(project=project).order_by("-pk").first()
    if text and (last is None or last.text != text):
        Script.objects.create(project=project, text=text, author=actor)
