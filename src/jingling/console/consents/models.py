"""Consents (同意) and refusals (拒绝)."""

import hashlib
import json
from datetime import UTC, datetime

from django.conf import settings
from django.db import models
from django.utils import timezone

from jingling.console.frame.language import spoken
from jingling.console.registers.lines import PURPOSE_WORDS
from jingling.console.registers.models import Evidence, Organisation
from jingling.words import Words

PURPOSES = [(purpose, spoken(*words)) for purpose, words in PURPOSE_WORDS.items()]

SOURCE_WORDS = {
    "page": Words("web page or app", "网页或应用"),
    "recording": Words("recording", "录音"),
    "paper": Words("signed paper", "书面签署"),
}

CHANNEL_WORDS = {
    "form": Words("form", "表单"),
    "file": Words("file", "文件"),
    "api": Words("interface", "接口"),
}

STATE_WORDS = {
    "in force": Words("in force", "有效"),
    "expired": Words("expired", "已到期"),
    "withdrawn": Words("withdrawn", "已撤回"),
}
HEARD_WORDS = {
    "person": Words("said on these pages", "在本页面提出"),
    "agent": Words("said to the caller's agent", "通话中向坐席提出"),
    "keypress": Words("by a key pressed in a call", "通话中按键提出"),
    "sms": Words("by text message", "短信提出"),
    "": Words("said to the gate", "向关口提出"),
}
"""How a refusal was said, by its channel; what is not listed came by the gate."""

WITHDRAWN = models.Q(withdrawn_at__isnull=False)
ENDING = models.Q(withdrawn_at=None, expires_at__isnull=False)


class Consent(models.Model):
    """What one person allowed one principal, for one purpose, and the proof of it."""

    principal = models.ForeignKey(Organisation, models.PROTECT, related_name="consents")
    centre = models.ForeignKey(
        Organisation, models.PROTECT, related_name="consents_entered", db_index=False
    )  # two indexes of several fields begin with it, and one with the callee
    callee = models.BigIntegerField()
    callee_form = models.CharField(max_length=24)
    purpose = models.CharField(max_length=12, choices=PURPOSES)
    given_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True)
    source = models.CharField(max_length=10)
    page = models.URLField(max_length=500, blank=True)
    shown = models.TextField()
    evidence = models.ForeignKey(Evidence, models.PROTECT, null=True, related_name="consents")
    channel = models.CharField(max_length=4)
    entered_at = models.DateTimeField(auto_now_add=True)
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False)
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_through = models.CharField(max_length=8, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["callee", "principal", "purpose"]),
            models.Index(fields=["-given_at", "-id"]),
            models.Index(fields=["purpose", "-given_at", "-id"]),
            models.Index(fields=["centre", "-given_at", "-id"]),
            models.Index(fields=["centre", "purpose", "-given_at", "-id"]),
            models.Index(fields=["-given_at", "-id"], condition=WITHDRAWN, name="withdrawn"),
            models.Index(
                fields=["centre", "-given_at", "-id"], condition=WITHDRAWN, name="withdrawn_of_centre"
            ),
            models.Index(
                fields=["purpose", "-given_at", "-id"], condition=WITHDRAWN, name="withdrawn_for_purpose"
            ),
            models.Index(
                fields=["centre", "purpose", "-given_at", "-id"],
                condition=WITHDRAWN,
                name="withdrawn_of_centre_for",
            ),
            models.Index(fields=["-expires_at", "-id"], condition=ENDING, name="ending"),
            models.Index(fields=["centre", "-expires_at", "-id"], condition=ENDING, name="ending_of_centre"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(evidence__isnull=False) | ~models.Q(page=""), name="consent_has_its_proof"
            ),
            models.CheckConstraint(condition=~models.Q(shown=""), name="consent_has_the_text_shown"),
        ]

    @property
    def state(self) -> str:
        """Whether it holds: `in force`, `expired`, `withdrawn`."""
        if self.withdrawn_at is not None:
            return "withdrawn"
        return "expired" if self.expires_at and self.expires_at <= timezone.now() else "in force"

    @property
    def state_words(self) -> Words:
        """The same in both languages."""
        return STATE_WORDS[self.state]

    @property
    def source_words(self) -> Words:
        """Where it was given, in both languages."""
        return SOURCE_WORDS[self.source]

    @property
    def channel_words(self) -> Words:
        """How it came here, in both languages."""
        return CHANNEL_WORDS[self.channel]

    @property
    def purpose_words(self) -> Words:
        """The purpose in both languages."""
        return PURPOSE_WORDS[self.purpose]

    @property
    def proof(self) -> str:
        """What the gate keeps of the proof: the file's digest, or that of page, text and time."""
        if self.evidence is not None:
            return f"sha256:{self.evidence.digest}"
        told = [self.page, self.shown, self.given_at.astimezone(UTC).isoformat()]
        return f"page-sha256:{hashlib.sha256(json.dumps(told, ensure_ascii=False).encode()).hexdigest()}"


class Refusal(models.Model):
    """A person's word that somebody shall not call, until the person takes it back.

    A principal is named by `principal_name`, as gates know it; `*` is everyone. `caller` is the number they
    saw, 0 where they named the principal. A refusal that the gate heard has no word outgoing.
    """

    receipt = models.CharField(max_length=24, unique=True)
    callee = models.BigIntegerField(db_index=True)
    callee_form = models.CharField(max_length=24)
    principal = models.ForeignKey(Organisation, models.PROTECT, null=True, related_name="refusals")
    principal_name = models.CharField(max_length=200, blank=True)
    caller = models.BigIntegerField(default=0)
    caller_form = models.CharField(max_length=24, blank=True)
    scope = models.CharField(max_length=12, default="*")
    channel = models.CharField(max_length=10)
    heard_by = models.ForeignKey(Organisation, models.PROTECT, null=True, related_name="refusals_heard")
    proof = models.CharField(max_length=80, blank=True)
    made_at = models.DateTimeField(default=timezone.now)
    lifted_at = models.DateTimeField(null=True)
    outgoing = models.ForeignKey("publishing.Outgoing", models.PROTECT, null=True, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["heard_by", "-made_at", "-id"])]

    @property
    def at_gate_since(self) -> datetime | None:
        """Since when it holds at the gate, None for not yet."""
        return self.made_at if self.outgoing is None else self.outgoing.published_at

    @property
    def heard_words(self) -> Words:
        """How it was said, in both languages."""
        return HEARD_WORDS.get(self.channel, HEARD_WORDS[""])

    @property
    def whom(self) -> Words:
        """Who is refused, in both languages; a number is masked."""
        from jingling.numbers import mask

        if self.caller and self.principal_name not in {"", "*"}:
            seen = mask(self.caller_form)
            return Words(
                f"{self.principal_name}, who rang from {seen}", f"{self.principal_name}（来电号码 {seen}）"
            )
        if self.caller:
            return Words(f"the number {mask(self.caller_form)}", f"号码 {mask(self.caller_form)}")
        if self.principal_name != "*":
            return Words(self.principal_name, self.principal_name)
        if self.scope == "*":
            return Words("everyone", "所有推销与外呼")
        purpose = PURPOSE_WORDS[self.scope]
        return Words(f"everyone who calls for {purpose.en}", f"所有{purpose.zh}类来电")


class Heard(models.Model):
    """Up to which byte the gate's feed was read for what it heard: one row."""

    position = models.BigIntegerField(default=0)
