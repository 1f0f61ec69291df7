"""Complaints as Django knows them."""

from django.apps import AppConfig


class ComplaintsConfig(AppConfig):
    """What people report, and the cases that come of it."""

    name = "jingling.console.complaints"
    label = "complaints"
