"""Diversion 呼叫前转: who sent a call on, as `div` tokens prove it (RFC 8946).

Each time a call is sent on, whoever was called may sign `div`: "it came for me, and goes there now". The
tokens make a chain from the number that the call goes to now back to the one that it was first meant for,
and a token of the caller's that speaks of any of these numbers speaks of this call. Reading takes nothing
away: a `div` token goes on as it came, and one that proves nothing here fails nothing.
"""

from collections.abc import Callable, Sequence

import msgspec

from jingling.identity import passport as passports
from jingling.identity.identity_header import split_header
from jingling.identity.passport import DIV, Passport, PassportError


class Diverted(msgspec.Struct, frozen=True, gc=False):
    """How a call came to where it goes now.

    Attributes:
        targets: all numbers that it was meant for on its way, canonical; the present one among them.
        by: who sent it on last, canonical; empty where nobody is known to have.
        tokens: the places of the headers that prove it.
    """

    targets: frozenset[str]
    by: str = ""
    tokens: frozenset[int] = frozenset()


def read_diversions(headers: Sequence[str]) -> dict[int, Passport]:
    """Return the `div` tokens that can be read, by their headers' places."""
    found = {}
    for at, header in enumerate(headers):
        if header.find(DIV, header.find(";")) >= 0:
            try:
                token, parameters = split_header(header)
                passport = passports.read(token)
            except PassportError:
                continue
            named = (parameters.info, parameters.ppt)
            if named == (passport.protected.x5u, passport.protected.ppt) and passport.protected.ppt == DIV:
                found[at] = passport
    return found


def follow(
    diversions: dict[int, Passport], orig: str, dest: str, is_valid: Callable[[Passport, str], bool]
) -> Diverted:
    """Follow a call back from where it goes now.

    Args:
        diversions: its `div` tokens, by their headers' places.
        orig: who calls, canonical.
        dest: where it goes now, canonical.
        is_valid: says whether a token is fresh and signed by somebody who may sign for a number: the one
            that sent the call on.
    """
    targets, tokens, by = {dest}, set[int](), ""
    while True:
        step = next(
            (
                (at, one.diverted)
                for at, one in diversions.items()
                if one.orig == orig
                and dest in one.dest
                and one.diverted not in targets
                and is_valid(one, one.diverted)
            ),
            None,
        )
        if step is None:
            return Diverted(frozenset(targets), by, frozenset(tokens))
        at, dest = step
        targets.add(dest)
        tokens.add(at)
        by = by or dest
