"""What the rules are told of a call's signed identity."""

from jingling.identity.canonical_number import key_of
from jingling.identity.verify import Status, Verification
from jingling.numbers import ANONYMOUS_KEY
from jingling.rules.situation import Identity

_STATUS = {Status.VALID: "passed", Status.FAILED: "failed", Status.UNKNOWN: "unknown", Status.NONE: "none"}
_FAILURES = {403: "stale", 436: "bad-info", 437: "bad-credential", 438: "invalid"}
_EMERGENCY = "esnet."


def for_rules(found: Verification) -> Identity:
    """Say a verification in the words of the rules.

    A certificate that is not yet known is no failure: the next call finds it. A valid rph token counts for
    emergency services if it authorises a call-back, or a value of their namespace (RFC 7135, RFC 9027).
    """
    failure = ""
    if found.status is Status.FAILED:
        failure = "replayed" if found.replayed else _FAILURES[found.sip_code]
    emergency = found.callback or any(one.startswith(_EMERGENCY) for one in found.priority)
    diverted_by = key_of(found.diverted_by) if found.diverted_by else ANONYMOUS_KEY
    return Identity(_STATUS[found.status], found.attestation or "", failure, emergency, diverted_by)
