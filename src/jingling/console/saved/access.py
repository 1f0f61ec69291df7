"""Who sees saved filters: each person their own."""

from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404

from jingling.console.saved.models import SavedFilter


def saved_by(user: Any, page: str) -> QuerySet:
    """Return a person's saved filters of a page, by name."""
    return SavedFilter.objects.filter(user=user.pk, page=page).order_by("name")


def access_saved(user: Any, pk: int) -> SavedFilter:
    """Return one of a person's saved filters, or 404."""
    return get_object_or_404(SavedFilter, pk=pk, user=user.pk)
