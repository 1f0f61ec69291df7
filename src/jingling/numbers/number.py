"""A number as read: the text as written, its normal form and key, and what the plan says of it."""

from dataclasses import dataclass
from functools import cache

from jingling.numbers.errors import UnknownHomeArea
from jingling.numbers.keys import ANONYMOUS_FORM, ANONYMOUS_KEY, normal_form, unknown_key
from jingling.numbers.kinds import NumberKind
from jingling.numbers.plan import describe
from jingling.numbers.plan_files import Area, areas
from jingling.numbers.shapes import shape_of
from jingling.numbers.written import read_written
from jingling.words import Words


@dataclass(frozen=True, slots=True)
class Number:
    """A telephone number (电话号码).

    Attributes:
        raw: the text as written, untouched.
        normal: the normal form: E.164, a code's bare digits, `anonymous`, or the trimmed text.
        key: the normal form as one signed 64-bit integer, see `keys`.
        kind: what the number is for.
        country: ISO alpha-2, `CN` for the mainland, `HK`, `MO`, `TW`; empty where unknown or shared.
        area: the Chinese area code with its 0, `010`; of a mobile, that of the place of its block.
        place: the city; of a mobile, where its block was first given out.
        carrier: the carrier by prefix (号段所属运营商): who the block was given to. Numbers move
            between carriers; `Portability` lays what is known of that over it.
        virtual_operator: whether the block is for virtual operators (移动转售).
        evidence: what reading noticed and the normal form does not show, see `EVIDENCE_WORDS`.
    """

    raw: str
    normal: str
    key: int
    kind: NumberKind
    country: str
    area: str
    place: Words
    carrier: Words
    virtual_operator: bool
    evidence: tuple[str, ...]


def read_number(raw: str, *, home_area: str = "") -> Number:
    """Read a number as written; every text is read, what is no number as kind `unknown`.

    Args:
        raw: the text as written; an empty one is kind `unknown` (readers of records refuse it before).
        home_area: the area code, `010`, in which a bare local number of 7 or 8 digits is to be read.

    Raises:
        UnknownHomeArea: the home area is not an area code of the plan.
    """
    key, evidence = read_key(raw, home_area=home_area)
    kind, country, area, place, carrier = describe(key)
    normal = normal_form(key)
    return Number(
        raw=raw,
        normal=raw.strip() if normal is None else normal,
        key=key,
        kind=kind,
        country=country,
        area=area,
        place=place,
        carrier=carrier,
        virtual_operator=kind is NumberKind.VIRTUAL,
        evidence=evidence,
    )


def read_key(raw: str, *, home_area: str = "") -> tuple[int, tuple[str, ...]]:
    """Read a number's key and evidence alone, which is all that a table of keys needs.

    Raises:
        UnknownHomeArea: the home area is not an area code of the plan.
    """
    home = home_of(home_area)
    text = raw.strip()
    if text == ANONYMOUS_FORM:
        return ANONYMOUS_KEY, ()
    digits, plus, withheld, evidence = read_written(text)
    if withheld:
        return ANONYMOUS_KEY, evidence
    if not digits:
        return unknown_key(text), (*evidence, "not-a-number")
    shape = shape_of(digits, plus=plus, home=home)
    key = unknown_key(text) if shape.key is None else shape.key
    return key, (*evidence, *shape.evidence)


@cache
def home_of(home_area: str) -> Area | None:
    """Return the area of a home area code, None for an empty one.

    Raises:
        UnknownHomeArea: the home area is not an area code of the plan.
    """
    if not home_area:
        return None
    if home_area not in areas():
        raise UnknownHomeArea(
            f"no area code {home_area!r}", "write the area code with its 0, such as 010 or 0755"
        )
    return areas()[home_area]
