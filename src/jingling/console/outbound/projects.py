"""Outbound projects (外呼业务) with their scripts."""

from django.conf import settings
from django.db import models

from jingling.console.frame.language import spoken
from jingling.console.registers.lines import PURPOSE_WORDS
from jingling.console.registers.models import Licence, Line, Organisation
from jingling.words import Words


class Project(models.Model):
    """One outbound business as it is registered: the six fields, and what the gate holds it to.

    The six are name, principal, purpose, numbers, audience with content, and contact.
    """

    centre = models.ForeignKey(Organisation, models.PROTECT, related_name="projects_run")
    name = models.CharField(max_length=120)
    principal = models.ForeignKey(Organisation, models.PROTECT, related_name="projects_ordered")
    purpose = models.CharField(
        max_length=12, choices=[(purpose, spoken(*words)) for purpose, words in PURPOSE_WORDS.items()]
    )
    lines = models.ManyToManyField(Line, related_name="projects")
    numbers = models.TextField()
    audience = models.CharField(max_length=300)
    content = models.TextField()
    contact_name = models.CharField(max_length=80)
    contact_phone = models.CharField(max_length=40)
    licence = models.ForeignKey(Licence, models.PROTECT, null=True, blank=True, related_name="projects")
    undertaking = models.BooleanField(default=False)
    window = models.CharField(max_length=11, blank=True)
    registered_at = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["centre", "name", "id"]), models.Index(fields=["name", "id"])]
        constraints = [models.UniqueConstraint(fields=["centre", "name"], name="one_project_name")]

    @property
    def code(self) -> str:
        """What a dialler calls it when it asks the gate."""
        return f"P{self.pk:06d}"

    @property
    def purpose_words(self) -> Words:
        """The purpose in both languages."""
        return PURPOSE_WORDS[self.purpose]


class Script(models.Model):
    """What agents say (话术), one version after the other; none is ever changed."""

    project = models.ForeignKey(Project, models.PROTECT, related_name="scripts")
    text = models.TextField()
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)


def code_to_pk(code: str) -> int:
    """Return the row that a code names, 0 for none."""
    return int(code[1:]) if code[:1] == "P" and code[1:].isdecimal() and len(code) < 18 else 0
