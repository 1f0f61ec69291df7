"""Publishing as Django knows it."""

from django.apps import AppConfig


class PublishingConfig(AppConfig):
    """From the console to the gate."""

    name = "jingling.console.publishing"
    label = "publishing"

    def ready(self) -> None:
        """Note what changes the gate's tables."""
        from django.db.models.signals import post_save

        from jingling.console.audit.models import Event
        from jingling.console.publishing.wanting import want_after

        post_save.connect(
            lambda instance, **_: want_after(instance.event),
            sender=Event,
            weak=False,
            dispatch_uid="publish registers",
        )
