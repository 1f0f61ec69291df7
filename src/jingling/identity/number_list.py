"""The numbers that a certificate may speak for: the TN Authorization List of RFC 8226, section 9.

    TNAuthorizationList ::= SEQUENCE SIZE (1..MAX) OF TNEntry
    TNEntry ::= CHOICE { spc   [0] ServiceProviderCode,
                         range [1] TelephoneNumberRange,
                         one   [2] TelephoneNumber }

Tags are explicit. A list names single numbers, ranges of so many numbers from a first one, and providers
by a code; which numbers a provider holds the certificate does not say (docs/decisions/0015).
"""

import re
from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from jingling.identity import der
from jingling.numbers import normal_form, read_range

TN_AUTHORIZATION_LIST = "1.3.6.1.5.5.7.1.26"
EVERY_NUMBER = "*"

_NUMBER = re.compile(r"[0-9#*]{1,15}")
_CODE, _RANGE, _ONE = (der.EXPLICIT + at for at in range(3))


class Range(NamedTuple):
    """So many numbers from a first one on, all of the first one's length; its digits as RFC 8224 has them."""

    first: str
    size: int


class Coverage:
    """Ranges made ready for questions: sorted and joined, so that a thousand cost hardly more than one.

    Args:
        ranges: in any order, overlapping or not; `*` alone covers every number.
    """

    __slots__ = ("_all", "_ends", "_exact", "_starts")

    def __init__(self, ranges: Iterable[Range]) -> None:
        self._all = False
        self._exact: set[str] = set()
        spans = []
        for first, size in ranges:
            self._all = self._all or first == EVERY_NUMBER
            if first.isdecimal():
                spans.append((_key(first), min(_key(first) + size - 1, _key("9" * len(first)))))
            else:
                self._exact.add(first)
        self._starts: list[int] = []
        self._ends: list[int] = []
        for start, end in sorted(spans):
            if self._ends and start <= self._ends[-1] + 1:
                self._ends[-1] = max(self._ends[-1], end)
            else:
                self._starts.append(start)
                self._ends.append(end)

    def covers(self, number: str) -> bool:
        """Tell whether a number, in canonical digits, is in one of the ranges."""
        if self._all:
            return True
        if not (number.isdecimal() and number.isascii()):
            return number in self._exact
        key = _key(number)
        at = bisect_right(self._starts, key) - 1
        return at >= 0 and key <= self._ends[at]


@dataclass(frozen=True, slots=True)
class NumberList:
    """A certificate's list of numbers (证书号码范围).

    Attributes:
        codes: service provider codes.
        ranges: numbers and ranges of numbers.
    """

    codes: tuple[str, ...]
    ranges: tuple[Range, ...]

    def coverage(self, held_by: Mapping[str, Sequence[Range]]) -> Coverage:
        """Return what the list covers.

        Args:
            held_by: for each provider code that is known, the numbers it holds.
        """
        own = (
            one for one in self.ranges if one.first != EVERY_NUMBER
        )  # a star that is dialled is one number
        return Coverage((*own, *(one for code in self.codes for one in held_by.get(code, ()))))

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


def ranges_of(texts: Iterable[str]) -> tuple[Range, ...]:
    """Read numbers and ranges as registers write them: `+861051000000-+861051000099`, `95588`, `*` for all.

    Raises:
        BadRange: one is no number, or no range from a lower to a higher number of the same length.
    """
    return tuple(_range(text) for text in texts)


def _range(text: str) -> Range:
    if text == EVERY_NUMBER:
        return Range(EVERY_NUMBER, 1)
    low, high = read_range(text)
    return Range((normal_form(low) or "").removeprefix("+"), high - low + 1)


def _key(digits: str) -> int:
    """Return an integer that keeps the order of numbers of one length, and numbers of two lengths apart."""
    return int(f"1{digits}")


def _number(octets: bytes) -> str:
    text = octets.decode("ascii")
    if not _NUMBER.fullmatch(text):
        raise ValueError("a telephone number with other characters than digits, # and *")
    return text
