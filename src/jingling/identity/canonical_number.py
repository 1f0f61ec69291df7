"""One way to write who calls and who is called, so that both sides sign and compare the same text.

RFC 8224, section 8.3: a telephone number is its digits with the country code and without the plus sign;
a short code stays as it is dialled. Section 8.5: whatever is no number is its URI without parameters.
Which country a bare number is of, the RFC leaves to local policy; ours is the numbering plan.
"""

import re
from functools import lru_cache
from urllib.parse import unquote

from jingling.numbers import ANONYMOUS_KEY, SHORT_BASE, read_number

# Numbers as they nearly always are; whatever might be a code or have a zero too many is read in full.
_E164 = re.compile(r"\+(86[1-9][0-9]{9,11}|(?!86)[1-9][0-9]{9,14})")
_SIP = re.compile(r"(sips?):(?:([^@;?]*)[^@]*@)?([^;?:@]*|\[[^\]]*\]).*", re.IGNORECASE | re.DOTALL)
_ADDRESS = re.compile(r'(?:"[^"]*"|[^<"]*)<([^<>]*)>.*', re.DOTALL)
_SEPARATORS = re.compile(r"[\s.()/-]")


def canonical_identity(written: str) -> str:
    """Return the digits of a telephone number, or the canonical URI of whoever has none.

    Args:
        written: `+8613912345678`, `139 1234 5678`, `95588`, `tel:` and `sip:` URIs, a From header's value.
    """
    if found := _E164.fullmatch(written):
        return found[1]
    return _read(written)


def key_of(canonical: str) -> int:
    """Return the key of a canonical number, `ANONYMOUS_KEY` for a URI or for what is no number."""
    if not canonical.isdecimal():
        return ANONYMOUS_KEY
    return max(read_number(f"+{canonical}").key, read_number(canonical).key, ANONYMOUS_KEY)


@lru_cache(maxsize=4096)
def _read(written: str) -> str:
    number = read_number(written)
    if number.key >= SHORT_BASE:
        return number.normal
    if number.key > 0:
        return number.normal.removeprefix("+")
    text = inside[1] if (inside := _ADDRESS.fullmatch(written)) else written
    text = text.strip()
    if sip := _SIP.fullmatch(text):
        user = unquote(sip[2] or "")
        return f"{sip[1].lower()}:{user}@{sip[3].lower()}" if user else f"{sip[1].lower()}:{sip[3].lower()}"
    if ":" in text:
        return text.lower()
    return _SEPARATORS.sub("", text).removeprefix("+")
