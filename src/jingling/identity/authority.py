"""A test authority: root, intermediate and a certificate that speaks for some numbers, all in one directory.

For laboratories, demonstrations and tests; a network's authority keeps its keys elsewhere. The directory:

    trust/root.pem, trust/*.crl, trust/providers.csv   what verifiers trust
    cache/                                             the chain, as if fetched from `x5u`
    root.key, intermediate.key, signer.key             private keys, readable by their owner alone
    intermediate.pem, signer.pem, x5u                  the chain of the signer, and its address
"""

import csv
import os
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ec import (
    SECP256R1,
    EllipticCurvePrivateKey,
    EllipticCurvePublicKey,
    generate_private_key,
)
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID, ObjectIdentifier

from jingling.errors import JinglingError
from jingling.identity.addresses import place_of
from jingling.identity.cache import Cache
from jingling.identity.claim_constraints import ENHANCED_JWT_CLAIM_CONSTRAINTS, ClaimConstraints
from jingling.identity.number_list import TN_AUTHORIZATION_LIST, NumberList, ranges_of
from jingling.identity.signer import Signer, read_key

_MAKE_ONE = "Make one with `jingling identity authority create`."
_LISTS_LAST = timedelta(days=30)


class AuthorityError(JinglingError):
    """A test authority cannot be made or used."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the signer's certificate shall say.

    Attributes:
        numbers: numbers and ranges, `+861051000000-+861051000099`.
        codes: service provider codes.
        x5u: the address that tokens will name.
        days: how long it is valid; root and intermediate ten times as long.
        constraints: what the signer may claim; anything if None.
    """

    numbers: Sequence[str]
    codes: Sequence[str] = ()
    x5u: str = "https://certs.example.org/jingling.pem"
    days: int = 365
    constraints: ClaimConstraints | None = None


def create_authority(folder: Path, wanted: Wanted, now: datetime) -> None:
    """Make a test authority.

    Raises:
        AuthorityError: the directory holds one already, or the signer would speak for no number.
        BadRange: a number is written wrongly.
        AddressError: `x5u` is no https address.
    """
    if (folder / "root.key").exists():
        raise AuthorityError(f"{folder} holds an authority.", "Name another directory.")
    numbers = NumberList(tuple(wanted.codes), ranges_of(wanted.numbers))
    if not numbers.codes and not numbers.ranges:
        raise AuthorityError("No number for the certificate to speak for.", "Give --numbers or --code.")
    place_of(wanted.x5u)
    trust = folder / "trust"
    trust.mkdir(parents=True, exist_ok=True)
    root_key, middle_key, signer_key = (generate_private_key(SECP256R1()) for _ in range(3))
    lasting = timedelta(days=10 * wanted.days)
    root = _authority("jingling test root", None, root_key, root_key, now, lasting)
    middle = _authority("jingling test intermediate", root, middle_key, root_key, now, lasting)
    signer = _signer(numbers, wanted, middle, signer_key, middle_key, now)
    for name, key in (("root", root_key), ("intermediate", middle_key), ("signer", signer_key)):
        _write_key(folder / f"{name}.key", key)
    (trust / "root.pem").write_bytes(root.public_bytes(Encoding.PEM))
    (folder / "intermediate.pem").write_bytes(middle.public_bytes(Encoding.PEM))
    chain = signer.public_bytes(Encoding.PEM) + middle.public_bytes(Encoding.PEM)
    (folder / "signer.pem").write_bytes(chain)
    (folder / "x5u").write_text(wanted.x5u, "utf-8")
    if numbers.codes:
        with (trust / "providers.csv").open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([("code", "numbers"), *((code, "*") for code in numbers.codes)])
    _write_list(trust / "root.crl", root, root_key, now, ())
    _write_list(trust / "intermediate.crl", middle, middle_key, now, ())
    Cache(folder / "cache").keep_certificate(wanted.x5u, chain)


def open_signer(folder: Path) -> Signer:
    """Return the signer of a test authority.

    Raises:
        AuthorityError: there is no authority in the directory.
    """
    try:
        x5u = (folder / "x5u").read_text("utf-8")
    except OSError as fault:
        raise AuthorityError(f"{folder}: {fault}", _MAKE_ONE) from fault
    return Signer.open(folder / "signer.key", x5u)


def revoke_signer(folder: Path, now: datetime) -> None:
    """Put the signer's certificate on the revocation list of its issuer.

    Raises:
        AuthorityError: there is no authority in the directory.
    """
    try:
        signer, middle = x509.load_pem_x509_certificates((folder / "signer.pem").read_bytes())
        key = read_key(folder / "intermediate.key")
    except OSError as fault:
        raise AuthorityError(f"{folder}: {fault}", _MAKE_ONE) from fault
    _write_list(folder / "trust" / "intermediate.crl", middle, key, now, (signer.serial_number,))


def _authority(
    name: str,
    issuer: x509.Certificate | None,
    key: EllipticCurvePrivateKey,
    issuer_key: EllipticCurvePrivateKey,
    now: datetime,
    lasting: timedelta,
) -> x509.Certificate:
    subject = _name(name)
    made = _begun(subject, issuer.subject if issuer else subject, key, issuer_key.public_key(), now, lasting)
    made = made.add_extension(x509.BasicConstraints(ca=True, path_length=0 if issuer else 1), critical=True)
    return made.add_extension(_usage(authority=True), critical=True).sign(issuer_key, SHA256())


def _signer(
    numbers: NumberList,
    wanted: Wanted,
    issuer: x509.Certificate,
    key: EllipticCurvePrivateKey,
    issuer_key: EllipticCurvePrivateKey,
    now: datetime,
) -> x509.Certificate:
    lasting = timedelta(days=wanted.days)
    made = _begun(_name("jingling test signer"), issuer.subject, key, issuer_key.public_key(), now, lasting)
    made = made.add_extension(_usage(authority=False), critical=True)
    made = made.add_extension(_extension(TN_AUTHORIZATION_LIST, numbers.as_der()), critical=False)
    if wanted.constraints is not None:
        value = wanted.constraints.as_der()
        made = made.add_extension(_extension(ENHANCED_JWT_CLAIM_CONSTRAINTS, value), critical=False)
    return made.sign(issuer_key, SHA256())


def _begun(
    subject: x509.Name,
    issuer: x509.Name,
    key: EllipticCurvePrivateKey,
    issuer_key: EllipticCurvePublicKey,
    now: datetime,
    lasting: timedelta,
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(minutes=5))
        .not_valid_after(now + lasting)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer_key), critical=False)
    )


def _write_list(
    path: Path,
    issuer: x509.Certificate,
    key: EllipticCurvePrivateKey,
    now: datetime,
    revoked: Sequence[int],
) -> None:
    made = x509.CertificateRevocationListBuilder().issuer_name(issuer.subject)
    made = made.last_update(now).next_update(now + _LISTS_LAST)
    for serial in revoked:
        entry = x509.RevokedCertificateBuilder().serial_number(serial).revocation_date(now)
        made = made.add_revoked_certificate(entry.build())
    part = path.with_suffix(".part")
    part.write_bytes(made.sign(key, SHA256()).public_bytes(Encoding.PEM))
    part.replace(path)


def _write_key(path: Path, key: EllipticCurvePrivateKey) -> None:
    data = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(data)


def _name(common: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common)])


def _extension(oid: str, value: bytes) -> x509.UnrecognizedExtension:
    return x509.UnrecognizedExtension(ObjectIdentifier(oid), value)


def _usage(*, authority: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not authority,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=authority,
        crl_sign=authority,
        encipher_only=False,
        decipher_only=False,
    )
