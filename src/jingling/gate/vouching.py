"""Vouching 担保: whether a number shown to an emergency service is known to be the caller's.

Whoever rings 110 is rung back, and nothing may hold that call up. So a number that anybody could write into
a call must not open the door to the person who has it: only the line's own numbers count, what a network
vouches for, and what a signature does.
"""

from jingling.gate.facts import Facts
from jingling.gate.question import Call
from jingling.numbers import ANONYMOUS_KEY

_LISTED = {"enterprise", "subscriber", "emergency"}
_ASSERTED = {"subscriber", "interconnect"}


def vouched_caller(call: Call, facts: Facts) -> int:
    """Return the key of who certainly makes this call, `ANONYMOUS_KEY` where that is not certain.

    A line that was given numbers may show those. Over lines of subscribers and of other networks the
    asserted number counts, also where the caller withholds it; from abroad nothing but a signature does.
    """
    identity, line = facts.identity, facts.line
    if identity.vouches and call.caller != ANONYMOUS_KEY:
        return call.caller
    if line is None:
        return ANONYMOUS_KEY
    if line.kind in _LISTED and call.caller != ANONYMOUS_KEY and line.shows(call.caller):
        return call.caller
    if line.kind in _ASSERTED and call.caller in {ANONYMOUS_KEY, call.asserted}:
        return call.asserted
    return ANONYMOUS_KEY
