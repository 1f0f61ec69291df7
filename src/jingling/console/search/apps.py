"""Search as Django knows it."""

from django.apps import AppConfig


class SearchConfig(AppConfig):
    """Search across everything."""

    name = "jingling.console.search"
    label = "search"
