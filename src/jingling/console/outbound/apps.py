"""Outbound projects as Django knows them."""

from django.apps import AppConfig


class OutboundConfig(AppConfig):
    """What call centres ring people for."""

    name = "jingling.console.outbound"
    label = "outbound"
