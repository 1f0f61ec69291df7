"""The chain: how an event's digest is made, and what is wrong with a chain that was tampered with."""

import hashlib
import json
from collections.abc import Iterable
from datetime import UTC
from typing import Any, NamedTuple

START = "0" * 64


class Broken(NamedTuple):
    """The first event that does not follow from the one before it."""

    event: int
    reason: str


def text_of(event: Any) -> str:
    """Return an event and the digest before it as one canonical text: a line of JSON."""
    told = [
        event.previous,
        event.at.astimezone(UTC).isoformat(timespec="microseconds"),
        event.event,
        event.actor_id,
        event.organisation_id,
        event.about_kind,
        event.about,
        event.facts,
    ]
    return json.dumps(told, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def digest_of(event: Any) -> str:
    """Return the SHA-256 of an event's text."""
    return hashlib.sha256(text_of(event).encode()).hexdigest()


def verify(events: Iterable[Any], head: str, count: int) -> Broken | None:
    """Check all events in order against the head of their chain.

    Returns:
        None for a whole chain, else the first event at fault.
    """
    previous, seen, last = START, 0, 0
    for event in events:
        if event.previous != previous:
            return Broken(event.pk, "an event before it was removed")
        if event.digest != digest_of(event):
            return Broken(event.pk, "it was altered")
        previous, seen, last = event.digest, seen + 1, event.pk
    if previous != head or seen != count:
        return Broken(last, "events after it were removed")
    return None
