"""Why a file of call records cannot be read as a whole.

CallsError
├── NoInputError            nothing was given, found or matched
├── MappingError            a `--map` text or a TOML mapping is wrong
├── TimesError           times without a zone, or a zone that does not exist
└── UnreadableError         one file is unreadable, and nothing of it was taken
    ├── NotCallRecordsError it holds something else, or lacks a required column
    └── DamagedError        cut short, or a quote that never closes

What is wrong with one row never raises: the row goes to quarantine (`calls.quarantine`).
"""

from jingling.errors import JinglingError


class CallsError(JinglingError):
    """Call records cannot be read."""


class NoInputError(CallsError):
    """Nothing was given, found or matched."""


class MappingError(CallsError):
    """A mapping of foreign columns is wrong."""


class TimesError(CallsError):
    """Times carry no zone and none was given, the zone does not exist, or the time format is wrong."""


class UnreadableError(CallsError):
    """One file cannot be read; nothing of it was taken.

    Args:
        path: the file, as the user named it.
        message: what is wrong with it.
        hint: what to do about it.
    """

    def __init__(self, path: str, message: str, hint: str = "") -> None:
        super().__init__(f"{path}: {message}", hint)
        self.path = path


class NotCallRecordsError(UnreadableError):
    """The file is not one of call records, or lacks a required column."""


class DamagedError(UnreadableError):
    """The file is cut short or broken in its middle."""
