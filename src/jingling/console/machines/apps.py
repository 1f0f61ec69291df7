"""Machines as Django knows them."""

from django.apps import AppConfig


class MachinesConfig(AppConfig):
    """Keys for programs."""

    name = "jingling.console.machines"
    label = "machines"
