"""Certificates that may sign for numbers (RFC 8226): from an address to a key that is worth believing.

Nothing here goes to the network. Whoever verifies asks for the credential of an address (`x5u`); the
chain that `fetch` left in the cache is validated once, with its intermediates, and then remembered until
a file of the trust list or of the cache changes, which is looked for about once a second.

Trust list, a directory: `*.pem` roots; `*.crl` revocation lists (PEM or DER), of the issuers of
certificates or of a root that speaks for others; `providers.csv` with `code,numbers`: the numbers that
each service provider holds, blank-separated as in the register of lines, `*` for all.
"""

import csv
import logging
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, EllipticCurvePublicKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.x509 import verification

from jingling.errors import JinglingError
from jingling.identity.cache import Cache, files_of
from jingling.identity.claim_constraints import (
    ENHANCED_JWT_CLAIM_CONSTRAINTS,
    JWT_CLAIM_CONSTRAINTS,
    ClaimConstraints,
    read_claim_constraints,
)
from jingling.identity.number_list import (
    TN_AUTHORIZATION_LIST,
    Coverage,
    Range,
    ranges_of,
    read_number_list,
)
from jingling.identity.outcomes import Outcome
from jingling.identity.passport import Passport, every_claim
from jingling.numbers import BadRange

_LOG = logging.getLogger(__name__)
_LONGEST_CHAIN = 8
_TRY_AGAIN_S = 60.0


class TrustListError(JinglingError):
    """The trust list cannot be read."""


@dataclass(frozen=True, slots=True)
class Credential:
    """A validated chain, as far as calls need it (签名证书).

    Attributes:
        subject: whom the certificate names.
        key: the key that signs.
        coverage: what each number list of the chain covers; a number must be covered by all.
        constraints: what the chain lets its holder claim.
        valid_from: seconds since 1970, of the whole chain.
        valid_until: the same.
    """

    subject: str
    key: EllipticCurvePublicKey
    coverage: tuple[Coverage, ...]
    constraints: tuple[ClaimConstraints, ...]
    valid_from: float
    valid_until: float

    def covers(self, number: str) -> bool:
        """Tell whether every list of the chain covers a number, in canonical digits."""
        for one in self.coverage:  # noqa: SIM110 - all() costs thrice as much, at every call
            if not one.covers(number):
                return False
        return True

    def permits(self, passport: Passport) -> bool:
        """Tell whether the whole chain permits a token's claims."""
        return not self.constraints or all(one.permit(every_claim(passport)) for one in self.constraints)


class _Trust(NamedTuple):
    roots: tuple[x509.Certificate, ...]
    lists: tuple[x509.CertificateRevocationList, ...]
    held_by: Mapping[str, tuple[Range, ...]]


class Credentials:
    """The credentials known on this machine, by the address of their certificate.

    Args:
        trust: directory of the trust list.
        cache: what was fetched.
        look_every_s: how often to look for changed files.

    Raises:
        TrustListError: the trust list cannot be read.
    """

    def __init__(self, trust: Path, cache: Cache, *, look_every_s: float = 1.0) -> None:
        self._folder = trust
        self._cache = cache
        self._look_every_s = look_every_s
        self._reading = threading.Lock()
        self._files = self._state_of_files()
        self._trust = _read_trust(trust, cache)
        self._known: dict[str, Credential | tuple[Outcome, float]] = {}
        self._looked_at = time.monotonic()

    def of(self, x5u: str, now: float) -> Credential | Outcome:
        """Return the credential at an address, or why there is none.

        Args:
            x5u: the address of the certificate.
            now: seconds since 1970; chains are validated as of then.
        """
        if time.monotonic() - self._looked_at >= self._look_every_s:
            self.look_for_changes()
        known = self._known.get(x5u)
        if isinstance(known, Credential):
            return known
        if known is not None and time.monotonic() < known[1]:
            return known[0]
        return self._validate(x5u, now)

    def look_for_changes(self) -> None:
        """Read trust list and revocation lists again if a file changed; a damaged one changes nothing."""
        with self._reading:
            self._looked_at = time.monotonic()
            files = self._state_of_files()
            if files == self._files:
                return
            self._files = files
            try:
                self._trust = _read_trust(self._folder, self._cache)
            except TrustListError as fault:
                _LOG.warning("the trust list is kept as it was: %s", fault.message)
            self._known = {}

    def _validate(self, x5u: str, now: float) -> Credential | Outcome:
        pem = self._cache.certificate(x5u)
        if pem is None:
            return Outcome.NOT_YET_KNOWN  # not remembered: the cache's directory changes when it comes
        found = _credential(pem, self._trust, now)
        self._known[x5u] = (found, time.monotonic() + _TRY_AGAIN_S) if isinstance(found, Outcome) else found
        return found

    def _state_of_files(self) -> tuple[object, ...]:
        return (files_of(self._folder), *self._cache.state())


def _read_trust(folder: Path, cache: Cache) -> _Trust:
    """Read a trust list.

    Raises:
        TrustListError: it cannot be read, or names no root.
    """
    try:
        roots = [
            root
            for path in sorted(folder.glob("*.pem"))
            for root in x509.load_pem_x509_certificates(path.read_bytes())
        ]
        lists = [_read_revocation_list(path.read_bytes()) for path in sorted(folder.glob("*.crl"))]
        held_by = _read_providers(folder / "providers.csv")
    except (OSError, ValueError) as fault:
        raise TrustListError(f"{folder}: {fault}", "Give a directory with the roots as *.pem.") from fault
    except BadRange as fault:
        raise TrustListError(f"{folder / 'providers.csv'}: {fault.message}", fault.hint) from fault
    if not roots:
        raise TrustListError(f"{folder}: no root certificate.", "Give a directory with the roots as *.pem.")
    for data in cache.revocation_lists():
        try:
            lists.append(_read_revocation_list(data))
        except ValueError as fault:
            _LOG.warning("a fetched revocation list is damaged: %s", fault)
    return _Trust(tuple(roots), tuple(lists), held_by)


def _read_revocation_list(data: bytes) -> x509.CertificateRevocationList:
    return x509.load_pem_x509_crl(data) if data.startswith(b"-----") else x509.load_der_x509_crl(data)


def _read_providers(path: Path) -> dict[str, tuple[Range, ...]]:
    if not path.exists():
        return {}
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = csv.DictReader(file)
        if not {"code", "numbers"} <= set(rows.fieldnames or ()):
            raise ValueError("providers.csv: columns are code and numbers")
        return {(row["code"] or "").strip(): ranges_of((row["numbers"] or "").split()) for row in rows}


def _credential(pem: bytes, trust: _Trust, now: float) -> Credential | Outcome:
    """Validate a chain: the certificate that signs, then its intermediates, all in one file."""
    try:
        presented = x509.load_pem_x509_certificates(pem)
        try:
            chain = _chain(presented, trust, now)
        except verification.VerificationError:
            began, ends = _lifetime(presented)
            return Outcome.UNTRUSTED if began <= now <= ends else Outcome.EXPIRED
        leaf, began, ends = chain[0], *_lifetime(chain)
        if _is_revoked(chain, trust):
            return Outcome.REVOKED
        key = leaf.public_key()
        if not isinstance(key, EllipticCurvePublicKey) or not isinstance(key.curve, SECP256R1):
            return Outcome.UNTRUSTED
        if not _values(leaf, TN_AUTHORIZATION_LIST):
            return Outcome.NOT_COVERED
        return Credential(
            subject=leaf.subject.rfc4514_string(),
            key=key,
            coverage=tuple(
                read_number_list(value).coverage(trust.held_by)
                for one in chain
                for value in _values(one, TN_AUTHORIZATION_LIST)
            ),
            constraints=tuple(
                read_claim_constraints(value)
                for one in chain
                for value in _values(one, JWT_CLAIM_CONSTRAINTS, ENHANCED_JWT_CLAIM_CONSTRAINTS)
            ),
            valid_from=began,
            valid_until=ends,
        )
    except ValueError:
        return Outcome.UNREADABLE


def _chain(presented: Sequence[x509.Certificate], trust: _Trust, now: float) -> list[x509.Certificate]:
    """Return the chain from the first certificate presented to a root.

    Raises:
        verification.VerificationError: there is none that holds at that time.
    """
    # RFC 8226 certificates name no host and need no extended key usage, so only what a signer must not be
    # is asked of the first one; those above it must be authorities as RFC 5280 has them.
    signer = verification.ExtensionPolicy.permit_all()
    signer = signer.may_be_present(x509.BasicConstraints, verification.Criticality.AGNOSTIC, _is_no_authority)
    signer = signer.may_be_present(x509.KeyUsage, verification.Criticality.AGNOSTIC, _may_sign)
    rules = verification.PolicyBuilder().store(verification.Store(list(trust.roots)))
    rules = rules.time(datetime.fromtimestamp(now, UTC)).max_chain_depth(_LONGEST_CHAIN)
    rules = rules.extension_policies(
        ca_policy=verification.ExtensionPolicy.webpki_defaults_ca(), ee_policy=signer
    )
    return rules.build_client_verifier().verify(presented[0], list(presented[1:])).chain


def _is_no_authority(
    _: verification.Policy, __: x509.Certificate, constraints: x509.BasicConstraints | None
) -> None:
    if constraints is not None and constraints.ca:
        raise ValueError("an authority's certificate signs no calls")


def _may_sign(_: verification.Policy, __: x509.Certificate, usage: x509.KeyUsage | None) -> None:
    if usage is not None and not usage.digital_signature:
        raise ValueError("the certificate is not for signatures")


def _lifetime(chain: Sequence[x509.Certificate]) -> tuple[float, float]:
    return (
        max(one.not_valid_before_utc.timestamp() for one in chain),
        min(one.not_valid_after_utc.timestamp() for one in chain),
    )


def _is_revoked(chain: Sequence[x509.Certificate], trust: _Trust) -> bool:
    """Tell whether a certificate stands in a list of its issuer, or in one that a root signed for others."""
    return any(
        _stands_in(one, issuer, revoked, trust.roots)
        for one, issuer in pairwise(chain)
        for revoked in trust.lists
    )


def _stands_in(
    one: x509.Certificate,
    issuer: x509.Certificate,
    revoked: x509.CertificateRevocationList,
    roots: Sequence[x509.Certificate],
) -> bool:
    entry = revoked.get_revoked_certificate_by_serial_number(one.serial_number)
    if entry is None:
        return False
    try:
        named = entry.extensions.get_extension_for_class(x509.CertificateIssuer).value
    except x509.ExtensionNotFound:
        return revoked.issuer == one.issuer and _has_signed(issuer, revoked)
    names = {name.value for name in named if isinstance(name, x509.DirectoryName)}
    signers = (root for root in roots if root.subject == revoked.issuer)
    return one.issuer in names and any(_has_signed(root, revoked) for root in signers)


def _has_signed(issuer: x509.Certificate, revoked: x509.CertificateRevocationList) -> bool:
    key = issuer.public_key()
    return isinstance(key, EllipticCurvePublicKey | RSAPublicKey) and revoked.is_signature_valid(key)


def _values(certificate: x509.Certificate, *oids: str) -> list[bytes]:
    """Return the values of extensions that the library does not know."""
    return [
        one.value.value
        for one in certificate.extensions
        if one.oid.dotted_string in oids and isinstance(one.value, x509.UnrecognizedExtension)
    ]
