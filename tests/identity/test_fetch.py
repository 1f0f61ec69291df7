"""Fetching: allowed hosts, public addresses, no redirects, so much and so long at most."""

import socket
import ssl
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID
from hypothesis import given
from hypothesis import strategies as st

from jingling.identity.addresses import AddressError, Place, is_allowed, is_public, place_of, public_address
from jingling.identity.cache import Cache
from jingling.identity.fetch import (
    FetchError,
    fetch,
    fetch_revocation_lists,
    fetch_wanted,
    keep_fetching,
    transfer,
)

HOST = "certs.example.org"
URL = f"https://{HOST}/1.pem"
PRIVATE = [
    "127.0.0.1", "10.0.0.1", "172.16.3.4", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0",  # noqa: S104
    "224.0.0.1", "255.255.255.255", "::1", "::", "fe80::1", "fc00::1", "fd12:3456::1", "ff02::1", "fec0::1",
    "::ffff:127.0.0.1", "::ffff:10.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::1", "2002:c0a8:101::1",
    "2001:db8::1", "2001:0:4136:e378:8000:63bf:3fff:fdd2",
]  # fmt: skip


class Answers(BaseHTTPRequestHandler):
    """A host of certificates that also misbehaves."""

    def do_GET(self) -> None:
        """Answer by path."""
        if self.path == "/elsewhere":
            self.send_response(302)
            self.send_header("Location", "/good")
            self.end_headers()
            return
        self.send_response(200 if self.path != "/gone" else 404)
        self.end_headers()
        try:
            if self.path == "/endless":
                while True:
                    self.wfile.write(b"x" * 65_536)
            if self.path == "/drip":
                for _ in range(600):
                    self.wfile.write(b"x")
                    time.sleep(0.05)
            self.wfile.write(b"good")
        except OSError:
            return

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[int, ssl.SSLContext]]:
    """A TLS server on loopback, and who trusts its certificate."""
    folder = tmp_path_factory.mktemp("tls")
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, HOST)])
    now = datetime.now(UTC)
    certificate = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    certificate = certificate.serial_number(1).not_valid_before(now - timedelta(days=1))
    certificate = certificate.not_valid_after(now + timedelta(days=1))
    certificate = certificate.add_extension(x509.SubjectAlternativeName([x509.DNSName(HOST)]), critical=False)
    certificate = certificate.add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
    pem = certificate.sign(key, SHA256()).public_bytes(Encoding.PEM)
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    (folder / "server.pem").write_bytes(private + pem)
    (folder / "root.pem").write_bytes(pem)
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(folder / "server.pem")
    listening = ThreadingHTTPServer(("127.0.0.1", 0), Answers)
    listening.socket = tls.wrap_socket(listening.socket, server_side=True)
    thread = threading.Thread(target=listening.serve_forever, daemon=True)
    thread.start()
    yield listening.server_port, ssl.create_default_context(cafile=folder / "root.pem")
    listening.shutdown()
    listening.server_close()
    thread.join()


def test_a_document_is_fetched_from_the_address_given(server: tuple[int, ssl.SSLContext]) -> None:
    """Connected is to the address, proved is the host's name, whatever the name resolves to."""
    port, tls = server
    assert transfer(Place(HOST, port, "/good"), "127.0.0.1", tls) == b"good"


@pytest.mark.parametrize(
    ("target", "why"), [("/elsewhere", "302"), ("/gone", "404"), ("/endless", "more than")]
)
def test_redirects_errors_and_endless_answers_are_refused(
    server: tuple[int, ssl.SSLContext], target: str, why: str
) -> None:
    """Only an answer 200 of bounded size counts."""
    port, tls = server
    with pytest.raises(FetchError, match=why):
        transfer(Place(HOST, port, target), "127.0.0.1", tls, most_bytes=100_000)


def test_a_host_that_drips_is_cut(server: tuple[int, ssl.SSLContext]) -> None:
    """A byte now and then keeps no fetch waiting beyond its time."""
    port, tls = server
    began = time.monotonic()
    with pytest.raises(FetchError, match="too long"):
        transfer(Place(HOST, port, "/drip"), "127.0.0.1", tls, longest_s=0.5)
    assert time.monotonic() - began < 5


def test_a_host_that_never_answers_is_cut() -> None:
    """A connection that is taken and then left alone ends in time."""
    with socket.create_server(("127.0.0.1", 0)) as silent:
        place = Place(HOST, silent.getsockname()[1], "/")
        with pytest.raises(FetchError, match="too long"):
            transfer(place, "127.0.0.1", ssl.create_default_context(), longest_s=0.3)


def test_a_host_must_prove_its_name(server: tuple[int, ssl.SSLContext]) -> None:
    """Another name than the certificate's, or a certificate nobody trusts: nothing is fetched."""
    port, tls = server
    with pytest.raises(FetchError, match=r"(?i)certificate"):
        transfer(Place("other.example.org", port, "/good"), "127.0.0.1", tls)
    with pytest.raises(FetchError, match=r"(?i)certificate"):
        transfer(Place(HOST, port, "/good"), "127.0.0.1", ssl.create_default_context())


@pytest.mark.parametrize("address", PRIVATE)
def test_private_addresses_are_refused(address: str) -> None:
    """A host on the list that leads into a private network, alone or among public addresses, is refused."""
    assert not is_public(ip_address(address))
    for found in ([address], ["93.184.215.14", address], [address, "93.184.215.14"]):
        with pytest.raises(AddressError, match="no public address"):
            fetch(URL, [HOST], resolve=lambda *_, found=found: found)  # type: ignore[misc]


@pytest.mark.parametrize("address", ["93.184.215.14", "8.8.8.8", "2606:2800:21f:cb07:6820:80da:af6b:8b2c"])
def test_public_addresses_are_taken(address: str) -> None:
    """The address that was looked at is the one given to connect to."""
    assert public_address(HOST, 443, lambda *_: [address]) == address


def test_the_systems_resolver_is_asked() -> None:
    """Localhost resolves, and is refused; a name that does not resolve is an error of ours."""
    with pytest.raises(AddressError, match="no public address"):
        public_address("localhost", 443)
    with pytest.raises(AddressError):
        public_address("nowhere.invalid", 443)


REFUSED = [
    "http://certs.example.org/1.pem", "ftp://certs.example.org/", "file:///etc/passwd", "", HOST,
    f"https://{HOST}:22/", f"https://a@{HOST}/", f"https://{HOST}@evil.example/",
    f"https://{HOST}:99999/", f"https://{HOST}/ x", f"https://{HOST}/\r\nHost: x",
    "https://[::1", "https:///x", "https://certs.exämple.org/", "\\\\host\\share",
]  # fmt: skip


@pytest.mark.parametrize("url", REFUSED)
def test_only_plain_https_addresses_are_taken(url: str) -> None:
    """No other scheme, port, user, or anything that could be read in two ways."""
    with pytest.raises(AddressError):
        place_of(url)
    assert not is_allowed(url, [HOST, ""])


def test_hosts_are_allowed_by_name() -> None:
    """A name allows itself, a name with a dot in front all below it; nothing is allowed by default."""
    assert is_allowed(URL, [HOST])
    assert is_allowed("https://CERTS.example.org./1.pem?a=b", [HOST])
    assert is_allowed(URL, [".example.org"])
    assert not is_allowed("https://example.org/", [".example.org"])
    assert not is_allowed("https://evilexample.org/", [".example.org", "example.org"])
    assert not is_allowed("https://certs.example.org.evil.example/", [HOST])
    assert not is_allowed(URL, [])


@given(st.text(max_size=80))
def test_no_address_is_another_error(url: str) -> None:
    """Whatever a stranger gives for an address is taken apart or refused."""
    for text in (url, f"https://{url}", f"https://{HOST}{url}"):
        try:
            place = place_of(text)
        except AddressError:
            continue
        assert place.host
        assert "\r" not in place.target


def test_hosts_that_are_not_allowed_are_not_even_resolved() -> None:
    """Nothing is asked of any network about a host that is not on the list."""

    def resolve(*_: object) -> list[str]:
        raise AssertionError

    with pytest.raises(AddressError, match="not among"):
        fetch("https://evil.example/1.pem", [HOST], resolve=resolve)


def test_what_failed_is_tried_later(tmp_path: Path) -> None:
    """An address that gave nothing is left alone for a minute, however many calls ask for it."""
    cache = Cache(tmp_path)
    cache.want(URL)
    done = fetch_wanted(cache, [HOST], resolve=lambda *_: ["127.0.0.1"])
    assert [one.url for one in done] == [URL]
    assert "no public address" in done[0].problem
    assert fetch_wanted(cache, [HOST], resolve=lambda *_: ["127.0.0.1"]) == []
    cache.want(URL)
    assert fetch_wanted(cache, [HOST], resolve=lambda *_: ["127.0.0.1"]) == []
    Cache(tmp_path).want(URL)  # another worker, or this one in a minute
    assert len(fetch_wanted(cache, [HOST], resolve=lambda *_: ["127.0.0.1"])) == 1


def test_wants_are_bounded(tmp_path: Path) -> None:
    """A flood of addresses fills neither the disk nor the memory, and the first ones are kept."""
    cache = Cache(tmp_path)
    for at in range(1200):
        cache.want(f"{URL}?{at}")
    assert len(list(cache.wanted())) == 1000
    assert f"{URL}?0" in set(cache.wanted())


def test_what_is_kept_is_bounded(tmp_path: Path) -> None:
    """However many addresses one certificate is given, the newest few thousand are kept."""
    cache = Cache(tmp_path)
    for at in range(5000):
        (tmp_path / "certificates" / f"{at}.pem").write_bytes(b"old")
    cache.keep_certificate(URL, b"new")
    assert len(list(cache.chains())) == 5000
    assert cache.certificate(URL) == b"new"


def test_a_thread_fetches_until_it_is_told_to_stop(tmp_path: Path) -> None:
    """What is wanted is tried without anybody's waiting, and the thread ends when asked."""
    cache = Cache(tmp_path)
    cache.want("https://localhost/1.pem")
    stop = threading.Event()
    thread = threading.Thread(
        target=keep_fetching, args=(cache, ["localhost"], stop), kwargs={"every_s": 0.01}
    )
    thread.start()
    until = time.monotonic() + 10
    while list(cache.wanted()) and time.monotonic() < until:
        time.sleep(0.01)
    stop.set()
    thread.join(10)
    assert not thread.is_alive()
    assert list(cache.wanted()) == []


def test_revocation_lists_are_those_the_certificates_name(tmp_path: Path) -> None:
    """The address of a list comes from certificates, and is held to the same rules."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "x")])
    now = datetime.now(UTC)
    point = x509.DistributionPoint(
        [x509.UniformResourceIdentifier("https://evil.example/1.crl")], None, None, None
    )
    certificate = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    certificate = certificate.serial_number(1).not_valid_before(now).not_valid_after(now + timedelta(days=1))
    certificate = certificate.add_extension(x509.CRLDistributionPoints([point]), critical=False)
    cache = Cache(tmp_path)
    cache.keep_certificate(URL, certificate.sign(key, SHA256()).public_bytes(Encoding.PEM))
    (done,) = fetch_revocation_lists(cache, [HOST])
    assert (done.url, "not among" in done.problem) == ("https://evil.example/1.crl", True)
