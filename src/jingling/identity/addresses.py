"""Which addresses certificates may come from: hosts that are allowed, and never a private network.

Whoever calls chooses `x5u`. So a host must be on the list, and whatever its name resolves to must be a
public address: a name of the list that leads to 10.0.0.1, 127.0.0.1 or fe80::1 is refused.
"""

import socket
from collections.abc import Callable, Collection
from ipaddress import IPv4Address, IPv6Address, ip_address
from typing import NamedTuple
from urllib.parse import urlsplit

from jingling.errors import JinglingError

_PORTS = frozenset({443, 8443})
_SIX_TO_FOUR = b"\x20\x02"
_NAT64 = bytes.fromhex("0064ff9b0000000000000000")

Resolve = Callable[[str, int], list[str]]
"""From a host and a port to the addresses of the host."""


class AddressError(JinglingError):
    """An address is not one to fetch from."""


class Place(NamedTuple):
    """Where to fetch from: the URL's parts."""

    host: str
    port: int
    target: str


def place_of(url: str) -> Place:
    """Take a URL apart.

    Raises:
        AddressError: it is not https, names a user, or another port than 443 and 8443.
    """
    try:
        parts = urlsplit(url)
        host, port = (parts.hostname or "").rstrip("."), parts.port or 443
        is_plain = url.isascii() and url.isprintable() and " " not in url
    except ValueError as fault:
        raise AddressError(f"{url!r} is no address: {fault}") from fault
    if not is_plain or parts.scheme != "https" or not host or "@" in parts.netloc or port not in _PORTS:
        raise AddressError(f"{url!r} is no plain https address on port 443 or 8443.")
    return Place(host, port, (parts.path or "/") + (f"?{parts.query}" if parts.query else ""))


def is_allowed(url: str, hosts: Collection[str]) -> bool:
    """Tell whether an address is one of a host that is allowed.

    Args:
        url: the address.
        hosts: `certs.example.org`, or `.example.org` for all below it.
    """
    try:
        host = place_of(url).host
    except AddressError:
        return False
    return any(host == one or (one.startswith(".") and host.endswith(one)) for one in hosts)


def public_address(host: str, port: int, resolve: Resolve | None = None) -> str:
    """Resolve a host to an address to connect to.

    Args:
        host: its name.
        port: the port.
        resolve: what resolves names; the system's resolver unless given.

    Raises:
        AddressError: it has no address, or one that is not public.
    """
    try:
        found = (resolve or _system)(host, port)
    except OSError as fault:
        raise AddressError(f"{host}: {fault}") from fault
    # One private address among public ones is reason enough: no honest host has such a pair.
    if not found or not all(is_public(ip_address(one)) for one in found):
        raise AddressError(f"{host} leads to {', '.join(found) or 'nowhere'}: no public address.")
    return found[0]


def is_public(address: IPv4Address | IPv6Address) -> bool:
    """Tell whether an address is one of the public internet, also where it wraps an IPv4 address."""
    if isinstance(address, IPv6Address):
        packed = address.packed
        if address.ipv4_mapped is not None:
            return is_public(address.ipv4_mapped)
        if packed.startswith(_SIX_TO_FOUR):
            return is_public(IPv4Address(packed[2:6]))
        if packed.startswith(_NAT64):
            return is_public(IPv4Address(packed[12:]))
        if address.teredo is not None or address.is_site_local:
            return False
    return address.is_global and not address.is_multicast


def _system(host: str, port: int) -> list[str]:
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(one[4][0]) for one in found))
