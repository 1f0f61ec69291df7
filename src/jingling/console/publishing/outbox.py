"""The outbox: a change is written with what it tells of, and goes to the gate's feed once that is committed.

Words are told in the order in which they were said. Where the console was dead while the gate heard something
later from the same person, that later word is said again in its place among ours, so that a lifting of
yesterday never undoes a refusal of today, nor the other way round.

Whoever keeps the outbox empty says so once a minute, or the gate would take a quiet night for a dead console.
"""

import fcntl
import logging
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from heapq import merge
from operator import attrgetter
from pathlib import Path

import msgspec
from django.conf import settings
from django.db import transaction
from django.utils import timezone

from jingling.console.publishing.models import Outgoing, Reached
from jingling.errors import JinglingError
from jingling.gate.settings import read_settings
from jingling.lists import feed

MOST_AT_ONCE = 10_000
BEAT_S = 60.0
"""Seconds between signs of life; a quarter of what the gate waits for one, where that is less."""

Word = feed.Refusal | feed.Lift | feed.Consent | feed.Withdrawal | feed.PolicyChange | feed.Listing

log = logging.getLogger(__name__)
_encoder = msgspec.json.Encoder()
_decoder = msgspec.json.Decoder(Word)


def directory() -> Path:
    """Return the gate's directory, made if it is not there."""
    place: Path = settings.GATE
    place.mkdir(mode=0o700, parents=True, exist_ok=True)
    return place


def say(*words: Word) -> list[Outgoing]:
    """Write words for the gate, inside the transaction of what they tell of.

    Raises:
        TransactionManagementError: there is no transaction, so that one could be kept without the other.
    """
    if not transaction.get_connection().in_atomic_block:
        raise transaction.TransactionManagementError("A word goes out with what it tells of.")
    rows = [Outgoing(change=_encoder.encode(word).decode()) for word in words]
    Outgoing.objects.bulk_create(rows, batch_size=500)
    transaction.on_commit(_push_at_once)
    return rows


def push() -> int:
    """Take what waits to the gate's feed; return how many changes.

    Between its steps the process may die: what was appended and not yet marked is appended once more.

    Raises:
        OSError: the feed's disk does not take it; everything waits on.
        FeedDamaged: the feed cannot be read.
    """
    if not Outgoing.objects.filter(published_at=None).exists():
        return 0
    place = directory()
    done = 0
    with _alone(place):
        _say_again_to_a_new_feed(place)
        while rows := list(Outgoing.objects.filter(published_at=None).order_by("pk")[:MOST_AT_ONCE]):
            words = [_decoder.decode(row.change) for row in rows]
            read_to, later = _said_later(place, words)
            feed.append(place, *merge(words, later, key=attrgetter("at")))
            with transaction.atomic():
                now = timezone.now()
                Outgoing.objects.filter(pk__in=[row.pk for row in rows]).update(published_at=now)
                Reached.objects.update_or_create(pk=1, defaults={"position": read_to})
            done += len(rows)
    return done


class Pulse:
    """Keeps the outbox empty, and says in the feed that somebody does."""

    def __init__(self) -> None:
        self._due = 0.0

    def __call__(self) -> None:
        """Take what waits to the gate's feed and, where it is time, add that we live.

        Raises:
            OSError, JinglingError: as `push`; then nothing says that we live.
        """
        push()
        if time.monotonic() >= self._due:
            place = directory()
            feed.append(place, feed.Beat(now()))
            patience = read_settings(place).stale_after_s
            self._due = time.monotonic() + (min(BEAT_S, patience / 4) if patience else BEAT_S)


def _push_at_once() -> None:
    """Push after a commit; what fails here is the worker's next round to do."""
    try:
        push()
    except (OSError, JinglingError):
        log.exception("the gate's feed does not take what was said; it waits in the outbox")


@contextmanager
def _alone(place: Path) -> Iterator[None]:
    """Keep other publishers out; a dead one's lock is gone with it."""
    with (place / "outbox.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _say_again_to_a_new_feed(place: Path) -> None:
    """Where the feed is shorter than what we read of it, it is another one: let everything be said again."""
    reached = Reached.objects.filter(pk=1).first()
    path = place / feed.FILE_NAME
    size = path.stat().st_size if path.exists() else 0
    if reached is not None and size < reached.position:
        with transaction.atomic():
            Outgoing.objects.update(published_at=None)
            Reached.objects.filter(pk=1).update(position=0)


def _said_later(place: Path, words: Sequence[Word]) -> tuple[int, list[Word]]:
    """Return how far the feed was read, and what it says of these people since the first of these words."""
    reached = Reached.objects.filter(pk=1).first()
    follower = feed.Follower(place, reached.position if reached else 0)
    try:
        changes = follower.changes()
    finally:
        follower.close()
    ours = set(map(_encoder.encode, words))
    since: dict[int | str, float] = {}
    for word in words:
        since[_whose(word)] = min(word.at, since.get(_whose(word), word.at))
    later = [
        change
        for change in changes
        if isinstance(change, Word)
        and change.at > since.get(_whose(change), float("inf"))
        and _encoder.encode(change) not in ours
    ]
    return follower.position, later


def _whose(word: Word) -> int | str:
    match word:
        case feed.PolicyChange():
            return word.policy_id
        case feed.Listing():  # ranges overlap, so that all of a list keeps one order
            return word.list
    return word.callee


def now() -> float:
    """Return the time as the feed has it, Unix seconds."""
    return time.time()
