"""Registers that changed: noted inside the transaction of the change, until the gate has them."""

from functools import cache

from jingling.console.frame.parts import modules
from jingling.console.publishing.models import Wanted


def want() -> None:
    """Note, inside the transaction of a change, that the registers changed."""
    Wanted.objects.create()


def waits() -> bool:
    """Say whether registers changed that the gate does not know yet."""
    return Wanted.objects.exists()


def want_after(event: str) -> None:
    """Note a change if this audit event tells of one in the gate's tables."""
    if event in _events():
        want()


@cache
def _events() -> frozenset[str]:
    return frozenset(event for module in modules("gate_tables") for event in module.EVENTS)
