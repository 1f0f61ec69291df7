"""A saved filter (常用筛选)."""

from django.conf import settings
from django.db import models
from django.urls import reverse


class SavedFilter(models.Model):
    """One person's name for a table with its filters and order."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="saved_filters")
    page = models.CharField(max_length=60)
    name = models.CharField(max_length=60)
    query = models.CharField(max_length=1000)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "page", "name"], name="one_name_for_a_filter")]

    @property
    def address(self) -> str:
        """Where it leads, for its owner and for whoever is sent it."""
        return f"{reverse(self.page)}?{self.query}"
