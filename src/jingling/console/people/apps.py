"""People as Django knows them."""

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    """People, their roles and organisations."""

    name = "jingling.console.people"
    label = "people"
