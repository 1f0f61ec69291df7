"""What can go wrong in the console and be put right by its user.

JinglingError
└── ConsoleError         settings, a file given to the console, or a move of its database
    └── NotAllowedError       an action that this user may not take on this object
"""

from jingling.errors import JinglingError


class ConsoleError(JinglingError):
    """Something the console's user or operator can put right."""


class NotAllowedError(ConsoleError):
    """This user may not do this to this object."""
