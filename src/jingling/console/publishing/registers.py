"""Registers to the gate: every part's tables exported, loaded as anybody's files would be, published."""

import csv
import logging
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.db import transaction

from jingling.console.frame.parts import modules
from jingling.console.publishing.models import Publication, Wanted
from jingling.console.publishing.outbox import directory
from jingling.gate.loading import load_and_publish

Rows = Callable[[], Iterable[Sequence[Any]]]

log = logging.getLogger(__name__)


def publish_wanted() -> Publication | None:
    """Publish the registers if they changed since they were last published.

    A crash before the end leaves the wish, and the whole is done again.

    Raises:
        JinglingError, OSError: the snapshot before stays in force, and the wish.
    """
    seen = list(Wanted.objects.values_list("pk", flat=True))
    if not seen:
        return None
    published = publish_registers()
    with transaction.atomic():
        for first in range(0, len(seen), 500):
            Wanted.objects.filter(pk__in=seen[first : first + 500]).delete()
    return published


def publish_registers() -> Publication:
    """Export every part's tables and publish them as one snapshot."""
    place = directory()
    with TemporaryDirectory(dir=place, prefix=".export-") as scratch:
        files = {name: _write(Path(scratch) / f"{name}.csv", rows) for name, rows in _tables().items()}
        done = load_and_publish(place, files.pop("lines", None), files)
    for one in done.loaded:
        if one.rows_quarantined:
            log.error(
                "%s of %s rows of %s cannot go to the gate", one.rows_quarantined, one.rows_read, one.table
            )
    return Publication.objects.create(
        serial=done.published.serial,
        digest=done.published.digest,
        counts=done.published.counts,
        left_out={one.table: one.rows_quarantined for one in done.loaded if one.rows_quarantined},
    )


def _tables() -> dict[str, Rows]:
    """Gather the tables: each part with a module `gate_tables` brings its own, a heading first."""
    return {name: partial(rows) for module in modules("gate_tables") for name, rows in module.TABLES.items()}


def _write(path: Path, rows: Rows) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows())
    return path
