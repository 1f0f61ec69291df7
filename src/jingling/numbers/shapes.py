"""From plain digits to a key: what the lengths and first digits of the numbering plan allow.

Whether a number of a possible shape was ever given out is another question, answered by `plan`.
"""

from functools import cache
from typing import NamedTuple

from jingling.numbers.keys import SHORT_BASE, short_key
from jingling.numbers.plan_files import Area, areas, calling_codes, selection_codes, services

_CHINA = "86"
_MOST_KEY_DIGITS = 15
_FEWEST_FOREIGN_DIGITS = 7
_FEWEST_WHOLE_DIGITS = 10
_SERVICES = ("95", "96")


class Shape(NamedTuple):
    """The key that digits have, or none, and the marks that reading them left."""

    key: int | None
    evidence: tuple[str, ...] = ()


def shape_of(digits: str, *, plus: bool, home: Area | None) -> Shape:
    """Read digits, international ones or as dialled on the mainland."""
    if plus:
        return _international(digits)
    if digits.startswith("00"):
        return _marked(_international(digits[2:]), "international-00")
    if digits.startswith("0"):
        return _behind_trunk_zero(digits[1:])
    return _as_dialled(digits, home)


def _marked(shape: Shape, *marks: str) -> Shape:
    return Shape(shape.key, (*marks, *shape.evidence)) if shape.key is not None else shape


def _international(digits: str) -> Shape:
    if not digits.startswith(_CHINA):
        return _foreign(digits)
    national = digits[2:]
    if national.startswith("0"):
        shape = _behind_trunk_zero(national[1:])
        return shape if "trunk-zero" in shape.evidence else _marked(shape, "trunk-zero")
    if (full := _full(national)) is not None:
        return Shape(full)
    return _code(national) or _selected(national) or Shape(None, ("impossible-form",))


def _behind_trunk_zero(national: str) -> Shape:
    """Read what follows the trunk prefix: an area code and a number of it, or a whole number."""
    if (nationwide := _nationwide(national)) is not None:
        return Shape(nationwide, ("trunk-zero",))
    if (landline := _landline(national)) is not None:
        return Shape(landline)
    return _behind_area(national) or Shape(None, ("impossible-form",))


def _as_dialled(digits: str, home: Area | None) -> Shape:
    """Read digits as a subscriber dials or sees them, with neither a plus sign nor a 0 in front."""
    if (nationwide := _nationwide(digits)) is not None:
        return Shape(nationwide)
    if shape := _service(digits) or _short(digits) or _selected(digits):
        return shape
    if digits.startswith(_CHINA) and (full := _full(digits[2:].removeprefix("0"))) is not None:
        return Shape(full, ("country-code-bare", *(("trunk-zero",) if digits[2] == "0" else ())))
    if len(digits) in (7, 8) and digits[0] in "2345678":
        if home is None:
            return Shape(None, ("local-number",))
        if len(digits) in home.local_digits:
            return Shape(int(_CHINA + home.code[1:] + digits), (f"home-area-{home.code}",))
    return Shape(None, ("impossible-form",))


def _nationwide(national: str) -> int | None:
    """Return the key of a mobile, machine, 400 or 800 number: the same wherever it is dialled from."""
    length = len(national)
    mobile = length == 11 and "13" <= national[:2] <= "19"
    machine = length == 13 and (national.startswith("1064") or "140" <= national[:3] <= "144")
    toll = length == 10 and national[:3] in ("400", "800")
    return int(_CHINA + national) if mobile or machine or toll else None


def _landline(national: str) -> int | None:
    """Return the key of an area code and a local number.

    Areas 096 and 0956 to 0959 do not exist: such digits are service numbers with a suffix.
    """
    if len(national) == 10 and (national[0] == "2" or national.startswith("10")):
        local = national[2:]
    elif len(national) in (10, 11) and national[0] in "3456789":
        local = national[3:]
    else:
        return None
    if national.startswith("96") or (national.startswith("95") and national[2] not in "12345"):
        return None
    # A local number does not begin with 0 or 1; 9 is for services, and left to the plan to refuse.
    return int(_CHINA + national) if local[0] not in "01" else None


def _full(national: str) -> int | None:
    nationwide = _nationwide(national)
    return _landline(national) if nationwide is None else nationwide


def _code(digits: str) -> Shape | None:
    """Read a code behind +86: a service number, a code, or a code behind an area code."""
    if service := _service(digits):
        return service
    if is_given_out(digits):
        return Shape(short_key(digits))
    return _behind_area(digits) or _short(digits)


def _service(digits: str) -> Shape | None:
    """Read 95 and 96 numbers; the enterprise's number has five digits, six where it is written alone."""
    if digits[:2] not in _SERVICES or not 5 <= len(digits) <= _MOST_KEY_DIGITS:
        return None
    if len(digits) <= 6:
        return Shape(short_key(digits))
    return Shape(short_key(digits), (f"enterprise-{digits[:5]}", f"suffix-{digits[5:]}"))


def _short(digits: str) -> Shape | None:
    """Read codes that begin with 1, message codes 106, and Beijing's 999."""
    message = digits.startswith("106") and len(digits) <= _MOST_KEY_DIGITS
    code = digits.startswith("1") and 3 <= len(digits) <= 8
    if code or (message and len(digits) > 8) or digits == "999":
        return Shape(short_key(digits))
    return None


def _behind_area(national: str) -> Shape | None:
    """Read a service or emergency number behind an area code, as in 010 95588."""
    for area_digits in (2, 3):
        area, code = "0" + national[:area_digits], national[area_digits:]
        if area in areas() and len(code) <= 6 and is_given_out(code):
            return Shape(short_key(code), (f"area-prefix-{area}",))
    return None


def _selected(digits: str) -> Shape | None:
    """Read a whole number behind a carrier's access code: the number counts, the code is evidence."""
    code = next((code for code in selection_codes() if digits.startswith(code)), "")
    rest = digits.removeprefix(code)
    if not code or len(rest) < _FEWEST_WHOLE_DIGITS:
        return None
    shape = shape_of(rest, plus=False, home=None)
    whole = shape.key is not None and shape.key < SHORT_BASE
    return _marked(shape, f"carrier-selection-{code}") if whole else None


@cache
def _given_out() -> frozenset[tuple[str, int]]:
    return frozenset(
        (service.prefix, length)
        for service in services()
        for length in range(service.least_digits, service.most_digits + 1)
    )


def is_given_out(code: str) -> bool:
    """Tell whether a code that is dialled as it stands belongs to a block that was given out."""
    return any((code[:end], len(code)) in _given_out() for end in range(2, len(code) + 1))


def _foreign(digits: str) -> Shape:
    """Read a number of another country: taken as written where its length is possible there."""
    code = next((digits[:end] for end in (1, 2, 3) if digits[:end] in calling_codes()), None)
    impossible = Shape(None, ("impossible-form",))
    if code is None or not _FEWEST_FOREIGN_DIGITS <= len(digits) <= _MOST_KEY_DIGITS + 3:
        return impossible
    national = digits[len(code) :]
    if national[0] != "0" and len(national) in calling_codes()[code] and len(digits) <= _MOST_KEY_DIGITS:
        return Shape(int(digits))
    normal = _by_libphonenumber(digits)
    # Where a trunk prefix was taken out, another may have come to the front: then we do not guess.
    if normal is None or (normal != digits and _foreign(normal).key != int(normal)):
        return impossible
    return Shape(int(normal), ("national-prefix",) if normal != digits else ())


def _by_libphonenumber(digits: str) -> str | None:
    import phonenumbers  # loading it takes longer than reading a thousand numbers

    try:
        number = phonenumbers.parse("+" + digits)
    except phonenumbers.NumberParseException:
        return None
    normal = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)[1:]
    fits = _FEWEST_FOREIGN_DIGITS <= len(normal) <= _MOST_KEY_DIGITS
    return normal if fits and phonenumbers.is_possible_number(number) else None
