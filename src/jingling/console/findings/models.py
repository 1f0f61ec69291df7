"""Results of detection (检测结果), findings (线索), what people decided, and drift (偏离登记)."""

from django.conf import settings
from django.db import models

from jingling.console.frame.language import spoken
from jingling.words import Words

STATE_WORDS = {
    "open": Words("to review", "待核查"),
    "confirmed": Words("confirmed", "已确认"),
    "dismissed": Words("dismissed", "已排除"),
}

KIND_WORDS = {
    "number": Words("number", "号码"),
    "line": Words("line", "线路"),
    "campaign": Words("campaign", "团伙"),
}

REASON_WORDS = {
    "complaints": Words("complaints agree", "有投诉印证"),
    "contacted": Words("the holder was contacted and it is so", "已联系使用人核实"),
    "records": Words("the records speak for themselves", "话单足以认定"),
    "lawful": Words(
        "a lawful heavy caller (courier, hotline, announcement)", "合法高频主叫（快递、热线、通知等）"
    ),
    "shown_falsely": Words("the number was shown falsely by others", "号码被他人冒用"),
    "too_little": Words("too little to decide on", "证据不足"),
    "other": Words("another reason", "其他"),
}

DRIFT_WORDS = {
    "number-not-given": Words("shows numbers it was not given", "显示未授予的号码"),
    "outside-hours": Words("calls outside its hours", "超出登记时段"),
    "over-volume": Words("calls more than it may", "超出呼叫上限"),
    "purpose": Words("behaves unlike its purposes", "与登记用途不符"),
    "unregistered-line": Words("line in use that nobody registered", "在用线路无人登记"),
    "licence-lapsed": Words("holder without a licence in force", "使用单位许可已失效"),
    "b24-marketing": Words("B24 licensee with marketing", "B24 持证单位开展营销"),
}


class Result(models.Model):
    """One result of `jingling detect`, which stays where it was written."""

    organisation = models.ForeignKey("registers.Organisation", models.PROTECT, related_name="results")
    title = models.CharField(max_length=200)
    place = models.CharField(max_length=400)
    digest = models.CharField(max_length=64)
    first_at = models.DateTimeField(null=True)
    last_at = models.DateTimeField(null=True)
    rows_read = models.BigIntegerField(default=0)
    rows_quarantined = models.BigIntegerField(default=0)
    callers = models.BigIntegerField(default=0)
    calls = models.BigIntegerField(default=0)
    flagged = models.IntegerField(default=0)
    flagged_lines = models.IntegerField(default=0)
    campaigns = models.IntegerField(default=0)
    threshold = models.FloatField(default=0)
    simulated = models.BooleanField(default=False)
    taken_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "digest"], name="one_row_for_a_result")
        ]
        indexes = [models.Index(fields=["organisation", "-taken_at", "-id"])]

    def __str__(self) -> str:
        return self.title


class Finding(models.Model):
    """A number, line or campaign that detection proposes, and what a person decided about it."""

    class State(models.TextChoices):
        """What people decided."""

        OPEN = "open"
        CONFIRMED = "confirmed"
        DISMISSED = "dismissed"

    result = models.ForeignKey(Result, models.CASCADE, related_name="findings")
    kind = models.CharField(max_length=8, choices=[(kind, kind) for kind in KIND_WORDS])
    name = models.CharField(spoken("number, line or campaign", "号码、线路或团伙"), max_length=80)
    number_kind = models.CharField(max_length=16, blank=True)
    score = models.FloatField()
    patterns = models.JSONField(default=list)
    campaign = models.CharField(max_length=40, blank=True)
    calls = models.BigIntegerField()
    callees = models.BigIntegerField()
    numbers = models.IntegerField(null=True)
    hours = models.JSONField(default=list)
    first_at = models.DateTimeField()
    last_at = models.DateTimeField()
    shown_falsely = models.BooleanField(default=False)
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    reviewed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["result", "kind", "name"], name="one_row_for_a_finding")
        ]
        indexes = [
            models.Index(fields=["result", "kind", "-score", "-id"]),
            models.Index(fields=["name"]),
            models.Index(fields=["state", "kind"]),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"

    @property
    def kind_words(self) -> Words:
        """The kind in both languages."""
        return KIND_WORDS[self.kind]

    @property
    def state_words(self) -> Words:
        """What people decided, in both languages."""
        return STATE_WORDS[self.state]


class Review(models.Model):
    """One decision of one person; the last one stands."""

    finding = models.ForeignKey(Finding, models.CASCADE, related_name="reviews")
    reviewer = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=Finding.State)
    reason = models.CharField(max_length=16, choices=[(reason, reason) for reason in REASON_WORDS])
    note = models.CharField(max_length=1000, blank=True)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("-at", "-id")

    @property
    def state_words(self) -> Words:
        """The decision in both languages."""
        return STATE_WORDS[self.state]

    @property
    def reason_words(self) -> Words:
        """Its reason in both languages."""
        return REASON_WORDS[self.reason]


class Drift(models.Model):
    """Where the records of a line and its registration part ways."""

    result = models.ForeignKey(Result, models.CASCADE, related_name="drifts")
    kind = models.CharField(max_length=20, choices=[(kind, kind) for kind in DRIFT_WORDS])
    line_name = models.CharField(max_length=80)
    line = models.ForeignKey("registers.Line", models.SET_NULL, null=True, related_name="drifts")
    calls = models.BigIntegerField(default=0)
    numbers = models.IntegerField(default=0)
    said_en = models.CharField(max_length=300)
    said_zh = models.CharField(max_length=300)
    examples = models.JSONField(default=list)

    class Meta:
        indexes = [models.Index(fields=["result", "-calls", "-id"])]

    @property
    def kind_words(self) -> Words:
        """The kind in both languages."""
        return DRIFT_WORDS[self.kind]

    @property
    def said(self) -> Words:
        """What was seen against what was registered."""
        return Words(self.said_en, self.said_zh)


class Upload(models.Model):
    """A file of call records that was uploaded (话单文件); the job that reads it makes a result."""

    organisation = models.ForeignKey("registers.Organisation", models.PROTECT, related_name="uploads")
    job = models.ForeignKey("jobs.Job", models.PROTECT, related_name="+")
    name = models.CharField(max_length=200)
    place = models.CharField(max_length=400)
    size = models.BigIntegerField()
    digest = models.CharField(max_length=64)
    result = models.ForeignKey(Result, models.SET_NULL, null=True, related_name="uploads")
    uploaded_at = models.DateTimeField(auto_now_add=True)
