"""What became of a project's calls, counted by day and agent from the gate's ledger."""

from django.db import models

from jingling.console.outbound.projects import Project


class Read(models.Model):
    """How far a stream of the gate's ledger was counted."""

    stream = models.CharField(max_length=80, unique=True)
    next = models.BigIntegerField(default=0)


class Asked(models.Model):
    """Questions of one project and agent on one day, Beijing's, and how many were allowed."""

    project = models.ForeignKey(Project, models.PROTECT, related_name="asked")
    agent = models.CharField(max_length=80)
    day = models.DateField()
    asked = models.BigIntegerField(default=0)
    allowed = models.BigIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["project", "agent", "day"], name="one_row_of_asked")]


class Denied(models.Model):
    """Questions denied for one reason; a question may be denied for several."""

    project = models.ForeignKey(Project, models.PROTECT, related_name="denied")
    agent = models.CharField(max_length=80)
    day = models.DateField()
    reason = models.CharField(max_length=60)
    denied = models.BigIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["project", "agent", "day", "reason"], name="one_row_of_denied")
        ]


class Heard(models.Model):
    """One call of which an outcome was told: what was said of it, however often it was said.

    `live` is whether a person took the call: whoever answered, refused, asked to be called back, said that
    they are somebody else, or was hung up on took it.
    """

    call = models.CharField(max_length=120, unique=True)
    project = models.ForeignKey(Project, models.PROTECT, related_name="heard")
    agent = models.CharField(max_length=80)
    day = models.DateField()
    live = models.BooleanField(default=False)
    no_answer = models.BooleanField(default=False)
    refused = models.BooleanField(default=False)
    callback_requested = models.BooleanField(default=False)
    wrong_person = models.BooleanField(default=False)
    abandoned = models.BooleanField(default=False)

    class Meta:
        indexes = [models.Index(fields=["project", "day", "agent"])]
