"""What the desk knows beside reports and cases: call records that fit (比对), and questions (待答问题)."""

from typing import Any

from django.conf import settings
from django.db import models

from jingling.complaints.matching import STATES
from jingling.console.frame.language import spoken
from jingling.words import Words

COMPARE = "compare-records"
"""The kind of job that holds reports against call records."""

ANSWERS = {
    "shown-falsely": Words("others show this number falsely", "号码被他人冒用"),
    "records-missing": Words("we do not read the records of its carrier", "未读入其运营商的话单"),
    "below-threshold": Words("it rings people below every threshold", "呼叫量低于各阈值"),
    "lawful": Words("a lawful caller who annoyed people", "合法主叫，引起反感"),
    "arranged": Words("people arranged to report it", "有组织的举报"),
    "other": Words("another reason", "其他"),
}
"""Why people report a number that no records flag."""


class Match(models.Model):
    """What came of holding one report against call records; no match is a result too."""

    report = models.OneToOneField("complaints.Report", models.CASCADE, related_name="match")
    state = models.CharField(max_length=20, choices=[(state, state) for state in STATES])
    calls = models.IntegerField(default=0)
    start_at = models.DateTimeField(null=True)
    talk_s = models.FloatField(null=True)
    line = models.CharField(max_length=80, blank=True)
    result = models.ForeignKey("findings.Result", models.SET_NULL, null=True, related_name="+")
    compared_at = models.DateTimeField()

    @property
    def words(self) -> Words:
        """What it means, in both languages."""
        return STATES[self.state]

    @property
    def fits(self) -> bool:
        """Whether a call in the records fits the report."""
        return self.calls > 0


class Compared(models.Model):
    """A result whose records are held against reports, and the job that does or did it."""

    result = models.OneToOneField("findings.Result", models.CASCADE, related_name="compared")
    job = models.ForeignKey("jobs.Job", models.PROTECT, related_name="+")


class Question(models.Model):
    """A surge of reports about a number or a block that no call records flag, and what a person answered."""

    what = models.CharField(max_length=6)
    key = models.BigIntegerField()
    people = models.IntegerField()
    before = models.IntegerField()
    numbers = models.IntegerField()
    chance = models.FloatField()
    asked_at = models.DateTimeField()
    answer = models.CharField(
        spoken("answer", "答复"),
        max_length=16,
        blank=True,
        choices=[(code, spoken(*words)) for code, words in ANSWERS.items()],
    )
    note = models.CharField(max_length=500, blank=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["what", "key"], condition=models.Q(answered_at=None), name="one_open_question"
            )
        ]
        indexes = [models.Index(fields=["answered_at", "chance", "id"])]

    @property
    def shown(self) -> str:
        """The number or block, masked."""
        from jingling.numbers import mask, normal_form

        return mask(normal_form(self.key) or "") if self.what == "number" else f"+{self.key}****"

    @property
    def answer_words(self) -> Words | None:
        """What was answered, None while it is open."""
        return ANSWERS[self.answer] if self.answer else None


def question_values(found: Any) -> dict[str, Any]:
    """Return the figures of a question as `jingling.complaints.questions` found it."""
    return {
        "people": found.people,
        "before": found.before,
        "numbers": found.numbers,
        "chance": found.p,
    }
