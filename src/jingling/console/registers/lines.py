"""Lines, the number blocks they may show, letters of authority and contracts."""

from typing import get_args

from django.db import models

from jingling.console.frame.language import spoken
from jingling.console.registers.organisations import Organisation
from jingling.numbers import mask
from jingling.rules import LineKind
from jingling.words import Words

MOST_IN_BLOCK = 10_000
"""A block never spans more numbers than this, so that the block of a number is found by a short index range;
a larger one is kept as several."""

LINE_KIND_WORDS = {
    "enterprise": Words("enterprise", "企业线路"),
    "subscriber": Words("subscriber", "用户线路"),
    "interconnect": Words("interconnect", "互联互通"),
    "international": Words("international", "国际局向"),
    "emergency": Words("emergency", "紧急业务"),
}

PURPOSE_WORDS = {
    "marketing": Words("marketing", "营销"),
    "service": Words("service", "客户服务"),
    "collection": Words("collection", "催收"),
    "survey": Words("survey", "调查"),
    "notification": Words("notification", "通知"),
    "emergency": Words("emergency", "紧急"),
}


class Contract(models.Model):
    """What a line's holder agreed with the carrier (合同): when, until when, and its caps."""

    carrier = models.ForeignKey(Organisation, models.PROTECT, related_name="contracts_given")
    holder = models.ForeignKey(Organisation, models.PROTECT, related_name="contracts_held")
    number = models.CharField(spoken("contract number", "合同编号"), max_length=60)
    signed_on = models.DateField(spoken("signed on", "签订日期"))
    ends_on = models.DateField(spoken("ends on", "终止日期"), db_index=True)
    calls_per_day = models.PositiveIntegerField(
        spoken("calls per day at most", "每日呼叫上限"), null=True, blank=True
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["carrier", "number"], name="one_contract_number")]

    def __str__(self) -> str:
        return self.number


class Line(models.Model):
    """A trunk or access line (语音线路、中继), with the chain of those who answer for what it carries."""

    carrier = models.ForeignKey(Organisation, models.PROTECT, related_name="lines_carried")
    name = models.CharField(spoken("line", "线路"), max_length=80)
    kind = models.CharField(
        spoken("kind", "类型"), max_length=14, choices=[(kind, kind) for kind in get_args(LineKind)]
    )
    holder = models.ForeignKey(Organisation, models.PROTECT, related_name="lines_held")
    platform = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="lines_platformed"
    )
    centre = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="lines_worked"
    )
    principal = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="lines_ordered"
    )
    contract = models.ForeignKey(Contract, models.PROTECT, null=True, blank=True, related_name="lines")
    purposes = models.CharField(spoken("purposes", "用途"), max_length=120, blank=True)
    hours = models.CharField(spoken("hours", "时段"), max_length=11, blank=True)
    calls_per_day = models.PositiveIntegerField(
        spoken("calls per day", "每日呼叫上限"), null=True, blank=True
    )
    place = models.CharField(spoken("place", "接入地"), max_length=80, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["carrier", "name"], name="one_line_name")]
        indexes = [
            models.Index(fields=["name", "id"]),
            models.Index(fields=["carrier", "name", "id"]),
            models.Index(fields=["kind", "name", "id"]),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def kind_words(self) -> Words:
        """The kind in both languages."""
        return LINE_KIND_WORDS[self.kind]

    @property
    def purpose_words(self) -> list[Words]:
        """The purposes in both languages."""
        return [PURPOSE_WORDS[purpose] for purpose in self.purposes.split()]


class Letter(models.Model):
    """A letter of authority (授权书): whose number a line may show, by whom, until when."""

    carrier = models.ForeignKey(Organisation, models.PROTECT, related_name="letters_kept")
    giver = models.ForeignKey(Organisation, models.PROTECT, related_name="letters_given")
    taker = models.ForeignKey(Organisation, models.PROTECT, related_name="letters_taken")
    number = models.CharField(spoken("letter number", "授权书编号"), max_length=60)
    valid_from = models.DateField(spoken("valid from", "有效期起"))
    valid_until = models.DateField(spoken("valid until", "有效期止"))
    evidence = models.ForeignKey("registers.Evidence", models.PROTECT, null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["carrier", "number"], name="one_letter_number")]

    def __str__(self) -> str:
        return self.number


class NumberBlock(models.Model):
    """Consecutive numbers that a line may show (号码段), as keys of `jingling.numbers`."""

    line = models.ForeignKey(Line, models.CASCADE, related_name="blocks")
    letter = models.ForeignKey(Letter, models.PROTECT, null=True, blank=True, related_name="blocks")
    first = models.BigIntegerField()
    last = models.BigIntegerField()
    first_form = models.CharField(max_length=24)
    last_form = models.CharField(max_length=24)
    kind = models.CharField(max_length=16)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(last__gte=models.F("first")), name="block_runs_forwards"
            ),
            models.CheckConstraint(
                condition=models.Q(last__lt=models.F("first") + MOST_IN_BLOCK), name="block_is_small"
            ),
            models.UniqueConstraint(fields=["line", "first", "last"], name="one_block_on_a_line"),
        ]
        indexes = [models.Index(fields=["first", "id"]), models.Index(fields=["first", "last"])]

    def __str__(self) -> str:
        return self.shown

    @property
    def shown(self) -> str:
        """The block as people read it; a private person's numbers are masked."""
        first, last = (self._seen(form) for form in (self.first_form, self.last_form))
        return first if self.first == self.last else f"{first} – {last}"

    def _seen(self, form: str) -> str:
        return mask(form) if self.kind in {"mobile", "virtual"} else form

    @property
    def size(self) -> int:
        """How many numbers it holds."""
        return int(self.last - self.first + 1)


class Evidence(models.Model):
    """A file kept as proof (凭证), by its digest; served as a download only."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="evidence")
    digest = models.CharField(max_length=64, db_index=True)
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=8)
    size = models.BigIntegerField()
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "digest"], name="one_file_for_each_keeper")
        ]
