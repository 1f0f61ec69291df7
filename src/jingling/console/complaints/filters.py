"""What templates may say of reports."""

from datetime import datetime, timedelta

from django.utils.timezone import localtime


def grouped(text: str) -> str:
    """Write a receipt or a code in groups of three or four, to be read out."""
    size = 3 if len(text) % 3 == 0 else 4
    return " ".join(text[at : at + size] for at in range(0, len(text), size))


def last_day(due: datetime) -> str:
    """Write the last day in time; a clock is due at the moment after it."""
    return localtime(due - timedelta(seconds=1)).strftime("%Y-%m-%d")


FILTERS = (grouped, last_day)
