"""Audit as Django knows it."""

from django.apps import AppConfig


class AuditConfig(AppConfig):
    """The chained record of who did what."""

    name = "jingling.console.audit"
    label = "audit"

    def ready(self) -> None:
        """Let the worker take events to the ledger."""
        from jingling.console.audit.keeping import Keeper
        from jingling.console.jobs.work import AT_END, CHORES

        keeper = Keeper()
        CHORES.append(keeper.keep)
        AT_END.append(keeper.close)
