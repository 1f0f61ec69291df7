"""Notices as Django knows them."""

from django.apps import AppConfig


class NoticesConfig(AppConfig):
    """What the console tells people who are not looking at it."""

    name = "jingling.console.notices"
    label = "notices"
