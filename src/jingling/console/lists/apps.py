"""Lists as Django knows them."""

from django.apps import AppConfig


class ListsConfig(AppConfig):
    """What the gate allows and blocks."""

    name = "jingling.console.lists"
    label = "lists"
