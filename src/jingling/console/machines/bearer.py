"""The door of an operation for machines: `Authorization: Bearer jlk_…`, beside the session of people."""

import math
import time
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from ninja.errors import AuthenticationError
from ninja.security import HttpBearer

from jingling.console.frame.api import Signed
from jingling.console.frame.doors import Role
from jingling.console.machines import access, actions
from jingling.console.machines.scopes import Scope


class Bearer(HttpBearer):
    """A key that is good for one scope."""

    def __init__(self, scope: Scope) -> None:
        self.scope = scope
        super().__init__()

    def authenticate(self, request: HttpRequest, token: str) -> Any:  # noqa: ARG002 — ninja's signature
        """Return the user that the key stands for.

        Raises:
            AuthenticationError: there is no such key, or it is over.
            PermissionDenied: it is not good for this.
            TooOftenError: the machine asks faster than it may.
        """
        key = access.key_of(token)
        if key is None:
            raise AuthenticationError
        if self.scope not in key.scopes.split():
            raise PermissionDenied
        actions.use(key, time.time())
        return key.user


def open_to(scope: Scope, *roles: Role) -> list[Any]:
    """Open an operation to machines whose key has a scope, and to people of these roles who signed in."""
    return [Bearer(scope), Signed(*roles)]


def retry_after(wait_s: float) -> str:
    """Write how long a machine has to wait, as HTTP has it: whole seconds, one at least."""
    return str(max(1, math.ceil(wait_s)))
