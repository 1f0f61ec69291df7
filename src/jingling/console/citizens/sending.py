"""Sending a message to a number: one function, named in `JINGLING_SENDER`, that an operator replaces.

The default writes each message to a file of its own under `messages` in the data directory, for a gateway of
short messages to pick up.
"""

import json
import os
import time
import uuid
from collections.abc import Callable
from pathlib import Path

from django.conf import settings
from django.utils.module_loading import import_string


def send(number: str, text: str) -> None:
    """Send a text to a number in normal form.

    Raises:
        OSError: it could not be handed over.
    """
    sender: Callable[[str, str], None] = import_string(settings.SENDER)
    sender(number, text)


def to_file(number: str, text: str) -> None:
    """Write a message to a file that appears whole and that its owner alone may read."""
    place: Path = settings.DATA / "messages"
    place.mkdir(mode=0o700, parents=True, exist_ok=True)
    name = f"{time.time_ns()}-{uuid.uuid4().hex[:8]}.json"
    part = place / f".{name}"
    with os.fdopen(os.open(part, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w", encoding="utf-8") as file:
        json.dump({"to": number, "text": text}, file, ensure_ascii=False)
    part.rename(place / name)
