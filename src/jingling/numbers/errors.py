"""What can be wrong with the numbering plan or with what is laid over it.

NumbersError
├── UnknownHomeArea      the home area given is not an area code of the plan
├── BadRange             what is written as a number or a range of numbers is none
└── BadPortabilityFile   a row of a portability file cannot be read

A text that is no number is not an error: it is read as kind `unknown`.
"""

from jingling.errors import JinglingError


class NumbersError(JinglingError):
    """The numbering plan was asked something it cannot answer."""


class UnknownHomeArea(NumbersError):  # noqa: N818 - the tree above reads as sentences
    """The home area is not an area code of the plan."""


class BadPortabilityFile(NumbersError):  # noqa: N818 - the same
    """A portability file has a row that cannot be read."""


class BadRange(NumbersError):  # noqa: N818 - the same
    """A text is no number and no range of numbers."""
