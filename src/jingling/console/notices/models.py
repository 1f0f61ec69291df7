"""Reminders (提醒) and whether they were sent."""

from django.db import models
from django.db.models import Q

from jingling.complaints.clocks import URGENCY_WORDS
from jingling.words import Words


class Notice(models.Model):
    """One reminder to one organisation that a clock of a case is about to run out, or has.

    `claimed_at` is written before it is handed over and taken back where that failed, so that it is
    never sent twice; one that was claimed and not sent was on its way when the worker was killed.
    """

    case = models.ForeignKey("complaints.Case", models.PROTECT, related_name="notices")
    round = models.PositiveIntegerField()
    step = models.CharField(max_length=10)
    kind = models.CharField(max_length=8)
    organisation = models.ForeignKey("registers.Organisation", models.PROTECT, related_name="+")
    to = models.CharField(max_length=254, blank=True)
    made_at = models.DateTimeField(auto_now_add=True)
    claimed_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    tries = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case", "round", "step", "kind", "organisation"], name="one_notice_for_a_clock"
            )
        ]
        indexes = [models.Index(fields=["id"], condition=Q(claimed_at=None), name="notice_to_send")]

    @property
    def kind_words(self) -> Words:
        """What it says, in both languages."""
        return URGENCY_WORDS[self.kind]
