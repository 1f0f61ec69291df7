"""Loading Django: the one place that sets its environment."""

import os
from pathlib import Path

from jingling.console.errors import ConsoleError


def prepare(data: Path | None = None, *, demo: bool = False) -> None:
    """Load Django with its settings; a second call changes nothing.

    Args:
        data: the data directory; `JINGLING_DATA` or `jingling-data` if None.
        demo: whether demo people may be filled in, and no second factor is asked.

    Raises:
        ConsoleError: the extra `console` is not installed, or a setting is wrong.
    """
    if data is not None:
        os.environ["JINGLING_DATA"] = str(data)
    if demo:
        os.environ["JINGLING_DEMO"] = "1"
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jingling.console.settings")
    try:
        import django
    except ImportError as fault:
        raise ConsoleError(
            "The console needs Django and more.", "Install it: pip install 'jingling[console]'"
        ) from fault
    django.setup()
