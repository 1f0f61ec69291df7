"""Bulletins as Django knows them."""

from django.apps import AppConfig


class BulletinsConfig(AppConfig):
    """The month's complaints."""

    name = "jingling.console.bulletins"
    label = "bulletins"
