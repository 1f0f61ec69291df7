"""Keys: one signed 64-bit integer for each number, and its normal form.

| number | normal form | key |
|---|---|---|
| E.164 | `+8613912345678` | the digits, always below 10**15 |
| short and service codes | `95588` | 10**15 and the digits |
| withheld | `anonymous` | 0 |
| anything else | the text as written, trimmed | negative, from the text's MD5 |
"""

import hashlib

ANONYMOUS_KEY = 0
ANONYMOUS_FORM = "anonymous"
SHORT_BASE = 10**15


def short_key(digits: str) -> int:
    """Return the key of a code that is dialled as it stands: at most 15 digits, the first of them no 0."""
    return SHORT_BASE + int(digits)


def unknown_key(text: str) -> int:
    """Return the key of a text that is no number: stable, negative, the same on every machine."""
    digest = hashlib.md5(text.encode("utf-8", "surrogatepass"), usedforsecurity=False).digest()
    return -(1 + (int.from_bytes(digest[:8], "big") >> 2))


def normal_form(key: int) -> str | None:
    """Return the normal form of a key, or None where only the text as written can tell (negative keys)."""
    if key < 0:
        return None
    if key == ANONYMOUS_KEY:
        return ANONYMOUS_FORM
    return f"+{key}" if key < SHORT_BASE else str(key - SHORT_BASE)


def normal_form_sql(column: str) -> str:
    """Return SQL for the normal form of a BIGINT column of keys; NULL for negative keys."""
    return (
        f"CASE WHEN {column} >= {SHORT_BASE} THEN CAST({column} - {SHORT_BASE} AS VARCHAR) "
        f"WHEN {column} > 0 THEN '+' || CAST({column} AS VARCHAR) "
        f"WHEN {column} = 0 THEN '{ANONYMOUS_FORM}' END"
    )
