"""What the worker does for complaints: reads files, weighs who reports very much, tells people of answers."""

from jingling.console.complaints.access import IMPORT
from jingling.console.complaints.imports import take
from jingling.console.complaints.standing import weigh_all_again
from jingling.console.complaints.telling import tell_waiting
from jingling.console.jobs.work import CHORES, KINDS

CHORES.extend((weigh_all_again, tell_waiting))
KINDS[IMPORT] = take
