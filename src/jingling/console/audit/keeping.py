"""The audit in the ledger: each event's text is a record, whose hash stands under the published roots.

The record is the very text that the event's digest is of, so that either proves the other. The worker takes
events there within a second, in their order; what a dead worker left behind is found by the last record.
"""

import hashlib
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.conf import settings

from jingling.console.audit.access import whole_chain
from jingling.console.audit.chain import Broken, text_of
from jingling.console.errors import ConsoleError
from jingling.ledger import BusyError, Writer, records

STREAM = "console"
AT_ONCE = 1_000
RECENT = 500_000
"""How far back the last event is looked for at first; a dead writer leaves fewer numbers out."""


class Keeper:
    """Takes events to the ledger, while no other worker does."""

    def __init__(self) -> None:
        self._writer: Writer | None = None
        self._last = 0

    def keep(self) -> int:
        """Take what is new to the ledger; return how many events.

        Raises:
            ConsoleError: the ledger holds an event that the database does not.
            LedgerError: the disk does not take it; it is tried again.
        """
        if not whole_chain().filter(pk__gt=self._last).exists() or not self._open():
            return 0
        kept = 0
        while new := list(whole_chain().filter(pk__gt=self._last)[:AT_ONCE]):
            self._write([text_of(event).encode() for event in new])
            self._last = new[-1].pk
            kept += len(new)
        return kept

    def close(self) -> None:
        """End the stream's segment, and let another worker write."""
        if self._writer is not None:
            self._writer.close()
            self._writer = None

    def _open(self) -> bool:
        if self._writer is None:
            try:
                self._writer = Writer(settings.DATA, STREAM)
            except BusyError:
                return False
            self._last = _last_kept(self._writer.next_sequence)
        return True

    def _write(self, lines: list[bytes]) -> None:
        if self._writer is None:
            return
        self._writer.append(lines, sync=True)
        if not self._writer.usable:
            self._writer.abandon()
            self._writer = None


def _last_kept(following: int) -> int:
    """Return the row of the last event in the ledger before a sequence number, 0 for none."""
    last = b""
    for since in (max(0, following - RECENT), 0):
        for line in kept_lines(settings.DATA, since):
            last = line
        if last:
            break
    if not last:
        return 0
    found = whole_chain().filter(digest=hashlib.sha256(last).hexdigest()).first()
    if found is None:
        raise ConsoleError(
            "The ledger holds an event that the database does not.",
            "`jingling console check-audit` tells which; restore the database from its newest copy.",
        )
    return int(found.pk)


def kept_lines(data: Path, since: int = 0) -> Iterable[bytes]:
    """Return the texts of the events in the ledger, in order; the marks that a dead worker left are none."""
    return (line for _, line in records(data, STREAM, since) if isinstance(json.loads(line), list))


def compare(events: Iterable[Any], data: Path) -> tuple[int, Broken | None]:
    """Hold events, in the order of their chain, to the ledger.

    Returns:
        How many the ledger has, and the first at which they part, if any.
    """
    rows, count = iter(events), 0
    for line in kept_lines(data):
        event = next(rows, None)
        if event is None:
            return count, Broken(0, "the ledger holds events that were removed")
        if event.digest != hashlib.sha256(line).hexdigest():
            return count, Broken(event.pk, "it is not what the ledger holds")
        count += 1
    return count, None
