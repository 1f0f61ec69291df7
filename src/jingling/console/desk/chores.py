"""What the worker does for the desk: it compares, asks questions, and proposes classes."""

from jingling.console.desk.asking import see_to_questions
from jingling.console.desk.comparing import compare, see_to_comparing
from jingling.console.desk.models import COMPARE
from jingling.console.desk.proposing import propose_classes
from jingling.console.jobs.work import CHORES, KINDS

KINDS[COMPARE] = compare
CHORES.extend((see_to_comparing, see_to_questions, propose_classes))
