"""What can be wrong with a rule pack.

JinglingError
└── RulesError   a pack, a window of hours or a rule's figure cannot be used
"""

from jingling.errors import JinglingError


class RulesError(JinglingError):
    """A rule pack, or something written in a rule's syntax, is wrong."""
