"""The outbox 发件箱, how far the feed was read, and the mark that registers changed."""

from django.db import models


class Outgoing(models.Model):
    """One change for the gate's feed, as the line that is written there."""

    change = models.TextField()
    created_at = models.DateTimeField(auto_now_add=True)
    published_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["id"], condition=models.Q(published_at=None), name="outgoing_waiting")
        ]


class Reached(models.Model):
    """Up to which byte the feed was read when the outbox was last emptied: one row."""

    position = models.BigIntegerField(default=0)


class Wanted(models.Model):
    """Registers changed and no snapshot says so yet; the publisher takes the rows that it saw away."""

    created_at = models.DateTimeField(auto_now_add=True)


class Publication(models.Model):
    """A snapshot that was published (发布记录)."""

    published_at = models.DateTimeField(auto_now_add=True)
    serial = models.BigIntegerField()
    digest = models.CharField(max_length=64)
    counts = models.JSONField(default=dict)
    left_out = models.JSONField(default=dict)
