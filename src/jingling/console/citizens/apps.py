"""Citizens as Django knows them."""

from django.apps import AppConfig


class CitizensConfig(AppConfig):
    """A person's own pages."""

    name = "jingling.console.citizens"
    label = "citizens"
