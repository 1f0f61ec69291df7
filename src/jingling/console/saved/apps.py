"""Saved filters as Django knows them."""

from django.apps import AppConfig


class SavedConfig(AppConfig):
    """Filters that people use again."""

    name = "jingling.console.saved"
    label = "saved"
