"""What the worker does for outbound calls: it reads the gate's ledger as it grows."""

from jingling.console.jobs.work import CHORES
from jingling.console.outbound.counting import count_new

CHORES.append(count_new)
