"""Fetching certificates and revocation lists: away from the calls, in a thread or a command of its own.

Verification only writes down what it would like to have (`Cache.want`); here that is fetched: from hosts
that are allowed, over https, from an address that was looked at first and is then the one connected to,
without following redirects, so much and so long at most.
"""

import http.client
import logging
import socket
import ssl
import threading
import time
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from cryptography import x509

from jingling.identity.addresses import AddressError, Place, Resolve, is_allowed, place_of, public_address
from jingling.identity.cache import Cache

_LOG = logging.getLogger(__name__)
_MOST_BYTES = 1 << 20
_LONGEST_S = 10.0
_REFRESH_S = 3600.0


class FetchError(AddressError):
    """An address gave no certificate."""


@dataclass(frozen=True, slots=True)
class Fetched:
    """What came of one address.

    Attributes:
        url: the address.
        problem: why there is nothing; empty if it was fetched.
    """

    url: str
    problem: str


def fetch_wanted(cache: Cache, hosts: Collection[str], *, resolve: Resolve | None = None) -> list[Fetched]:
    """Fetch the certificates that calls asked for.

    Args:
        cache: the cache that verification reads.
        hosts: where certificates may come from.
        resolve: what resolves names; the system's resolver unless given.
    """
    done = []
    for url in list(cache.wanted()):
        try:
            data = fetch(url, hosts, resolve=resolve)
            cache.keep_certificate(url, _as_pem(data))
            done.append(Fetched(url, ""))
        except AddressError as fault:
            cache.want_no_more(url)
            done.append(Fetched(url, fault.message))
    return done


def fetch_revocation_lists(
    cache: Cache, hosts: Collection[str], *, resolve: Resolve | None = None
) -> list[Fetched]:
    """Fetch the revocation lists that the certificates in the cache name."""
    done = []
    for url in sorted({url for pem in cache.chains() for url in _distribution_points(pem)}):
        try:
            data = fetch(url, hosts, resolve=resolve)
            load = x509.load_pem_x509_crl if data.startswith(b"-----") else x509.load_der_x509_crl
            load(data)
            cache.keep_revocation_list(url, data)
            done.append(Fetched(url, ""))
        except AddressError as fault:
            done.append(Fetched(url, fault.message))
        except ValueError as fault:
            done.append(Fetched(url, f"no revocation list: {fault}"))
    return done


def keep_fetching(
    cache: Cache, hosts: Collection[str], stop: threading.Event, *, every_s: float = 1.0
) -> None:
    """Fetch what is wanted until told to stop; revocation lists once an hour. For a thread of its own."""
    lists_at = 0.0
    while not stop.wait(every_s):
        try:
            done = fetch_wanted(cache, hosts)
            if time.monotonic() >= lists_at:
                lists_at = time.monotonic() + _REFRESH_S
                done += fetch_revocation_lists(cache, hosts)
        except OSError as fault:  # a full disk today is no reason to stop for ever
            _LOG.warning("what was fetched cannot be kept: %s", fault)
            continue
        for one in done:
            if one.problem:
                _LOG.warning("%s: %s", one.url, one.problem)


def fetch(url: str, hosts: Collection[str], *, resolve: Resolve | None = None) -> bytes:
    """Fetch what stands at an address.

    Raises:
        AddressError: the address is not one to fetch from.
        FetchError: it gave nothing, or too much, or took too long.
    """
    place = place_of(url)
    if not is_allowed(url, hosts):
        raise AddressError(f"{place.host} is not among the hosts allowed.")
    address = public_address(place.host, place.port, resolve)
    return transfer(place, address, ssl.create_default_context())


def transfer(
    place: Place,
    address: str,
    tls: ssl.SSLContext,
    *,
    most_bytes: int = _MOST_BYTES,
    longest_s: float = _LONGEST_S,
) -> bytes:
    """Get one document over https from an address that was looked at before.

    Args:
        place: host, port and target.
        address: the IP address to connect to, whatever the host's name leads to by now.
        tls: how the host proves itself.
        most_bytes: size of the largest answer.
        longest_s: seconds for all of it.

    Raises:
        FetchError: no answer 200 of that size in that time.
    """
    until = time.monotonic() + longest_s
    connection = _Pinned(place, address, tls, longest_s)
    # The socket's own time limit starts anew with each byte; this one ends a host that drips.
    guard = threading.Timer(longest_s, connection.cut)
    guard.daemon = True
    guard.start()
    try:
        connection.request("GET", place.target, headers={"Accept": "application/pem-certificate-chain, */*"})
        answer = connection.getresponse()
        if answer.status != 200:
            raise FetchError(f"{place.host} answered {answer.status}.")
        data = answer.read(most_bytes + 1)
    except (OSError, http.client.HTTPException, ValueError) as fault:
        late = time.monotonic() >= until
        raise FetchError(f"{place.host}: {'took too long' if late else fault}") from fault
    finally:
        guard.cancel()
        connection.close()
    if len(data) > most_bytes:
        raise FetchError(f"{place.host} sent more than {most_bytes} bytes.")
    if time.monotonic() >= until:
        raise FetchError(f"{place.host} took too long.")
    return data


class _Pinned(http.client.HTTPSConnection):
    """A connection to one address, in the name of a host."""

    def __init__(self, place: Place, address: str, tls: ssl.SSLContext, longest_s: float) -> None:
        super().__init__(place.host, place.port, timeout=longest_s, context=tls)
        self._address = address
        self._tls = tls
        self._open: ssl.SSLSocket | None = None

    def connect(self) -> None:
        bare = socket.create_connection((self._address, self.port), self.timeout)
        self._open = self.sock = self._tls.wrap_socket(
            bare, server_hostname=self.host, do_handshake_on_connect=False
        )
        self._open.do_handshake()  # only now can it be cut in the middle of it

    def cut(self) -> None:
        """End the connection under whoever reads from it."""
        try:
            if self._open is not None:
                socket.socket.shutdown(self._open, socket.SHUT_RDWR)  # of TLS nothing is left to say
        except OSError as fault:
            _LOG.debug("already gone: %s", fault)


def _as_pem(data: bytes) -> bytes:
    """Return a chain as PEM: what is served is PEM, or one certificate in DER.

    Raises:
        FetchError: it is neither.
    """
    try:
        if b"-----BEGIN" in data[:4096]:
            x509.load_pem_x509_certificates(data)
            return data
        from cryptography.hazmat.primitives.serialization import Encoding

        return x509.load_der_x509_certificate(data).public_bytes(Encoding.PEM)
    except ValueError as fault:
        raise FetchError(f"no certificate: {fault}") from fault


def _distribution_points(pem: bytes) -> Iterator[str]:
    for one in x509.load_pem_x509_certificates(pem):
        try:
            points = one.extensions.get_extension_for_class(x509.CRLDistributionPoints).value
        except (x509.ExtensionNotFound, ValueError):
            continue
        for point in points:
            for name in point.full_name or ():
                if isinstance(name, x509.UniformResourceIdentifier):
                    yield name.value
