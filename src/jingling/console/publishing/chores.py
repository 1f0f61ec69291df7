"""What the worker does for the gate: it publishes what changed, and takes there what was left behind."""

from jingling.console.jobs.work import CHORES
from jingling.console.publishing.outbox import Pulse
from jingling.console.publishing.registers import publish_wanted

CHORES.extend((Pulse(), publish_wanted))
