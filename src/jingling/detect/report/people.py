"""Numbers as people are shown them: masked, with class, place and carrier by prefix."""

from dataclasses import dataclass

from jingling.numbers import EVIDENCE_WORDS, evidence_words, mask, read_number
from jingling.words import Words

NOTHING = Words("", "")


@dataclass(frozen=True, slots=True)
class Person:
    """Who a finding is about.

    Args:
        name: the number or the line as shown.
        kind: its class: mobile, landline, short code, …
        place: where the number's prefix belongs.
        carrier: the carrier by prefix; numbers move, so it is called just that.
        raw: the number as first seen, where it may be shown and differs.
        marks: what the way it was first written tells.
    """

    name: str
    kind: Words
    place: Words = NOTHING
    carrier: Words = NOTHING
    raw: str = ""
    marks: tuple[Words, ...] = ()


def shown_number(normal: str, *, unmask: bool) -> str:
    """Show a number in normal form, masked unless asked otherwise."""
    return normal if unmask else mask(normal)


def describe(normal: str, *, unmask: bool, raw: str = "") -> Person:
    """Say what the numbering plan knows of a number in normal form, and of how it was first written."""
    number = read_number(normal)
    written = read_number(raw) if raw and raw != normal else number
    return Person(
        name=shown_number(normal, unmask=unmask),
        kind=number.kind.words,
        place=number.place,
        carrier=number.carrier,
        raw=raw if unmask and raw != normal else "",
        marks=tuple(_mark(mark, unmask=unmask) for mark in written.evidence),
    )


def _mark(mark: str, *, unmask: bool) -> Words:
    """Say a mark of evidence; its digits are the number's own, but for a carrier's access code."""
    if unmask or mark.startswith("carrier-selection"):
        return evidence_words(mark)
    return next(words for code, words in EVIDENCE_WORDS.items() if f"{mark}-".startswith(f"{code}-"))
