"""What templates may say of cases."""

from jingling.complaints.clocks import ClockState
from jingling.console.desk.tables import class_tag, due_tag, flag_tags, handler_words
from jingling.console.findings.tables import tag
from jingling.console.frame.language import say

_CLOCKS = {
    ClockState.OVERDUE: "red",
    ClockState.LATE: "amber",
    ClockState.MET: "green",
    ClockState.PAUSED: "grey",
}


def clock_tag(state: ClockState) -> str:
    """Return the label of a clock: a word, and a colour beside it."""
    return tag(say(state.words), _CLOCKS.get(state, ""))


FILTERS = (class_tag, clock_tag, due_tag, flag_tags, handler_words)
