"""What the worker does for consents: it reads what the gate hears."""

from jingling.console.consents.hearing import take_in_heard
from jingling.console.jobs.work import CHORES

CHORES.append(take_in_heard)
