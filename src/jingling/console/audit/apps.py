"""Audit as Django knows it."""

from django.apps import AppConfig


class AuditConfig(AppConfig):
    """The chained record of who did what."""

    name = "jingling.console.audit"
    label = "audit"
