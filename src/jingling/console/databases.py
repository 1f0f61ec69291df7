"""Which database the console stands on, a SQLite file or PostgreSQL, and whether it is away."""

from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from jingling.console.errors import ConsoleError

SQLITE = {
    "transaction_mode": "IMMEDIATE",  # a writer waits for its turn at the start, never fails half-way
    "timeout": 20,
    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;",
}

AWAY = ("08", "57P", "53", "40", "55P03")
"""SQLSTATEs, or how they begin, of what passes: no connection, shutting down or starting, out of resources,
rolled back in favour of another, a lock not given in time."""

SQLITE_AWAY = frozenset({"SQLITE_BUSY", "SQLITE_LOCKED", "SQLITE_CANTOPEN", "SQLITE_IOERR", "SQLITE_FULL"})


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
    options.setdefault("connect_timeout", "5")  # a host that says nothing may not keep all threads waiting
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


def is_away(fault: BaseException | None) -> bool:
    """Say whether a fault means that the database cannot be used now, and the same may do later.

    Looks at what the fault was made of: an error of psycopg has a SQLSTATE, or none if the connection itself
    was lost or refused; an error of sqlite3 has a name.
    """
    while fault is not None:
        if name := getattr(fault, "sqlite_errorname", None):
            return "_".join(name.split("_")[:2]) in SQLITE_AWAY
        if (state := getattr(fault, "sqlstate", "unknown")) != "unknown":
            return state.startswith(AWAY) if state else _lost(fault)
        fault = fault.__cause__
    return False


def _lost(fault: BaseException) -> bool:
    """Say of an error without a SQLSTATE whether the server was lost or never found."""
    return any(kind.__name__ in {"OperationalError", "InterfaceError"} for kind in type(fault).__mro__)
