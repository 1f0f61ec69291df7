"""Windows of hours: `09:00-21:00`, local time, begin included, end not; `21:00-08:00` runs over midnight."""

import re
from typing import NamedTuple

from jingling.rules.errors import RulesError

_WRITTEN = re.compile(r"([01]\d|2[0-4]):([0-5]\d)-([01]\d|2[0-4]):([0-5]\d)")


class Window(NamedTuple):
    """Hours of a day, in minutes after local midnight: `first` included, `last` not."""

    first: int
    last: int

    def holds(self, minute: int) -> bool:
        """Say whether a minute of the day, 0 to 1439, lies inside."""
        if self.first <= self.last:
            return self.first <= minute < self.last
        return minute >= self.first or minute < self.last


def parse_window(text: str) -> Window | None:
    """Read `HH:MM-HH:MM`; an empty text is no window, which restricts nothing.

    Raises:
        RulesError: the text is no window, or one of no length.
    """
    if not text.strip():
        return None
    found = _WRITTEN.fullmatch(text.strip())
    if found is None:
        raise RulesError(f"hours {text!r}", "Write local hours as HH:MM-HH:MM, such as 09:00-21:00.")
    first, last = int(found[1]) * 60 + int(found[2]), int(found[3]) * 60 + int(found[4])
    if first == last or max(first, last) > 1440:
        raise RulesError(f"hours {text!r}", "Begin and end differ and lie between 00:00 and 24:00.")
    return Window(first, last)
