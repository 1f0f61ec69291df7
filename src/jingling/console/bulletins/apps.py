"""Bulletins as Django knows them."""

from django.apps import AppConfig


class BulletinsConfig(AppConfig):
    """The month's complaints."""

    name = "jingling.console.bulletins"
    label = "bulletins"

    def ready(self) -> None:
        """Tell the workers how a bulletin is made."""
        from jingling.console.bulletins.making import make_bulletin
        from jingling.console.jobs.work import KINDS

        KINDS["make-bulletin"] = make_bulletin
