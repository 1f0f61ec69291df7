"""What the worker does for notices: it reminds of clocks that run out."""

from jingling.console.jobs.work import CHORES
from jingling.console.notices.reminders import see_to_reminders

CHORES.append(see_to_reminders)
