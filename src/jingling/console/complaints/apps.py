"""Complaints as Django knows them."""

from django.apps import AppConfig


class ComplaintsConfig(AppConfig):
    """What people report, and the cases that come of it."""

    name = "jingling.console.complaints"
    label = "complaints"

    def ready(self) -> None:
        """Let the worker read files, weigh who reports very much, and tell people of answers."""
        from jingling.console.complaints.access import IMPORT
        from jingling.console.complaints.imports import take
        from jingling.console.complaints.standing import weigh_all_again
        from jingling.console.complaints.telling import tell_waiting
        from jingling.console.jobs.work import CHORES, KINDS

        CHORES.extend((weigh_all_again, tell_waiting))
        KINDS[IMPORT] = take
