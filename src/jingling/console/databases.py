"""Which database the console stands on: SQLite in the data directory, or PostgreSQL by its address."""

from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from jingling.console.errors import ConsoleError

SQLITE = {
    "transaction_mode": "IMMEDIATE",  # a writer waits for its turn at the start, never fails half-way
    "timeout": 20,
    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;",
}


def database_of(address: str, data: Path) -> dict[str, Any]:
    """Return Django's settings for a database.

    Args:
        address: `postgresql://user:password@host:port/name?option=value`, `sqlite:///path`, or empty.
        data: the data directory, which holds the SQLite file if no address is given.

    Raises:
        ConsoleError: the address names another kind of database.
    """
    parts = urlsplit(address)
    if parts.scheme in {"", "sqlite"}:
        path = Path(unquote(parts.path)) if parts.path else data / "console.sqlite3"
        return {"ENGINE": "django.db.backends.sqlite3", "NAME": str(path), "OPTIONS": dict(SQLITE)}
    if parts.scheme not in {"postgres", "postgresql"}:
        raise ConsoleError(
            f"DATABASE_URL: {parts.scheme} is no database we know.",
            "Give postgresql://user:password@host:port/name, or leave it out for SQLite.",
        )
    options = dict(parse_qsl(parts.query))
    options.setdefault("options", "-c jit=off")  # compiling takes longer than any of our questions
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": options.pop("host", parts.hostname or ""),
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": options,
    }
