"""What the worker does for the audit: it takes events to the ledger."""

from jingling.console.audit.keeping import Keeper
from jingling.console.jobs.work import AT_END, CHORES

keeper = Keeper()
CHORES.append(keeper.keep)
AT_END.append(keeper.close)
