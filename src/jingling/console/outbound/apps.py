"""Outbound projects as Django knows them."""

from django.apps import AppConfig


class OutboundConfig(AppConfig):
    """What call centres ring people for."""

    name = "jingling.console.outbound"
    label = "outbound"

    def ready(self) -> None:
        """Let the worker read the gate's ledger as it grows."""
        from jingling.console.jobs.work import CHORES
        from jingling.console.outbound.counting import count_new

        CHORES.append(count_new)
