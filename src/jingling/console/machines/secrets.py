"""Secrets of keys: 256 random bits, known to the machine alone; here is their digest.

So long a secret cannot be guessed: one round of SHA-256 keeps it as well as a slow hash would, and no request
waits for one. The fixed beginning lets scanners of leaked code know a key when they see one.
"""

import hashlib
import secrets

BEGINNING = "jlk_"


def new_secret() -> str:
    """Return a new secret."""
    return BEGINNING + secrets.token_urlsafe(32)


def digest_of(secret: str) -> str:
    """Return what is kept of a secret."""
    return hashlib.sha256(secret.encode()).hexdigest()
