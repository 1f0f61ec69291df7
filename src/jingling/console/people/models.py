"""People who sign in (用户)."""

from typing import Any

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib.auth.models import AbstractUser
from django.db import models

import rules
from jingling.console.frame.doors import OFFICERS, Role
from jingling.console.frame.language import say, spoken


class User(AbstractUser):
    """A person with one role; an officer acts for one organisation, whose keys an administrator keeps."""

    role = models.CharField(spoken("role", "角色"), max_length=12, choices=[(r.value, r.value) for r in Role])
    organisation = models.ForeignKey(
        "registers.Organisation", models.PROTECT, null=True, blank=True, related_name="people"
    )
    name = models.CharField(spoken("name", "姓名"), max_length=80, blank=True)
    administrator = models.BooleanField(spoken("administrator", "管理员"), default=False)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(role=Role.CITIZEN) | models.Q(organisation__isnull=False),
                name="officer_has_organisation",
            )
        ]

    def has_perm(self, perm: str, obj: Any = None) -> bool:
        """Ask the rules alone: rights follow from role and organisation, and no table of them is kept.

        A machine has them too, though as nobody who may sign in it is not active.
        """
        return bool(rules.has_perm(perm, self, obj))

    @property
    def role_said(self) -> str:
        """The role in the reader's language."""
        return say(Role(self.role).words)

    @property
    def shown_name(self) -> str:
        """What the page calls this person."""
        return self.name or self.username

    @property
    def lacks_second_factor(self) -> bool:
        """Whether this officer must set up a one-time code before anything else."""
        return settings.SECOND_FACTOR and self.role in OFFICERS and not is_mfa_enabled(self)
