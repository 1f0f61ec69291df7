"""Registers as Django knows them."""

from django.apps import AppConfig


class RegistersConfig(AppConfig):
    """Who holds each line and number, and on whose behalf."""

    name = "jingling.console.registers"
    label = "registers"
