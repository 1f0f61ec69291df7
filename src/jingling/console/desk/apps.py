"""The desk as Django knows it."""

from django.apps import AppConfig

from jingling.words import Words


class DeskConfig(AppConfig):
    """What people who work on cases see and do."""

    name = "jingling.console.desk"
    label = "desk"

    def ready(self) -> None:
        """Name what the desk asks of the worker unasked."""
        from jingling.console.desk.models import COMPARE
        from jingling.console.jobs.models import BY_ITSELF

        BY_ITSELF[COMPARE] = Words("Compare reports with call records", "举报与话单比对")
