"""Notices as Django knows them."""

from django.apps import AppConfig


class NoticesConfig(AppConfig):
    """What the console tells people who are not looking at it."""

    name = "jingling.console.notices"
    label = "notices"

    def ready(self) -> None:
        """Let the worker remind of clocks that run out."""
        from jingling.console.jobs.work import CHORES
        from jingling.console.notices.reminders import see_to_reminders

        CHORES.append(see_to_reminders)
