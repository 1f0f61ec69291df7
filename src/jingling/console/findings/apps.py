"""Findings as Django knows them."""

from django.apps import AppConfig


class FindingsConfig(AppConfig):
    """Results of detection and their review."""

    name = "jingling.console.findings"
    label = "findings"
