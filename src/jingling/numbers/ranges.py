"""Ranges of numbers as registers write them: `+861051000000-+861051000099 95588`, blank-separated."""

from jingling.numbers.errors import BadRange
from jingling.numbers.keys import normal_form
from jingling.numbers.number import read_key


def read_ranges(text: str) -> tuple[tuple[int, int], ...]:
    """Read numbers and ranges into first and last keys.

    Raises:
        BadRange: a piece is no number, or its two ends differ in length or kind or stand the wrong way.
    """
    return tuple(read_range(piece) for piece in text.split())


def read_range(text: str) -> tuple[int, int]:
    """Read one number, or a range between two numbers of one length and kind.

    Raises:
        BadRange: as above.
    """
    first, dash, last = text.partition("-")
    low, _ = read_key(first)
    high, _ = read_key(last) if dash else (low, ())
    low_form, high_form = normal_form(low) or "", normal_form(high) or ""
    alike = len(low_form) == len(high_form) and low_form[:1].isdigit() == high_form[:1].isdigit()
    if not alike or not 0 < low <= high:
        raise BadRange(f"{text!r}", "Expected a number, or a range such as +861051000000-+861051000099.")
    return low, high
