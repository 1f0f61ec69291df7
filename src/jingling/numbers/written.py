"""From a text as written to plain digits: the forms people and machines write numbers in."""

import re
import unicodedata
from typing import NamedTuple
from urllib.parse import unquote

from jingling.numbers.plan_files import withheld_texts


class Written(NamedTuple):
    """Digits found in a text: `plus` when an international number was meant, else as dialled in China.

    Where the text stands for a withheld number, `withheld` says why and there are no digits. Where it
    is no number at all, there are neither.
    """

    digits: str
    plus: bool
    withheld: str
    evidence: tuple[str, ...]


_PLAIN = re.compile(r"(\+?)([0-9]{1,20})")
_ADDRESS = re.compile(r'(?:"[^"]*"|[^<"]*)\s*<([^<>]*)>.*')
_SCHEME = re.compile(r"(sips?|tel):(.*)", re.IGNORECASE)
_NUMBER_AT_HOST = re.compile(r"([+0-9][^@\s]*)@[^@\s]+")
_CONTEXT = re.compile(r";phone-context=\+([0-9]+)", re.IGNORECASE)
_EXTENSION = re.compile(r"(.*\d)\s*(?:[,;x#]|ext\.?|转|轉|分机)\s*([0-9]{1,6})#?", re.IGNORECASE)
_EXTENSION_GROUP = re.compile(r"((?:0\d{2,3}-\d{7,8})|(?:[48]00-\d{3}-?\d{4})|(?:[48]00\d{7}))-(\d{1,6})")
_FLOAT = re.compile(r"(\+?[0-9]{3,20})\.0")
_SPACED = re.compile(r"\+?[0-9()\[\]/·\s‐-―-]+")  # U+2010 to U+2015 are hyphens and dashes
_DOTTED = re.compile(r"\+[0-9.]+")
# Fewer digits than a local number, cut by spaces or hyphens, are a date, a range, a mark: no number.
_FEWEST_SPACED_DIGITS = 7


def read_written(text: str) -> Written:
    """Find the digits in a text that has no white space around it."""
    if plain := _PLAIN.fullmatch(text):
        return Written(plain[2], bool(plain[1]), "", ())
    marks: list[str] = []
    folded = _fold(text)
    if folded != text:
        marks.append("folded-characters")
    if reason := withheld_texts().get(folded.lower()):
        return Written("", False, reason, (*marks, reason))
    inside = _address(folded)
    if inside != folded:
        marks.append("uri")
        if reason := withheld_texts().get(inside.lower()):
            return Written("", False, reason, (*marks, reason))
    number, more = _without_extension(inside)
    digits, plus = _digits(number)
    if digits and number.endswith(".0") and not plus:
        more = (*more, "written-as-float")
    return Written(digits, plus, "", (*marks, *more) if digits else tuple(marks))


def _fold(text: str) -> str:
    """Fold full-width characters and drop invisible ones, such as the marks that copying leaves."""
    if text.isascii():
        return text
    folded = unicodedata.normalize("NFKC", text)
    return "".join(character for character in folded if unicodedata.category(character) != "Cf").strip()


def _address(text: str) -> str:
    """Take the user part out of `"name" <sip:user@host>`, `sip:user@host`, `tel:number`, `number@host`."""
    inner = address[1] if (address := _ADDRESS.fullmatch(text)) else text
    scheme = _SCHEME.fullmatch(inner)
    if scheme is None:
        at_host = _NUMBER_AT_HOST.fullmatch(inner)
        return at_host[1] if at_host else inner
    rest = unquote(scheme[2])
    if scheme[1].lower() == "tel":
        number, _, _ = rest.partition(";")
        context = _CONTEXT.search(rest)
        return f"+{context[1]}{number}" if context and not number.startswith("+") else number
    user, at, _ = rest.partition("@")
    # A SIP address without a user names a machine, and its digits may be an IP address.
    return user.partition(";")[0].partition(":")[0] if at else text


def _without_extension(text: str) -> tuple[str, tuple[str, ...]]:
    """Split off an extension, written behind a sign or, behind a full number, behind a hyphen."""
    for form in (_EXTENSION, _EXTENSION_GROUP):
        if (found := form.fullmatch(text)) and sum(c.isdigit() for c in found[1]) >= _FEWEST_SPACED_DIGITS:
            return found[1], (f"extension-{found[2]}",)
    return text, ()


def _digits(text: str) -> tuple[str, bool]:
    """Return the digits of a number written with signs between them, and whether it had a plus sign."""
    if written_as_float := _FLOAT.fullmatch(text):
        text = written_as_float[1]
    if plain := _PLAIN.fullmatch(text):
        return plain[2], bool(plain[1])
    bare = text.replace("(+", "+", 1) if text.startswith("(+") else text
    if text.startswith("-") or not (_SPACED.fullmatch(bare) or _DOTTED.fullmatch(bare)):
        return "", False
    digits = "".join(character for character in bare if character in "0123456789")
    plus = bare.startswith("+")
    if len(digits) > 20 or (len(digits) < _FEWEST_SPACED_DIGITS and not plus):
        return "", False
    return digits, plus
