"""The rail: a few entries for each role, which the parts of the console add themselves.

A part of the console (a Django app) with a module `rail` and in it `ENTRIES` has its entries here, in the
order of `INSTALLED_APPS`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from jingling.console.frame.doors import Role
from jingling.console.frame.parts import modules
from jingling.words import Words


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of the rail.

    Args:
        page: the name of the page in `urls.py`.
        title: what it is called.
        roles: who sees it.
        group: the heading under which it stands; entries of one group stand together.
        under: names of other pages, or their common beginning, that belong to it.
        permission: what a reader must be allowed beside having the role.
    """

    page: str
    title: Words
    roles: frozenset[Role]
    group: Words
    under: tuple[str, ...] = ()
    permission: str = ""


@cache
def entries() -> tuple[Entry, ...]:
    """Gather the entries of every part of the console."""
    return tuple(entry for module in modules("rail") for entry in module.ENTRIES)


def rail_for(request: HttpRequest) -> Sequence[tuple[Words, list[dict[str, Any]]]]:
    """Return the groups of entries that the reader of this page sees; the open one is marked."""
    role = getattr(request.user, "role", None)
    here = request.resolver_match.view_name if request.resolver_match else ""
    groups: dict[Words, list[dict[str, Any]]] = {}
    for entry in entries():
        if role in entry.roles and (not entry.permission or request.user.has_perm(entry.permission)):
            is_open = here == entry.page or bool(entry.under and here.startswith(entry.under))
            groups.setdefault(entry.group, []).append(
                {"title": entry.title, "address": reverse(entry.page), "open": is_open}
            )
    return list(groups.items())
