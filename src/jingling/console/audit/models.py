"""Audit events (审计事件) and the head of their chain."""

from django.conf import settings
from django.db import models


class Event(models.Model):
    """One thing that somebody did; never changed and never removed."""

    at = models.DateTimeField(db_index=True)
    event = models.CharField(max_length=60, db_index=True)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    organisation = models.ForeignKey("registers.Organisation", models.PROTECT, null=True, related_name="+")
    about_kind = models.CharField(max_length=40, blank=True)
    about = models.CharField(max_length=80, blank=True)
    facts = models.JSONField(default=dict)
    previous = models.CharField(max_length=64)
    digest = models.CharField(max_length=64, unique=True)

    class Meta:
        indexes = [
            models.Index(fields=["organisation", "-at", "-id"]),
            models.Index(fields=["about_kind", "about"]),
        ]


class Head(models.Model):
    """The last digest of the chain: one row, on which writers wait for each other."""

    digest = models.CharField(max_length=64)
    events = models.BigIntegerField(default=0)
