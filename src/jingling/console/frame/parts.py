"""What the parts of the console bring along: a module of an app with a name agreed on, if it has one."""

from collections.abc import Iterator
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from django.apps import apps


def modules(name: str) -> Iterator[Any]:
    """Return the module of this name of every part of the console that has one, in order of installation."""
    for app in apps.get_app_configs():
        if (
            app.name.startswith("jingling.console.")
            and app.label != "frame"
            and find_spec(f"{app.name}.{name}")
        ):
            yield import_module(f"{app.name}.{name}")
