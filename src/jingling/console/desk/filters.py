"""What templates may say of cases."""

from jingling.complaints.classes import class_words
from jingling.complaints.clocks import ClockState
from jingling.console.desk.tables import class_tag, due_tag, flag_tags, handler_words
from jingling.console.findings.tables import tag
from jingling.console.frame.language import say
from jingling.words import Words

_CLOCKS = {
    ClockState.OVERDUE: "red",
    ClockState.LATE: "amber",
    ClockState.MET: "green",
    ClockState.PAUSED: "grey",
}


CHANNELS = {
    "web": Words("this site", "本网站"),
    "app": Words("an app", "应用程序"),
    "api": Words("a machine", "接口"),
    "hotline": Words("a hotline", "热线"),
    "ftc": Words("the FTC", "美国联邦贸易委员会"),
    "numbers": Words("a list of numbers", "号码清单"),
}


def channel_words(channel: str) -> str:
    """Return how a report came; a sender's own name for it stays as it is."""
    return say(CHANNELS[channel]) if channel in CHANNELS else channel


def clock_tag(state: ClockState) -> str:
    """Return the label of a clock: a word, and a colour beside it."""
    return tag(say(state.words), _CLOCKS.get(state, ""))


def about_words(about: str) -> str:
    """Return what a person said a call was about: in the reader's words where it is a class."""
    known = {words.zh: words for words in class_words().values()}
    return say(known[about]) if about in known else about


FILTERS = (about_words, channel_words, class_tag, clock_tag, due_tag, flag_tags, handler_words)
