"""Jobs (后台任务)."""

from django.conf import settings
from django.db import models

from jingling.words import Words

STATE_WORDS = {
    "waiting": Words("waiting", "等待中"),
    "running": Words("running", "进行中"),
    "done": Words("done", "已完成"),
    "failed": Words("failed", "失败"),
}


BY_ITSELF: dict[str, Words] = {}
"""What the console does unasked: each such kind of job with its title. Parts add theirs in `ready`."""


class Job(models.Model):
    """One piece of long work; one that nobody asked for has neither owner nor organisation nor title."""

    class State(models.TextChoices):
        """How far a job is."""

        WAITING = "waiting"
        RUNNING = "running"
        DONE = "done"
        FAILED = "failed"

    kind = models.CharField(max_length=40)
    title = models.CharField(max_length=200, blank=True)
    arguments = models.JSONField(default=dict)
    organisation = models.ForeignKey("registers.Organisation", models.PROTECT, null=True, related_name="jobs")
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    state = models.CharField(max_length=10, choices=State, default=State.WAITING, db_index=True)
    step_en = models.CharField(max_length=200, blank=True)
    step_zh = models.CharField(max_length=200, blank=True)
    done = models.BigIntegerField(default=0)
    total = models.BigIntegerField(default=0)
    fault = models.JSONField(default=dict)
    result = models.JSONField(default=dict)
    worker = models.CharField(max_length=80, blank=True)
    tries = models.IntegerField(default=0)
    created_at = models.DateTimeField(auto_now_add=True)
    heard_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["organisation", "-created_at", "-id"])]

    @property
    def over(self) -> bool:
        """Whether nothing more will happen to it."""
        return self.state in {self.State.DONE, self.State.FAILED}

    @property
    def title_words(self) -> Words:
        """What it is called: as who asked for it called it, else as its kind is."""
        return Words(self.title, self.title) if self.title else BY_ITSELF[self.kind]

    @property
    def step(self) -> Words:
        """What it is doing now."""
        return Words(self.step_en, self.step_zh)

    @property
    def state_words(self) -> Words:
        """How far it is, in words."""
        return STATE_WORDS[self.state]
