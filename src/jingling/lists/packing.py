"""How one person's consents and refusals, and one number's listings, stand in the snapshot.

A person's value is a row of 18-byte entries: a byte for the kind, a byte for purpose or scope, then 16
bytes. A consent's are `given_at` and `expires_at` (Unix seconds, 0 = never) and the principal's id; a
refusal's are the principal's id (all ones: none is known) and the key of the number seen (0: they named
the principal). Fixed sizes let a table of fifty million be packed as columns.
"""

from collections.abc import Iterable
from struct import Struct

from jingling.rules import PURPOSES, Consent, Refusal

CONSENT, REFUSAL = 1, 2
SCOPES = (*PURPOSES, "*")
SCOPE_CODE = {name: code for code, name in enumerate(SCOPES)}
NOBODY = 2**64 - 1
ENTRY_BYTES = 18
LAST_SECOND = 2**32 - 1
"""The last time that an entry holds, in 2106; what lies beyond stands as this one."""

_CONSENT = Struct("<BBIIQ")
_REFUSAL = Struct("<BBQq")
_KEY_OFFSET = 2**63

People = tuple[tuple[Consent, ...], tuple[Refusal, ...]]


def key_bytes(key: int) -> bytes:
    """Return a number's key as 8 bytes that sort as the keys do."""
    return (key + _KEY_OFFSET).to_bytes(8, "big")


def key_of(packed: bytes) -> int:
    """Return the key that `key_bytes` packed."""
    return int.from_bytes(packed, "big") - _KEY_OFFSET


def pack_person(consents: Iterable[Consent], refusals: Iterable[Refusal]) -> bytes:
    """Pack one person's entries."""
    return b"".join(
        [
            _CONSENT.pack(
                CONSENT,
                SCOPE_CODE[given.purpose],
                min(max(given.given_at, 0), LAST_SECOND),
                0 if given.expires_at is None else min(max(given.expires_at, 1), LAST_SECOND),
                given.principal,
            )
            for given in consents
        ]
        + [
            _REFUSAL.pack(
                REFUSAL,
                SCOPE_CODE[refused.scope],
                NOBODY if refused.principal is None else refused.principal,
                refused.number,
            )
            for refused in refusals
        ]
    )


def unpack_person(value: bytes) -> People:
    """Unpack one person's entries."""
    consents, refusals = [], []
    for at in range(0, len(value), ENTRY_BYTES):
        if value[at] == CONSENT:
            _, code, given_at, expires_at, principal = _CONSENT.unpack_from(value, at)
            consents.append(Consent(principal, SCOPES[code], given_at, expires_at or None))
        else:
            _, code, principal, number = _REFUSAL.unpack_from(value, at)
            refusals.append(Refusal(None if principal == NOBODY else principal, number, SCOPES[code]))
    return tuple(consents), tuple(refusals)
