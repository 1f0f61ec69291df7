"""What the worker does for bulletins: it makes them."""

from jingling.console.bulletins.making import make_bulletin
from jingling.console.jobs.work import KINDS

KINDS["make-bulletin"] = make_bulletin
