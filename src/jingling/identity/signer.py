"""Signing: the Identity header of a call that we originate (RFC 8224, section 6.1; RFC 8588)."""

import uuid
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, EllipticCurvePrivateKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from jingling.errors import JinglingError
from jingling.identity.addresses import place_of
from jingling.identity.attestation import Attestation
from jingling.identity.canonical_number import canonical_identity
from jingling.identity.identity_header import write_header
from jingling.identity.passport import SHAKEN, base_claims, sign


class KeyFileError(JinglingError):
    """A private key cannot be read."""


@dataclass(frozen=True, slots=True)
class Signer:
    """Who signs calls (签名方): a key, and where everybody finds its certificate.

    Attributes:
        key: a P-256 key; never shown.
        x5u: the https address of the certificate and its intermediates, in PEM.
    """

    key: EllipticCurvePrivateKey
    x5u: str

    @classmethod
    def open(cls, key: Path, x5u: str) -> Self:
        """Read a signer's key.

        Raises:
            KeyFileError: the file cannot be read, or holds no P-256 key.
            AddressError: `x5u` is no https address.
        """
        place_of(x5u)
        return cls(read_key(key), x5u)

    def identity(
        self, *, caller: str, callee: str, now: float, attest: Attestation | None, origid: str = ""
    ) -> str:
        """Return the value of an Identity header in full form.

        Args:
            caller: the number or URI that the call shows.
            callee: the number or URI that it is sent to.
            now: seconds since 1970.
            attest: what we know of the caller, see `attestation`; None makes a base token.
            origid: where the call came from, an opaque name for tracebacks; a new UUID unless given.
        """
        claims = base_claims(canonical_identity(caller), (canonical_identity(callee),), int(now))
        if attest is None:
            return write_header(sign(claims, self.key, self.x5u), self.x5u)
        claims |= {"attest": attest.value, "origid": origid or str(uuid.uuid4())}
        return write_header(sign(claims, self.key, self.x5u, SHAKEN), self.x5u, SHAKEN)


def read_key(path: Path) -> EllipticCurvePrivateKey:
    """Read a private key in PEM.

    Raises:
        KeyFileError: the file cannot be read, or is no P-256 key without a password.
    """
    try:
        key = load_pem_private_key(path.read_bytes(), None)
    except (OSError, ValueError, TypeError) as fault:
        raise KeyFileError(f"{path}: no private key: {fault}", "Give a P-256 key in PEM.") from fault
    if not isinstance(key, EllipticCurvePrivateKey) or not isinstance(key.curve, SECP256R1):
        raise KeyFileError(f"{path}: no P-256 key.", "ES256 signs with P-256 keys alone.")
    return key
