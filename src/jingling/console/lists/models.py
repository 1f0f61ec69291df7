"""An entry of a system list (系统名单)."""

from django.conf import settings
from django.db import models
from django.utils import timezone

from jingling.console.frame.language import spoken
from jingling.numbers import mask
from jingling.words import Words

LIST_WORDS = {
    "allow": Words("always let through", "系统白名单"),
    "block": Words("block", "系统黑名单"),
    "dno": Words("never an origin (DNO)", "不作主叫（DNO）"),
    "finding": Words("label as found", "线索标记"),
}
NEEDS_END = {"block", "finding"}
"""Lists on which nobody stays for good: their entries end within `MOST_DAYS`."""

MOST_DAYS = 366

CLASS_WORDS = {
    "high_frequency": Words("rings many strangers", "高频呼叫陌生人"),
    "one_ring": Words("one-ring bait", "响一声"),
    "bombing": Words("call bombing", "呼死你"),
}
"""What a number was found for; people's own policies name it."""

STATE_WORDS = {
    "in force": Words("in force", "生效"),
    "ended": Words("ended", "已到期"),
    "removed": Words("taken off", "已移除"),
}


class Entry(models.Model):
    """A number or a range on a list, from one act until its end, or until another takes it off.

    One that stands on a `finding` comes off with the confirmation of that finding.
    """

    organisation = models.ForeignKey("registers.Organisation", models.PROTECT, related_name="list_entries")
    list = models.CharField(
        spoken("list", "名单"), max_length=8, choices=[(name, name) for name in LIST_WORDS]
    )
    first = models.BigIntegerField()
    last = models.BigIntegerField()
    first_form = models.CharField(max_length=24)
    last_form = models.CharField(max_length=24)
    kind = models.CharField(max_length=16)
    listing_class = models.CharField(max_length=16, blank=True)
    reason = models.CharField(max_length=300)
    finding = models.ForeignKey("findings.Finding", models.PROTECT, null=True, related_name="list_entries")
    until = models.DateTimeField(null=True)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    added_at = models.DateTimeField(default=timezone.now)
    outgoing = models.ForeignKey("publishing.Outgoing", models.PROTECT, related_name="+")
    removed_at = models.DateTimeField(null=True)
    removed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    removed_why = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(last__gte=models.F("first")), name="entry_runs_forwards"
            ),
            models.CheckConstraint(
                condition=~models.Q(list__in=["block", "finding"]) | models.Q(until__isnull=False),
                name="who_is_harmed_is_so_for_a_time",
            ),
            models.CheckConstraint(condition=~models.Q(reason=""), name="entry_has_its_reason"),
        ]
        indexes = [
            models.Index(fields=["-added_at", "-id"]),
            models.Index(fields=["organisation", "-added_at", "-id"]),
            models.Index(fields=["first", "last"]),
        ]

    @property
    def shown(self) -> str:
        """The number or range as people read it; a person's is masked, and one that was found."""
        found = self.finding is not None and self.finding.kind == "number"
        masked = found or self.kind in {"mobile", "virtual"}
        first, last = (mask(form) if masked else form for form in (self.first_form, self.last_form))
        return first if self.first == self.last else f"{first} – {last}"

    @property
    def state(self) -> str:
        """Whether it holds: `in force`, `ended`, `removed`."""
        if self.removed_at is not None:
            return "removed"
        return "ended" if self.until and self.until <= timezone.now() else "in force"
