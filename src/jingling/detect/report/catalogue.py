"""What features, patterns and reasons are called, and the sentences they make."""

import math
from functools import cache

from jingling.calls.quarantine import REASONS
from jingling.detect.features import BY_NAME
from jingling.detect.findings import CAMPAIGN
from jingling.detect.patterns import FALSE_CALLER_NUMBERS, PATTERNS
from jingling.detect.report.figures import value_of
from jingling.words import Words

PAIR = " × "

CAMPAIGN_WORDS = (
    Words("its campaign", "所属团伙"),
    Words(
        "it belongs with a probability of {value} to a campaign that harasses",
        "它有 {value} 的概率属于一个实施骚扰的团伙",
    ),
)

LINE_WORDS = {
    "suspicion": (
        Words("suspicion of its callers", "主叫可疑度"),
        Words(
            "its calls come from callers that are suspect by {value} on average",
            "其呼叫的主叫平均可疑度为 {value}",
        ),
    ),
    "suspect_share": (
        Words("calls of suspect callers", "可疑主叫呼叫占比"),
        Words("{value} of its calls come from suspect callers", "{value} 的呼叫来自可疑主叫"),
    ),
    "false_share": (
        Words("calls under false numbers", "虚假主叫呼叫占比"),
        Words("{value} of its calls show a number falsely", "{value} 的呼叫冒用他人号码显示"),
    ),
    "strange_share": (
        Words("numbers that nobody knows", "陌生号码占比"),
        Words(
            "{value} of the numbers it shows appear a time or two and are known to nobody",
            "{value} 的显示号码只出现一两次且无人认识",
        ),
    ),
    "strange_call_share": (
        Words("calls under such numbers", "陌生号码呼叫占比"),
        Words("{value} of its calls show such a number", "{value} 的呼叫显示此类号码"),
    ),
}
"""Features of lines alone, all of them shares; the others are named as for numbers."""


@cache
def _patterns() -> dict[str, tuple[Words, Words]]:
    return {pattern.name: (pattern.title, pattern.sentence) for pattern in (*PATTERNS, FALSE_CALLER_NUMBERS)}


def _said(name: str) -> tuple[Words, Words, str] | None:
    if feature := BY_NAME.get(name):
        return feature.title, feature.sentence, feature.unit
    if name == CAMPAIGN:
        return (*CAMPAIGN_WORDS, "share")
    if name in LINE_WORDS:
        return (*LINE_WORDS[name], "share")
    return None


def capitalised(words: Words) -> Words:
    """Begin the English text with a capital, as a sentence does."""
    return Words(words.en[:1].upper() + words.en[1:], words.zh)


def feature_title(name: str) -> Words:
    """Name a feature, or a pair of features (`a × b`); a name that no catalogue knows stands for itself."""
    if PAIR in name:
        first, second = (feature_title(part) for part in name.split(PAIR, 1))
        return Words(f"{first.en} together with {second.en}", f"{first.zh}与{second.zh}的组合")
    said = _said(name)
    return said[0] if said else Words(name, name)


def feature_unit(name: str) -> str:
    """Tell the unit of a feature's values; empty for one that no catalogue knows."""
    said = _said(name)
    return said[2] if said else ""


def feature_sentence(name: str, value: float | None) -> Words:
    """Say a feature's value as a sentence: `96% of the people it rang had never been in touch with it`."""
    said = _said(name)
    title = capitalised(feature_title(name))
    if said is None and value is None:
        return title
    if value is None or math.isnan(value):
        return Words(f"{title.en}: not known from these records", f"{title.zh}：这些话单中无从得知")
    if said is None:
        return Words(f"{title.en}: {value:g}", f"{title.zh}：{value:g}")
    _, sentence, unit = said
    shown = value_of(value, unit)
    return capitalised(Words(sentence.en.format(value=shown.en), sentence.zh.format(value=shown.zh)))


def quarantine_words(code: str) -> tuple[Words, Words]:
    """Say why rows were set aside, and what to do about it; an unknown code stands for itself."""
    reason = REASONS.get(code)
    return (capitalised(reason.words), reason.hint) if reason else (Words(code, code), Words("", ""))


def pattern_title(name: str) -> Words:
    """Name a pattern; a name that no catalogue knows stands for itself."""
    return _patterns().get(name, (Words(name, name),))[0]


def pattern_sentence(name: str) -> Words:
    """Say what a pattern means; empty for one that no catalogue knows."""
    said = _patterns().get(name)
    return said[1] if said else Words("", "")
