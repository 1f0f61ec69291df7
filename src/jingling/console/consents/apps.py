"""Consents as Django knows them."""

from typing import Any

from django.apps import AppConfig


class ConsentsConfig(AppConfig):
    """What people allowed and refused."""

    name = "jingling.console.consents"
    label = "consents"

    def ready(self) -> None:
        """Let refusals follow an organisation's name."""
        from django.db.models.signals import post_save

        from jingling.console.audit.models import Event

        post_save.connect(_renamed, sender=Event, dispatch_uid="refusals follow names")


def _renamed(instance: Any, **_: Any) -> None:
    if instance.event == "organisation.changed" and "name" in instance.facts["fields"]:
        from jingling.console.consents.actions import rebind
        from jingling.console.registers.models import Organisation

        rebind(Organisation.objects.get(pk=int(instance.about)))
