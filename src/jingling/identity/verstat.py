"""`verstat`: what the network tells the called person's phone of the caller number (3GPP TS 24.229, 7.2A.20).

It is a parameter of the number in From or P-Asserted-Identity, so a caller could write it too: at an edge
where the other side is not trusted it is taken out before anybody looks.
"""

import re
from enum import StrEnum

_QUOTED = r'"(?:[^"\\]|\\.)*"'
# A letter may hide behind percent-encoding, which a phone would decode.
_NAME = "".join(f"(?:{letter}|%{ord(letter):02x}|%{ord(letter.upper()):02x})" for letter in "verstat")
_VERSTAT = re.compile(
    rf'({_QUOTED})|\s*;\s*{_NAME}(?:\s*=\s*(?:{_QUOTED}|[^\s;,@?<>"]*))?(?=[\s;,@?<>]|$)', re.IGNORECASE
)


class Verstat(StrEnum):
    """The values of `verstat`."""

    PASSED = "TN-Validation-Passed"
    FAILED = "TN-Validation-Failed"
    NONE = "No-TN-Validation"


def without_verstat(header: str) -> str:
    """Take `verstat` out of a From or P-Asserted-Identity value, or of a SIP or tel URI; the rest stays."""
    return _VERSTAT.sub(lambda found: found[1] or "", header)


def with_verstat(uri: str, verstat: Verstat) -> str:
    """Write `verstat` into a SIP or tel URI, in place of any that was there.

    Args:
        uri: `sip:+8613912345678@example.com;user=phone` or `tel:+8613912345678`, without angle brackets.
        verstat: the value.
    """
    clean = without_verstat(uri)
    user, at, host = clean.partition("@")
    return f"{user};verstat={verstat}{at}{host}"
