"""People by their number (用户), one-time codes (一次性验证码), policies (防护策略) and receipts (回执)."""

from django.db import models
from django.utils import timezone

from jingling.words import Words


class Person(models.Model):
    """A number to which a code was sent; a row to wait on, so that its person's words keep their order."""

    number = models.BigIntegerField(unique=True)


class Code(models.Model):
    """A one-time code, kept as a keyed digest.

    `about` is empty for a proof of the number, else what this code alone allows: `lift <refusal>`.
    """

    number = models.BigIntegerField()
    sender = models.CharField(max_length=64)
    about = models.CharField(max_length=40, blank=True)
    digest = models.CharField(max_length=64)
    sent_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    tries_left = models.SmallIntegerField()
    used_at = models.DateTimeField(null=True)
    spent_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["number", "-sent_at"]), models.Index(fields=["sender", "-sent_at"])]


class Policy(models.Model):
    """What a person's gate shall do with their calls, as the portable JSON of `jingling.lists.policies`."""

    number = models.BigIntegerField(unique=True)
    text = models.TextField()
    changed_at = models.DateTimeField(auto_now=True)


class Receipt(models.Model):
    """What a person did here, to be shown again (回执)."""

    reference = models.CharField(max_length=24, unique=True)
    number = models.BigIntegerField(db_index=True)
    did_en = models.CharField(max_length=300)
    did_zh = models.CharField(max_length=300)
    made_at = models.DateTimeField(default=timezone.now)
    outgoing = models.ForeignKey("publishing.Outgoing", models.PROTECT, related_name="+")

    @property
    def did(self) -> Words:
        """What was done, in both languages."""
        return Words(self.did_en, self.did_zh)
