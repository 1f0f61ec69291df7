"""What templates may say of calls that were denied."""

from functools import cache

from jingling.console.frame.language import say
from jingling.console.publishing.outbox import directory
from jingling.gate.settings import read_settings
from jingling.rules import load_pack
from jingling.words import Words


def reason_said(code: str) -> str:
    """Say what a rule objects to; nothing for one that is the operator's own."""
    rule = _rules(read_settings(directory()).country).by_id.get(code)
    answers = rule.answers.values() if rule else ()
    texts = dict.fromkeys(say(answer.text) for answer in answers if answer.effect == "reject")
    return say(Words(" ", "")).join(texts)


_rules = cache(lambda country: load_pack(country=country))

FILTERS = (reason_said,)
