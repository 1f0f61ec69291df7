"""Cases, and what happened to them."""

from django.conf import settings
from django.db import models

from jingling.complaints import cases as thought
from jingling.complaints.classes import class_words
from jingling.complaints.clocks import STEP_WORDS
from jingling.complaints.trust import HELD_BACK
from jingling.console.complaints.reports import NAME, NUMBER
from jingling.console.frame.language import spoken
from jingling.words import Words

OUTCOMES = {
    "confirmed": Words("confirmed", "属实"),
    "refuted": Words("not as reported", "不属实"),
    "undecided": Words("could not be told", "无法查证"),
}
"""What a case comes to when it is closed; the first two are what a reporter's record is made of."""


class Case(models.Model):
    """A case (案件): the reports about one call of one person, and where they stand.

    Each report begins a case of its own; joined reports stand in the case of the first received, and their
    own cases say so in `joined_into`. All columns but `key`, `number` and `opened_at` are worked out by
    `standing.settle` from the events of these cases.
    """

    number = models.CharField(max_length=NUMBER, blank=True)
    key = models.BigIntegerField(null=True, db_index=True)
    opened_at = models.DateTimeField()

    joined_into = models.ForeignKey("self", models.PROTECT, null=True, related_name="joined")
    state = models.CharField(max_length=10, default="received")
    round = models.PositiveIntegerField(default=1)
    complete = models.BooleanField(default=False)
    receptions = models.PositiveIntegerField(default=1)
    label = models.CharField(max_length=12, blank=True)
    proposed = models.CharField(max_length=12, blank=True)
    certainty = models.FloatField(null=True)
    handler = models.CharField(max_length=200, blank=True)
    organisation = models.ForeignKey(
        "registers.Organisation", models.PROTECT, null=True, related_name="cases"
    )
    police_at = models.DateTimeField(null=True)
    acted_at = models.DateTimeField(null=True)
    reopened_for = models.CharField(max_length=500, blank=True)
    outcome = models.CharField(max_length=10, blank=True)
    due_step = models.CharField(max_length=10, blank=True)
    due_at = models.DateTimeField(null=True)
    paused = models.BooleanField(default=False)
    weight = models.FloatField(default=0)
    held = models.BooleanField(default=False)

    class Meta:
        indexes = [
            models.Index(fields=["joined_into", "-opened_at", "-id"]),
            models.Index(fields=["joined_into", "due_at", "id"]),
            models.Index(fields=["organisation", "joined_into", "due_at", "id"]),
            models.Index(fields=["id"], condition=models.Q(certainty=None), name="case_to_propose_for"),
            models.Index(
                fields=["acted_at"], condition=models.Q(acted_at__isnull=False), name="case_acted_on"
            ),
            models.Index(
                fields=["joined_into", "-opened_at", "-id"], condition=models.Q(held=True), name="case_held"
            ),
            models.Index(
                fields=["joined_into", "organisation"], condition=models.Q(paused=True), name="case_paused"
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(joined_into=models.F("id")), name="case_not_joined_into_itself"
            )
        ]

    @property
    def code(self) -> str:
        """What people call it."""
        return f"A{self.pk:07d}"

    @property
    def state_words(self) -> Words:
        """Where it stands, in both languages."""
        return thought.CaseState(self.state).words

    @property
    def label_words(self) -> Words | None:
        """The class that people decided, None while they did not."""
        return class_words()[self.label] if self.label else None

    @property
    def proposed_words(self) -> Words | None:
        """The class that the text proposes, None where it is not sure enough."""
        return class_words()[self.proposed] if self.proposed else None

    @property
    def due_words(self) -> Words | None:
        """What is due next, None for nothing."""
        if not self.due_step:
            return None
        step = STEP_WORDS[self.due_step]
        return Words(f"to be {step.en}", f"待{step.zh}")

    @property
    def outcome_words(self) -> Words | None:
        """What it came to, None while it is not closed."""
        return OUTCOMES[self.outcome] if self.outcome else None

    @property
    def held_back(self) -> bool:
        """Whether its reports are trusted too little to act on."""
        return self.weight < HELD_BACK

    def weigh(self, weight: float) -> None:
        """Set what its reports weigh together, and whether it waits among those that are held back."""
        self.weight = weight
        self.held = self.held_back and self.state != thought.CaseState.WITHDRAWN


EVENT_WORDS = {
    "complaint.received": Words("Received", "受理"),
    "complaint.completed": Words("Complete", "材料齐备"),
    "complaint.classified": Words("Classified", "归类"),
    "complaint.forwarded": Words("Forwarded", "转办"),
    "complaint.bounced": Words("Returned", "退回"),
    "complaint.acted": Words("Acted on", "处置"),
    "complaint.answered": Words("Answered", "答复"),
    "complaint.closed": Words("Closed", "办结"),
    "complaint.reopened": Words("Reopened", "重新办理"),
    "complaint.withdrawn": Words("Withdrawn", "撤回"),
    "complaint.rung_again": Words("Rung again", "再次来电"),
    "clock.paused": Words("Clock paused", "时限中止"),
    "clock.resumed": Words("Clock resumed", "时限恢复"),
}


class CaseEvent(models.Model):
    """Something that happened to a case, only ever added.

    `about` is what `jingling.complaints.cases` makes of it (the class, the handler, the reason, the answer,
    the proof, the outcome); `text` is what else was said; `evidence` the file that proves it.
    """

    case = models.ForeignKey(Case, models.PROTECT, related_name="events")
    name = models.CharField(max_length=NAME, unique=True)
    what = models.CharField(
        spoken("what happened", "事项"),
        max_length=24,
        choices=[(code, spoken(*words)) for code, words in EVENT_WORDS.items()],
    )
    at = models.DateTimeField()
    kept_at = models.DateTimeField(auto_now_add=True)
    about = models.TextField(blank=True)
    text = models.TextField(blank=True)
    by = models.CharField(max_length=10)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    organisation = models.ForeignKey("registers.Organisation", models.PROTECT, null=True, related_name="+")
    evidence = models.ForeignKey("registers.Evidence", models.PROTECT, null=True, related_name="case_events")

    class Meta:
        indexes = [models.Index(fields=["case", "at", "id"])]

    @property
    def words(self) -> Words:
        """What happened, in both languages."""
        return EVENT_WORDS[self.what]

    @property
    def thought(self) -> thought.Event:
        """The event as `jingling.complaints` thinks of it."""
        what: thought.EventName = self.what
        return thought.Event(self.name, what, self.at, self.by, self.about)
