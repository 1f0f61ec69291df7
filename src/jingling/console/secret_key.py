"""The key that signs sessions: made once, kept in the data directory, readable by its owner alone."""

import os
import secrets
from pathlib import Path


def secret_key_in(data: Path) -> str:
    """Return the key of a data directory; `JINGLING_SECRET_KEY` goes before it."""
    if given := os.environ.get("JINGLING_SECRET_KEY"):
        return given
    data.mkdir(parents=True, exist_ok=True)
    path = data / "secret.key"
    try:
        with os.fdopen(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w") as file:
            file.write(secrets.token_urlsafe(48))
    except FileExistsError:
        pass
    return path.read_text(encoding="ascii")
