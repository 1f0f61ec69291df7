"""Who may call an operation of the API: people who signed in, by role."""

from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from ninja.security import APIKeyCookie

from jingling.console.frame.doors import Role


class Signed(APIKeyCookie):
    """A session of a person in one of these roles; writes carry the token against forgery as well."""

    param_name = settings.SESSION_COOKIE_NAME

    def __init__(self, *roles: Role) -> None:
        self.roles = frozenset(roles)
        super().__init__(csrf=True)

    def authenticate(self, request: HttpRequest, key: str | None) -> Any:  # noqa: ARG002 — ninja's signature
        """Return the person, None for a stranger.

        Raises:
            PermissionDenied: the person's role may not call this.
        """
        user = request.user
        if not user.is_authenticated or user.lacks_second_factor:
            return None
        if user.role not in self.roles:
            raise PermissionDenied
        return user
