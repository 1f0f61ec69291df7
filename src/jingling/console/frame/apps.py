"""The frame as Django knows it."""

from django.apps import AppConfig


class FrameConfig(AppConfig):
    """Templates and styles that all pages share."""

    name = "jingling.console.frame"
    label = "frame"
