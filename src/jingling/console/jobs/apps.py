"""Jobs as Django knows them."""

from django.apps import AppConfig


class JobsConfig(AppConfig):
    """Long work through the database."""

    name = "jingling.console.jobs"
    label = "jobs"
