"""Reports as they were told, what was added to them, and who said so."""

from typing import Any

from django.conf import settings
from django.db import models

from jingling.complaints.messages import Added, Decided, Withdrawn
from jingling.complaints.messages import Message as Thought
from jingling.complaints.report import Report as Told
from jingling.complaints.report import missing_words
from jingling.complaints.trust import HELD_BACK
from jingling.words import Words

NUMBER = 24
NAME = 120


class Reporter(models.Model):
    """A person by their token (举报人); also the row on which two reports of one person wait for each other.

    The token of nobody is empty. `weigh_again` marks who reports so much that all their reports weigh less.
    """

    token = models.CharField(max_length=32, unique=True)
    weigh_again = models.BooleanField(default=False)

    class Meta:
        indexes = [
            models.Index(fields=["id"], condition=models.Q(weigh_again=True), name="reporter_to_weigh")
        ]


class Report(models.Model):
    """One reception (件次): what one person told once; the first block is never changed.

    The second block is worked out: `whose` is the person's token once it is known, `case` where the report
    stands now, `own_case` where it stands alone, `lacks` what is missing, `weight` the trust in it.
    """

    name = models.CharField(max_length=NAME, unique=True)
    receipt = models.CharField(max_length=12, unique=True)
    channel = models.CharField(max_length=20)
    received_at = models.DateTimeField(db_index=True)
    number_raw = models.CharField(max_length=60)
    number = models.CharField(max_length=NUMBER, blank=True)
    key = models.BigIntegerField(null=True)
    called_at = models.DateTimeField(null=True)
    precision = models.CharField(max_length=6, blank=True)
    called = models.BigIntegerField(null=True)
    called_proven = models.BooleanField(default=False)
    about = models.CharField(max_length=100, blank=True)
    said = models.TextField(blank=True)
    refused_before = models.BooleanField(null=True)
    recorded = models.BooleanField(null=True)
    region = models.CharField(max_length=100, blank=True)
    reporter = models.CharField(max_length=32, blank=True)
    answer_to = models.BigIntegerField(null=True)
    sent_by = models.ForeignKey("registers.Organisation", models.PROTECT, null=True, related_name="+")

    whose = models.CharField(max_length=32, blank=True)
    own_case = models.OneToOneField("complaints.Case", models.PROTECT, related_name="begun_by")
    case = models.ForeignKey("complaints.Case", models.PROTECT, related_name="reports")
    lacks = models.JSONField(default=list)
    weight = models.FloatField(default=0)

    class Meta:
        indexes = [
            models.Index(fields=["whose", "key"]),
            models.Index(fields=["whose", "-received_at"]),
            models.Index(fields=["key", "-received_at"]),
        ]

    @property
    def complete(self) -> bool:
        """Whether somebody can act on it and answer it."""
        return not self.lacks

    @property
    def lacks_words(self) -> Words:
        """What is missing, for its sender; empty if nothing is."""
        return missing_words(tuple(self.lacks))

    @property
    def held_back(self) -> bool:
        """Whether it is trusted too little to act on."""
        return self.weight < HELD_BACK

    @property
    def told(self) -> Told:
        """The report as `jingling.complaints` thinks of it: as it was told at first."""
        return Told(
            report=self.name,
            channel=self.channel,
            received_at=self.received_at,
            number_raw=self.number_raw,
            number=self.number,
            key=self.key,
            called_at=self.called_at,
            precision=self.precision,
            called=self.called,
            called_proven=self.called_proven,
            about=self.about,
            said=self.said,
            refused_before=self.refused_before,
            recorded=self.recorded,
            region=self.region,
            reporter=self.reporter,
            attachments=tuple(file.digest for file in self.attachments.all() if file.message_id is None),
        )


class Attachment(models.Model):
    """A screenshot or recording that a person sent (附件); the file lies with the evidence, by its digest."""

    report = models.ForeignKey(Report, models.PROTECT, related_name="attachments")
    message = models.ForeignKey("Message", models.PROTECT, null=True, related_name="attachments")
    digest = models.CharField(max_length=64)
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=8)
    size = models.BigIntegerField()
    sent_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["report", "digest"], name="one_file_once_a_report")]


class Message(models.Model):
    """A message about reports, only ever added: what a person adds, which reports the desk says are one.

    kind: `added` (to `report`, `content` holds the fields), `same` or `apart` (of `report` and `other`),
    `withdrawn` (of `decision`).
    """

    name = models.CharField(max_length=NAME, unique=True)
    kind = models.CharField(max_length=9)
    at = models.DateTimeField()
    report = models.ForeignKey(Report, models.PROTECT, related_name="messages")
    other = models.ForeignKey(Report, models.PROTECT, null=True, related_name="messages_as_other")
    decision = models.OneToOneField("self", models.PROTECT, null=True, related_name="withdrawal")
    content = models.JSONField(default=dict)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    reason = models.CharField(max_length=500, blank=True)

    @property
    def thought(self) -> Thought:
        """The message as `jingling.complaints` thinks of it."""
        by = self.actor.username if self.actor is not None else ""
        match self.kind:
            case "added":
                return self._added()
            case "withdrawn":
                return Withdrawn(self.name, self.at, self.decision.name, by)
        one, other = self.report.name, self.other.name
        verdict: Any = self.kind
        return Decided(self.name, self.at, one, other, verdict, by, self.reason)

    def _added(self) -> Added:
        told = dict(self.content)
        called_at = models.DateTimeField().to_python(told.pop("called_at", None))
        digests = tuple(file.digest for file in self.attachments.all())
        return Added(self.name, self.at, self.report.name, called_at=called_at, attachments=digests, **told)


class Sending(models.Model):
    """What was sent under an idempotency key (幂等键), and what it was answered.

    The same key with the same body is the same sending; with another body it is a mistake.
    """

    sender = models.CharField(max_length=80)
    key = models.CharField(max_length=80)
    digest = models.CharField(max_length=64)
    answer = models.JSONField(default=dict)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["sender", "key"], name="one_sending_for_a_key")]


class AnswerNotice(models.Model):
    """Word to a person that their report was answered (通知), to be sent to the number where answers go."""

    report = models.ForeignKey(Report, models.PROTECT, related_name="answer_notices")
    made_at = models.DateTimeField(auto_now_add=True)
    sent_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["id"], condition=models.Q(sent_at=None), name="answer_notice_waiting")
        ]
