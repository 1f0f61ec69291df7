"""Sending a message to a telephone number or to a mail address; by default both are files.

- To a number: the function named in `JINGLING_SENDER`. The default writes each message to a file of its own
  under `messages` in the data directory, for a gateway of short messages to pick up.
- To a mail address: Django's mail back end. By default it writes files under `mail` in the data directory;
  with `JINGLING_SMTP` it hands mail to that server.
"""

import json
import os
import time
import uuid
from collections.abc import Callable
from pathlib import Path

from django.conf import settings
from django.core.mail import EmailMessage
from django.utils.module_loading import import_string


def send(to: str, text: str, *, subject: str = "", name: str = "") -> None:
    """Send a text.

    Args:
        to: a number in normal form, or a mail address.
        text: what to say.
        subject: of a mail; a short message has none.
        name: the message's own name, by which a mail server knows one that it was given already.

    Raises:
        OSError: it could not be handed over.
    """
    if "@" in to:
        place: Path = settings.DATA / "mail"
        place.mkdir(mode=0o700, parents=True, exist_ok=True)
        headers = {"Message-ID": f"<{name or uuid.uuid4().hex}@jingling>"}
        EmailMessage(subject, text, to=[to], headers=headers).send()
        return
    sender: Callable[[str, str], None] = import_string(settings.SENDER)
    sender(to, text)


def to_file(number: str, text: str) -> None:
    """Write a message to a file that appears whole and that its owner alone may read."""
    place: Path = settings.DATA / "messages"
    place.mkdir(mode=0o700, parents=True, exist_ok=True)
    name = f"{time.time_ns()}-{uuid.uuid4().hex[:8]}.json"
    part = place / f".{name}"
    with os.fdopen(os.open(part, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w", encoding="utf-8") as file:
        json.dump({"to": number, "text": text}, file, ensure_ascii=False)
    part.rename(place / name)
