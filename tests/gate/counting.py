"""What is counted of a principal and a person."""

from gate_registers import NOON

from jingling.gate.counters import Count
from jingling.rules import Attempts


def past_of(count: Count, principal: int, callee: int) -> Attempts:
    """Return what is counted of a principal and a person at noon."""
    return count.attempts(
        principal=principal, callee=callee, caller=0, collects=True, line="", direction="network", at=NOON
    )
