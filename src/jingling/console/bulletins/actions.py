"""Asking for a month's bulletin."""

from typing import Any

from jingling.console.errors import NotAllowedError
from jingling.console.frame.language import t
from jingling.console.jobs.actions import ask
from jingling.console.jobs.models import Job


def ask_for(actor: Any, month: str) -> Job:
    """Ask for a month to be counted.

    Args:
        actor: an officer of a complaint desk.
        month: such as `2026-07`.

    Raises:
        NotAllowedError: the person handles no complaints.
    """
    if not actor.has_perm("complaints.work"):
        raise NotAllowedError("Bulletins are made by the complaint desk.")
    return ask(actor, "make-bulletin", t("Bulletin of {m}", "{m} 通报", m=month), month=month)
