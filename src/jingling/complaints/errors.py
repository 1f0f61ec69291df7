"""Why the desk cannot do what it was asked.

ComplaintsError
├── CalendarError       the calendar of working days, or the time limits laid over it, cannot be read
├── IntakeError         a file of reports cannot be read as a whole
├── RoutingError        a routing table cannot be read
├── ModelError          classes cannot be proposed
└── BulletinError       a bulletin cannot be made as asked

What is wrong with one report never raises: it goes to quarantine (`complaints.quarantine`).
"""

from jingling.errors import JinglingError


class ComplaintsError(JinglingError):
    """The desk cannot do what it was asked."""


class CalendarError(ComplaintsError):
    """The calendar of working days, or a file of time limits, cannot be read."""


class IntakeError(ComplaintsError):
    """A file of reports cannot be read as a whole."""


class RoutingError(ComplaintsError):
    """A routing table cannot be read, or asks nobody."""


class ModelError(ComplaintsError):
    """Classes cannot be proposed."""


class BulletinError(ComplaintsError):
    """A bulletin cannot be made as asked."""
