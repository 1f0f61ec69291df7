"""As much of DER as the two certificate extensions of RFC 8226 need: definite lengths, one-byte tags."""

from collections.abc import Iterator

SEQUENCE = 0x30
INTEGER = 0x02
IA5_STRING = 0x16
UTF8_STRING = 0x0C
EXPLICIT = 0xA0
"""The tag of `[0]`; that of `[n]` is n more."""


def elements(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Read the elements that follow one another: tag and content of each.

    Raises:
        ValueError: the bytes are no DER.
    """
    at = 0
    while at < len(data):
        if at + 2 > len(data) or data[at] & 0x1F == 0x1F:
            raise ValueError("DER breaks off, or has a long tag")
        tag, size, at = data[at], data[at + 1], at + 2
        if size >= 0x80:
            octets = size & 0x7F
            size = int.from_bytes(data[at : at + octets], "big")
            if not 1 <= octets <= 3 or at + octets > len(data) or size < max(0x80, 1 << 8 * (octets - 1)):
                raise ValueError("DER with a length that is not written in the shortest way")
            at += octets
        if at + size > len(data):
            raise ValueError("DER breaks off")
        yield tag, data[at : at + size]
        at += size


def only(data: bytes, tag: int) -> bytes:
    """Read the content of the one element that there is.

    Raises:
        ValueError: there are more, or it has another tag.
    """
    found = list(elements(data))
    if len(found) != 1 or found[0][0] != tag:
        raise ValueError(f"DER without its element {tag:#04x}")
    return found[0][1]


def element(tag: int, *contents: bytes) -> bytes:
    """Write one element."""
    content = b"".join(contents)
    size = len(content)
    if size < 0x80:
        return bytes((tag, size)) + content
    octets = size.to_bytes((size.bit_length() + 7) // 8, "big")
    return bytes((tag, 0x80 | len(octets))) + octets + content
