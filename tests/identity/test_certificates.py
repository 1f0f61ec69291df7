"""Certificates: which chains are believed, for how long, and how a change of mind arrives."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding
from signed_world import CALLER, NOW, X5U, World, made

from jingling.identity import Outcome, Signer, Status, Verifier
from jingling.identity.authority import AuthorityError, Wanted, create_authority, revoke_signer
from jingling.identity.cache import Cache
from jingling.identity.certificates import TrustListError
from jingling.identity.signer import KeyFileError, read_key

DAY = 86_400.0


def outcome(world: World, *, now: float = NOW, call: str = "c1") -> Outcome:
    """Sign a call and return what comes of its header."""
    return world.verify(world.header(now=now), now=now, call=call).headers[0].outcome


def chain(world: World) -> list[x509.Certificate]:
    """Return the signer's certificate and its intermediate."""
    return x509.load_pem_x509_certificates((world.folder / "signer.pem").read_bytes())


def keep(world: World, *certificates: x509.Certificate) -> None:
    """Put another chain at the signer's address."""
    pem = b"".join(one.public_bytes(Encoding.PEM) for one in certificates)
    Cache(world.folder / "cache").keep_certificate(X5U, pem)


def test_a_chain_needs_its_intermediate(world: World) -> None:
    """The certificate alone leads nowhere; with its intermediate, in any order behind it, to the root."""
    leaf, middle = chain(world)
    keep(world, leaf)
    assert outcome(world) is Outcome.UNTRUSTED
    keep(world, leaf, middle, middle)
    assert outcome(world) is Outcome.VALID
    keep(world, middle, leaf)
    assert outcome(world) is Outcome.UNTRUSTED  # an authority's certificate signs no calls


def test_only_the_trust_list_is_trusted(world: World, tmp_path: Path) -> None:
    """The same names from another root are worth nothing, not even when the chain brings that root along."""
    other = made(tmp_path / "other", Wanted((CALLER,)))
    root = x509.load_pem_x509_certificate((other.folder / "trust" / "root.pem").read_bytes())
    keep(world, *chain(other), root)
    forged = World(world.folder, other.signer, world.verifier)
    assert outcome(forged) is Outcome.UNTRUSTED
    found = forged.verify(forged.header())
    assert (found.status, found.sip_code, found.sip_phrase) == (Status.FAILED, 437, "Unsupported Credential")


def test_another_key_signs_nothing(world: World, tmp_path: Path) -> None:
    """A stranger who names a certificate of good standing has not its key."""
    other = made(tmp_path / "other", Wanted((CALLER,)))
    assert outcome(World(world.folder, other.signer, world.verifier)) is Outcome.BAD_SIGNATURE


@pytest.mark.parametrize(
    ("days", "holds"), [(-1.0, False), (0.0, True), (29.9, True), (30.1, False), (400.0, False)]
)
def test_a_chain_is_valid_for_its_time(tmp_path: Path, days: float, holds: bool) -> None:
    """Before and after its days a certificate is expired, also for who knew it while it was not."""
    world = made(tmp_path / "ca", Wanted((CALLER,), days=30))
    then = NOW + days * DAY
    assert outcome(world, now=then) is (Outcome.VALID if holds else Outcome.EXPIRED)
    known = made(tmp_path / "known", Wanted((CALLER,), days=30))
    assert outcome(known) is Outcome.VALID
    assert outcome(known, now=then) is (Outcome.VALID if holds else Outcome.EXPIRED)


def test_a_revocation_arrives_without_restart(world: World) -> None:
    """A verifier that believed a certificate stops at the next call after its revocation, and 437 says so."""
    assert outcome(world) is Outcome.VALID
    revoke_signer(world.folder, datetime.fromtimestamp(NOW, UTC))
    assert outcome(world) is Outcome.REVOKED
    assert world.verify(world.header()).sip_code == 437


def test_a_revocation_arrives_through_the_cache(world: World) -> None:
    """A fetched list counts as much as one in the trust list, and a damaged one changes nothing."""
    assert outcome(world) is Outcome.VALID
    old = (world.folder / "trust" / "intermediate.crl").read_bytes()
    revoke_signer(world.folder, datetime.fromtimestamp(NOW, UTC))
    new = world.folder / "trust" / "intermediate.crl"
    cache = Cache(world.folder / "cache")
    cache.keep_revocation_list("https://certs.example.org/1.crl", new.read_bytes())
    new.write_bytes(old)
    cache.keep_revocation_list("https://certs.example.org/2.crl", b"-----rubbish")
    assert outcome(world) is Outcome.REVOKED


def _list(name: x509.Name, key: ec.EllipticCurvePrivateKey, entry: x509.RevokedCertificateBuilder) -> bytes:
    then = datetime.fromtimestamp(NOW, UTC)
    made_list = x509.CertificateRevocationListBuilder().issuer_name(name).last_update(then)
    made_list = made_list.next_update(then + timedelta(days=1))
    made_list = made_list.add_revoked_certificate(entry.revocation_date(then).build())
    return made_list.sign(key, SHA256()).public_bytes(Encoding.DER)


def test_nobody_else_can_revoke(world: World) -> None:
    """A list in the issuer's name that somebody else signed is not believed."""
    leaf, middle = chain(world)
    entry = x509.RevokedCertificateBuilder().serial_number(leaf.serial_number)
    forged = _list(middle.subject, ec.generate_private_key(ec.SECP256R1()), entry)
    (world.folder / "trust" / "forged.crl").write_bytes(forged)
    assert outcome(world) is Outcome.VALID


def test_a_root_may_revoke_for_others(world: World) -> None:
    """An indirect list, as SHAKEN has one, names the issuer of each certificate."""
    leaf, middle = chain(world)
    root = x509.load_pem_x509_certificate((world.folder / "trust" / "root.pem").read_bytes())
    key = read_key(world.folder / "root.key")
    for issuer, expected in ((root.subject, Outcome.VALID), (middle.subject, Outcome.REVOKED)):
        entry = x509.RevokedCertificateBuilder().serial_number(leaf.serial_number)
        entry = entry.add_extension(x509.CertificateIssuer([x509.DirectoryName(issuer)]), critical=True)
        (world.folder / "trust" / "indirect.crl").write_bytes(_list(root.subject, key, entry))
        assert outcome(world) is expected


def test_a_damaged_trust_list_changes_nothing(world: World) -> None:
    """Verification goes on with what was read before; a verifier that starts now says what is wrong."""
    assert outcome(world) is Outcome.VALID
    (world.folder / "trust" / "more.pem").write_text("rubbish")
    assert outcome(world) is Outcome.VALID
    with pytest.raises(TrustListError, match="trust"):
        Verifier.open(world.folder / "trust", world.folder / "cache")


def test_a_trust_list_without_roots_is_an_error(tmp_path: Path) -> None:
    """Nobody verifies by accident against nothing."""
    with pytest.raises(TrustListError, match="no root"):
        Verifier.open(tmp_path / "nowhere", tmp_path / "cache")


@pytest.mark.parametrize("text", ["number\n1\n", "code,numbers\n1234,alice\n"])
def test_a_wrong_list_of_providers_is_an_error(world: World, text: str) -> None:
    """Columns and numbers are checked when the trust list is read."""
    (world.folder / "trust" / "providers.csv").write_text(text)
    with pytest.raises(TrustListError, match=r"providers\.csv"):
        Verifier.open(world.folder / "trust", world.folder / "cache")


def test_a_provider_speaks_for_the_numbers_it_holds(tmp_path: Path) -> None:
    """A certificate that names a provider covers what the trust list gives the provider, no more."""
    world = made(tmp_path / "ca", Wanted((), codes=("1234",)))
    assert outcome(world) is Outcome.VALID
    providers = world.folder / "trust" / "providers.csv"
    providers.write_text("code,numbers\n1234,+861051000000-+861051000006\n")
    assert outcome(world) is Outcome.NOT_COVERED
    providers.write_text("code,numbers\n1234,95588 +861051000000-+861051000007\n")
    assert outcome(world) is Outcome.VALID
    providers.unlink()
    assert outcome(world) is Outcome.NOT_COVERED


def test_an_unknown_certificate_is_asked_for(world: World) -> None:
    """Not yet known is no failure of the number; the address is written down, and later calls are valid."""
    pem = (world.folder / "signer.pem").read_bytes()
    cache = Cache(world.folder / "cache")
    for path in (cache.folder / "certificates").iterdir():
        path.unlink()
    found = world.verify(world.header())
    assert (found.status, found.headers[0].outcome) == (Status.UNKNOWN, Outcome.NOT_YET_KNOWN)
    assert (found.sip_code, found.verstat) == (436, "No-TN-Validation")
    assert outcome(world) is Outcome.NOT_YET_KNOWN
    assert list(cache.wanted()) == [X5U]
    cache.keep_certificate(X5U, pem)
    assert list(cache.wanted()) == []
    assert outcome(world) is Outcome.VALID


def test_only_addresses_that_are_allowed_are_asked_for(world: World) -> None:
    """Whoever calls cannot make us fetch from anywhere else, nor without https."""
    cache = Cache(world.folder / "cache")
    for x5u in (
        "https://evil.example/1.pem",
        "https://certs.example.org@evil.example/",
        "https://certs.example.org:22/",
    ):
        stranger = World(world.folder, Signer(world.signer.key, x5u), world.verifier)
        assert outcome(stranger) is Outcome.ADDRESS_REFUSED
    assert list(cache.wanted()) == []


@pytest.mark.parametrize(
    "pem", [b"", b"rubbish", b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"]
)
def test_what_is_no_certificate_is_436(world: World, pem: bytes) -> None:
    """Rubbish at the address of a certificate is Bad Identity Info."""
    Cache(world.folder / "cache").keep_certificate(X5U, pem)
    found = world.verify(world.header())
    assert (found.headers[0].outcome, found.sip_code) == (Outcome.UNREADABLE, 436)


@pytest.mark.parametrize("case", ["no-list", "other-curve", "bad-list", "no-signature"])
def test_a_certificate_must_be_for_numbers(world: World, case: str) -> None:
    """Without a number list, with another curve, a broken list, or a key that is not for signatures: no."""
    leaf, middle = chain(world)
    curve = ec.SECP384R1() if case == "other-curve" else ec.SECP256R1()
    key = ec.generate_private_key(curve)
    again = x509.CertificateBuilder().subject_name(leaf.subject).issuer_name(leaf.issuer)
    again = again.public_key(key.public_key()).serial_number(7)
    again = again.not_valid_before(leaf.not_valid_before_utc).not_valid_after(leaf.not_valid_after_utc)
    usage = leaf.extensions.get_extension_for_class(x509.KeyUsage).value
    for one in leaf.extensions:
        value = one.value
        if isinstance(value, x509.UnrecognizedExtension):
            if case == "no-list":
                continue
            if case == "bad-list":
                value = x509.UnrecognizedExtension(value.oid, b"\x30\x03\xa9\x01\x00")
        elif value == usage and case == "no-signature":
            value = x509.KeyUsage(False, False, False, False, True, False, False, False, False)
        elif isinstance(value, x509.SubjectKeyIdentifier):
            value = x509.SubjectKeyIdentifier.from_public_key(key.public_key())
        again = again.add_extension(value, one.critical)
    keep(world, again.sign(read_key(world.folder / "intermediate.key"), SHA256()), middle)
    expected = {"no-list": Outcome.NOT_COVERED, "bad-list": Outcome.UNREADABLE}
    assert outcome(world) is expected.get(case, Outcome.UNTRUSTED)


def test_an_authority_keeps_its_keys_to_itself(world: World) -> None:
    """Private keys are readable by their owner alone, and no authority is written over another."""
    for name in ("root.key", "intermediate.key", "signer.key"):
        assert (world.folder / name).stat().st_mode & 0o777 == 0o600
    with pytest.raises(AuthorityError):
        create_authority(world.folder, Wanted((CALLER,)), datetime.now(UTC))
    with pytest.raises(AuthorityError):
        create_authority(world.folder / "new", Wanted(()), datetime.now(UTC))
    with pytest.raises(AuthorityError):
        revoke_signer(world.folder / "nowhere", datetime.now(UTC))


def test_only_p256_keys_sign(tmp_path: Path) -> None:
    """Another file than a P-256 key is an error that says so."""
    path = tmp_path / "key"
    with pytest.raises(KeyFileError):
        read_key(path)
    path.write_text("rubbish")
    with pytest.raises(KeyFileError):
        read_key(path)
