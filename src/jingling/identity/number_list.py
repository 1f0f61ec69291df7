"""The numbers that a certificate may speak for: the TN Authorization List of RFC 8226, section 9.

    TNAuthorizationList ::= SEQUENCE SIZE (1..MAX) OF TNEntry
    TNEntry ::= CHOICE { spc   [0] ServiceProviderCode,
                         range [1] TelephoneNumberRange,
                         one   [2] TelephoneNumber }

Tags are explicit. A list names single numbers, ranges of so many numbers from a first one, and providers
by a code; which numbers a provider holds the certificate does not say (docs/decisions/0015).
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from jingling.errors import JinglingError
from jingling.identity import der
from jingling.identity.canonical_number import canonical_identity

TN_AUTHORIZATION_LIST = "1.3.6.1.5.5.7.1.26"
EVERY_NUMBER = "*"

_NUMBER = re.compile(r"[0-9#*]{1,15}")
_CODE, _RANGE, _ONE = (der.EXPLICIT + at for at in range(3))


class NumberListError(JinglingError):
    """Numbers for a certificate are written wrongly."""


class Range(NamedTuple):
    """So many numbers from a first one on, all of the first one's length; its digits as RFC 8224 has them."""

    first: str
    size: int

    def covers(self, number: str) -> bool:
        """Tell whether a number, in canonical digits, is one of them."""
        if len(number) != len(self.first):
            return False
        if number == self.first:
            return True
        alike = number.isdecimal() and number.isascii() and self.first.isdecimal()
        return alike and 0 < int(number) - int(self.first) < self.size


@dataclass(frozen=True, slots=True)
class NumberList:
    """A certificate's list of numbers (证书号码范围).

    Attributes:
        codes: service provider codes.
        ranges: numbers and ranges of numbers.
    """

    codes: tuple[str, ...]
    ranges: tuple[Range, ...]

    def covers(self, number: str, held_by: Mapping[str, tuple[Range, ...]]) -> bool:
        """Tell whether the list covers a number.

        Args:
            number: canonical digits.
            held_by: for each provider code that is known, the numbers it holds.
        """
        return any(one.covers(number) for one in self.ranges) or any(
            one.first == EVERY_NUMBER or one.covers(number)
            for code in self.codes
            for one in held_by.get(code, ())
        )

    def as_der(self) -> bytes:
        """Write the extension's value."""
        entries = [
            der.element(_CODE, der.element(der.IA5_STRING, code.encode("ascii"))) for code in self.codes
        ]
        for first, size in self.ranges:
            number = der.element(der.IA5_STRING, first.encode("ascii"))
            if size == 1:
                entries.append(der.element(_ONE, number))
            else:
                count = der.element(der.INTEGER, size.to_bytes(size.bit_length() // 8 + 1, "big"))
                entries.append(der.element(_RANGE, der.element(der.SEQUENCE, number, count)))
        return der.element(der.SEQUENCE, *entries)


def read_number_list(data: bytes) -> NumberList:
    """Read the extension's value.

    Raises:
        ValueError: it is no TN Authorization List.
    """
    codes: list[str] = []
    ranges: list[Range] = []
    for tag, entry in der.elements(der.only(data, der.SEQUENCE)):
        if tag == _CODE:
            codes.append(der.only(entry, der.IA5_STRING).decode("ascii"))
        elif tag == _ONE:
            ranges.append(Range(_number(der.only(entry, der.IA5_STRING)), 1))
        elif tag == _RANGE:
            # What RFC 8226 may add behind the count ("...") is let stand.
            (first_tag, first), (count_tag, count), *_ = der.elements(der.only(entry, der.SEQUENCE))
            size = int.from_bytes(count, "big", signed=True)
            if first_tag != der.IA5_STRING or count_tag != der.INTEGER or size < 2:
                raise ValueError("a range of numbers without first number and count")
            ranges.append(Range(_number(first), size))
        else:
            raise ValueError(f"an entry of kind {tag:#04x} in the list of numbers")
    if not codes and not ranges:
        raise ValueError("an empty list of numbers")
    return NumberList(tuple(codes), tuple(ranges))


def read_ranges(texts: Iterable[str]) -> tuple[Range, ...]:
    """Read numbers and ranges as registers write them: `+861051000000-+861051000099`, `95588`, `*` for all.

    Raises:
        NumberListError: one is no number, or no range from a lower to a higher number of the same length.
    """
    return tuple(_range(text) for text in texts)


def _range(text: str) -> Range:
    if text == EVERY_NUMBER:
        return Range(EVERY_NUMBER, 1)
    low, dash, high = text.partition("-")
    first = canonical_identity(low)
    last = canonical_identity(high) if dash else first
    alike = all(_NUMBER.fullmatch(one) and one.isdecimal() for one in (first, last)) and len(first) == len(
        last
    )
    if not alike or first > last:
        raise NumberListError(
            f"{text!r} is no number and no range of numbers.",
            "Expected a number, or a range such as +861051000000-+861051000099.",
        )
    return Range(first, int(last) - int(first) + 1)


def _number(octets: bytes) -> str:
    text = octets.decode("ascii")
    if not _NUMBER.fullmatch(text):
        raise ValueError("a telephone number with other characters than digits, # and *")
    return text
