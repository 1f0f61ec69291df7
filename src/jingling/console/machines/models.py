"""A machine's key (接口密钥)."""

from django.conf import settings
from django.db import models
from django.utils import timezone

from jingling.console.machines.scopes import Scope
from jingling.words import Words

STATE_WORDS = {
    "in force": Words("in force", "有效"),
    "expired": Words("expired", "已到期"),
    "revoked": Words("revoked", "已吊销"),
}


class Key(models.Model):
    """A key of one machine; its secret is kept as a digest, and was shown once.

    `user` is who the machine is to everything else. `free_at` is when the machine will have worked off at its
    allowed pace what it asked so far, in Unix seconds: one number holds it to so many requests a minute.
    """

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.PROTECT, related_name="key")
    organisation = models.ForeignKey("registers.Organisation", models.PROTECT, related_name="keys")
    name = models.CharField(max_length=80)
    digest = models.CharField(max_length=64, unique=True)
    begins = models.CharField(max_length=12)
    scopes = models.CharField(max_length=400)
    a_minute = models.PositiveIntegerField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    last_used_at = models.DateTimeField(null=True)
    free_at = models.FloatField(default=0)

    class Meta:
        indexes = [models.Index(fields=["organisation", "-made_at", "-id"])]

    @property
    def state(self) -> str:
        """Whether it opens anything: `in force`, `expired`, `revoked`."""
        if self.revoked_at is not None:
            return "revoked"
        return "expired" if self.expires_at <= timezone.now() else "in force"

    @property
    def scope_words(self) -> list[Words]:
        """What it is good for, in both languages."""
        return [Scope(scope).words for scope in self.scopes.split()]
