"""Publishing as Django knows it."""

from django.apps import AppConfig


class PublishingConfig(AppConfig):
    """From the console to the gate."""

    name = "jingling.console.publishing"
    label = "publishing"

    def ready(self) -> None:
        """Note what changes the gate's tables, and let the worker take to the gate what was left behind."""
        from django.db.models.signals import post_save

        from jingling.console.audit.models import Event
        from jingling.console.jobs.work import CHORES
        from jingling.console.publishing.outbox import Pulse
        from jingling.console.publishing.registers import publish_wanted, want_after

        CHORES.extend((Pulse(), publish_wanted))
        post_save.connect(
            lambda instance, **_: want_after(instance.event),
            sender=Event,
            weak=False,
            dispatch_uid="publish registers",
        )
