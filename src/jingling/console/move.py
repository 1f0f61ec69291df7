"""Moving to another database, and proving that nothing was lost.

Everything is copied in one transaction of the new database, row by row as it stands, and then read from both:
each table must have as many rows and the same digest on both sides, and the audit's chain must be whole.
"""

import hashlib
import json
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, NamedTuple

from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import connections, transaction

from jingling.console.audit.chain import verify
from jingling.console.audit.models import Event, Head
from jingling.console.databases import database_of
from jingling.console.errors import ConsoleError

HERE, THERE = "default", "moved"
BATCH = 500


class Moved(NamedTuple):
    """One table that was moved: how many rows, and the digest that both sides have."""

    table: str
    rows: int
    digest: str


def move_database(address: str, say: Callable[[Moved], None] = lambda _table: None) -> list[Moved]:
    """Move everything to an empty database.

    Args:
        address: the new database, as `DATABASE_URL` writes it.
        say: told of each table once both sides were compared.

    Raises:
        ConsoleError: the new database is the old one, holds somebody already, or came out different; then
            nothing is left in it.
    """
    if not address:
        raise ConsoleError("No database to move to.", "Give --to postgresql://user:password@host:port/name.")
    _open(database_of(address, Path()))
    call_command("migrate", database=THERE, verbosity=0, interactive=False)
    models = list(_models())
    if any(model.objects.using(THERE).exists() for model in models if model._meta.app_label == "people"):
        raise ConsoleError("The new database holds people already.", "Give an empty one.")
    with transaction.atomic(HERE), transaction.atomic(THERE):
        for model in reversed(models):  # what making the tables put there
            model._base_manager.using(THERE).all().delete()
        for model in models:
            _copy(model)
        moved = [_compared(model, say) for model in models]
        _check_chain()
        with connections[THERE].cursor() as cursor:
            for statement in connections[THERE].ops.sequence_reset_sql(_no_style(), models):
                cursor.execute(statement)
    return moved


def _open(new: dict[str, Any]) -> None:
    old = settings.DATABASES[HERE]
    same = ("ENGINE", "NAME", "HOST", "PORT")
    if all(old.get(name, "") == new.get(name, "") for name in same):
        raise ConsoleError("The new database is the old one.", "Give another with --to.")
    connections.databases[THERE] = {**connections.databases[HERE], "CONN_MAX_AGE": 0, **new}


def _models() -> Iterator[Any]:
    """Yield every model whose rows are kept, tables between two models among them."""
    for model in apps.get_models(include_auto_created=True):
        if model._meta.managed and not model._meta.proxy:
            yield model


def _copy(model: Any) -> None:
    """Insert rows as they are: nothing is set anew, as times of creation would be."""
    fields = model._meta.local_concrete_fields
    batch: list[Any] = []
    for row in model._base_manager.using(HERE).order_by("pk").iterator(chunk_size=BATCH):
        batch.append(row)
        if len(batch) == BATCH:
            model._base_manager._insert(batch, fields=fields, using=THERE, raw=True)
            batch = []
    if batch:
        model._base_manager._insert(batch, fields=fields, using=THERE, raw=True)


def _compared(model: Any, say: Callable[[Moved], None]) -> Moved:
    (rows, digest), there = (_digest(model, side) for side in (HERE, THERE))
    table = model._meta.db_table
    if (rows, digest) != there:
        raise ConsoleError(
            f"{table} came out different: {rows} rows here, {there[0]} there.",
            "Nothing was kept in the new database. Stop everything that writes, and try again.",
        )
    moved = Moved(table, rows, digest)
    say(moved)
    return moved


def _digest(model: Any, side: str) -> tuple[int, str]:
    """Count a table's rows and digest them, in the order of their keys and one canonical text."""
    names = [field.attname for field in model._meta.local_concrete_fields]
    digest, rows = hashlib.sha256(), 0
    values = model._base_manager.using(side).order_by("pk").values_list(*names)
    for row in values.iterator(chunk_size=2000):
        rows += 1
        digest.update(json.dumps(row, default=_text, ensure_ascii=False, sort_keys=True).encode() + b"\n")
    return rows, digest.hexdigest()


def _text(value: Any) -> str:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    if isinstance(value, date):
        return value.isoformat()
    return bytes(value).hex() if isinstance(value, bytes | memoryview) else str(value)


def _check_chain() -> None:
    head = Head.objects.using(THERE).first()
    if head is None:
        return
    events = Event.objects.using(THERE).order_by("pk").iterator(chunk_size=2000)
    if broken := verify(events, head.digest, head.events):
        raise ConsoleError(f"The audit's chain is broken at event {broken.event}: {broken.reason}.")


def _no_style() -> Any:
    from django.core.management.color import no_style

    return no_style()
