"""Errors of the simulated city.

CityError                a city cannot be made as asked
├── SettingsError        a knob lies outside what makes sense
└── NumbersRanOut        more numbers are needed than the city's plan holds
"""

from jingling.errors import JinglingError


class CityError(JinglingError):
    """A simulated city cannot be made as asked."""


class SettingsError(CityError):
    """A knob lies outside what makes sense."""


class NumbersRanOut(CityError):  # noqa: N818  (a sentence says more than the suffix Error)
    """More numbers are needed than the city's plan holds."""
