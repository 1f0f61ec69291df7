"""Tokens of people: the same person has the same token, and nobody without the key can tell who it is.

A digest alone hides no telephone number, because all of them can be tried in minutes; so the digest is keyed
(HMAC-SHA256). The key is a secret of the operator's, kept in a file that only its owner reads. A number
is told in its normal form first, so that one person who writes it in two ways is one.
"""

import hmac
import os
import secrets
from pathlib import Path

from jingling.complaints.errors import IntakeError
from jingling.numbers import read_number

_KEY_BYTES = 32


def reporter_token(person: str, key: bytes) -> str:
    """Return the token of a person: 128 bits as hexadecimal text; empty for an empty name.

    Args:
        person: the number they report from, or an account's name.
        key: the operator's secret, 32 bytes.
    """
    if not person.strip():
        return ""
    normal = read_number(person).normal
    return hmac.digest(key, normal.encode("utf-8"), "sha256").hex()[:32]


def token_key(path: Path | None) -> bytes:
    """Read the secret from a file, which is made if it is not there; without a file, draw one for now.

    Raises:
        IntakeError: the file cannot be read or written, or does not hold such a key.
    """
    if path is None:
        return secrets.token_bytes(_KEY_BYTES)
    try:
        if not path.exists():
            with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as stream:
                stream.write(secrets.token_hex(_KEY_BYTES) + "\n")
        key = bytes.fromhex(path.read_text("ascii"))
    except (OSError, ValueError) as fault:
        raise IntakeError(
            f"{path}: {fault}", "A key file holds 64 hexadecimal digits; a new name makes one."
        ) from fault
    if len(key) != _KEY_BYTES:
        raise IntakeError(f"{path}: holds {len(key)} bytes, not {_KEY_BYTES}.", "A new name makes a key.")
    return key
