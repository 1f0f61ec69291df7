"""Bulletins that were made (月度通报)."""

from pathlib import Path

from django.db import models


class Bulletin(models.Model):
    """One month as it was counted at one time; counted again it is another row, and the last one is shown.

    `page` is what the page tells, in both languages, and `charts` what it draws; figures that may not be
    shown are in neither. Under `place` lie the PDF and the Excel file, and the data that were counted.
    """

    month = models.CharField(max_length=7)
    made_at = models.DateTimeField(auto_now_add=True)
    job = models.OneToOneField("jobs.Job", models.PROTECT, related_name="+")
    page = models.JSONField(default=dict)
    charts = models.JSONField(default=dict)
    place = models.CharField(max_length=400)

    class Meta:
        indexes = [models.Index(fields=["month", "-id"])]

    def __str__(self) -> str:
        return self.month

    def file(self, language: str, form: str) -> Path:
        """Return where the file of a language and form (`pdf`, `xlsx`) lies."""
        return Path(self.place) / f"bulletin-{self.month}.{language}.{form}"
