"""The Identity header of a SIP request: a token, and where its certificate is (RFC 8224, section 4).

Identity: eyJh….eyJk….q3pj…;info=<https://certs.example.org/1.pem>;alg=ES256;ppt=shaken
"""

import re
from functools import lru_cache
from typing import NamedTuple

from jingling.identity.passport import LONGEST, PassportError
from jingling.words import Words

_PARAMETER = re.compile(
    r"""\s*;\s*([A-Za-z0-9_.!%*+`'~-]+)                       # its name
        (?:\s*=\s*(?:<([^<>\s"]*)>|"([^"\\]*)"|([^\s;<>"]*)))?  # <URI>, quoted text, or token
        \s*""",
    re.VERBOSE,
)


_TOO_LONG = Words("the Identity header is too long", "Identity 头过长")
_NOT_SO_WRITTEN = Words(
    "the Identity header's parameters are not as RFC 8224 writes them", "Identity 头的参数不符合 RFC 8224"
)
_NO_INFO = Words(
    "the Identity header has no info, so nobody knows its certificate", "Identity 头缺少 info，无从得知证书"
)
_OTHER_ALGORITHM = Words(
    "the Identity header names another algorithm than ES256", "Identity 头指定了 ES256 以外的算法"
)


class Parameters(NamedTuple):
    """The parameters of an Identity header; `ppt` is None where the header has none."""

    info: str
    ppt: str | None


def split_header(value: str) -> tuple[str, Parameters]:
    """Split an Identity header's value into token and parameters.

    Raises:
        PassportError: it is too long, has no `info`, or another algorithm than ES256.
    """
    if len(value) > 2 * LONGEST:
        raise PassportError(_TOO_LONG)
    token, semicolon, rest = value.partition(";")
    return token.strip(), _parameters(semicolon + rest)


def write_header(token: str, x5u: str, ppt: str = "") -> str:
    """Write the value of an Identity header."""
    return f"{token};info=<{x5u}>;alg=ES256" + (f";ppt={ppt}" if ppt else "")


@lru_cache(maxsize=1024)  # a signer writes the same parameters into all its headers
def _parameters(text: str) -> Parameters:
    found: dict[str, str] = {}
    at = 0
    while at < len(text):
        one = _PARAMETER.match(text, at)
        if one is None or one[1].lower() in found:
            raise PassportError(_NOT_SO_WRITTEN)
        found[one[1].lower()] = one[2] or one[3] or one[4] or ""
        at = one.end()
    if not found.get("info"):
        raise PassportError(_NO_INFO)
    if found.get("alg", "ES256") != "ES256":
        raise PassportError(_OTHER_ALGORITHM)
    return Parameters(found["info"], found.get("ppt"))
