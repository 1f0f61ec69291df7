"""What a listing would do at the gate: the gate's own verdict on an ordinary call, before and after.

The gate is asked over its own directory and with its own rules, and counts and records elsewhere, so that
looking changes nothing. The call is one that shows the number to a person without protection of their own.
"""

import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from jingling.console.findings.models import Finding
from jingling.console.lists.models import CLASS_WORDS
from jingling.console.lists.numbers_found import Range
from jingling.console.publishing.outbox import directory
from jingling.gate import Gate
from jingling.gate.decide import decide
from jingling.gate.question import Question, read_call
from jingling.gate.verdict import Verdict
from jingling.lists.snapshot import Listed
from jingling.numbers import normal_form
from jingling.words import Words

SOMEBODY = "+8613800000000"

DOES = {
    "allow": Words("calls ring as they are", "照常接通"),
    "label": Words("calls ring, shown as “{label}”", "接通，并显示“{label}”"),
    "challenge": Words("callers have to say who they are first", "须先说明身份"),
    "reject": Words("calls do not ring ({code})", "不予接通（{code}）"),
}


def ways_for(finding: Finding) -> dict[str, Words]:
    """Return how a finding may be listed, the mildest first: `finding CLASS` or `block`, with its words.

    Baiting and bombing are named of a number only where its records show them.
    """
    ways = {
        f"finding {name}": Words(f"Label it: {words.en}", f"线索标记：{words.zh}")
        for name, words in CLASS_WORDS.items()
        if name == "high_frequency" or name in finding.patterns
    }
    return ways | {"block": Words("Block it", "列入黑名单")}


def foresee(ranges: Sequence[Range], ways: Sequence[str]) -> tuple[Words, dict[str, Words]]:
    """Ask the gate what it does with calls of these numbers now, and would do with each way of listing.

    Raises:
        JinglingError: the gate's directory cannot be used.
    """
    now: Counter[Words] = Counter()
    then: dict[str, Counter[Words]] = {way: Counter() for way in ways}
    with (
        TemporaryDirectory(prefix="jingling-preview-") as scratch,
        Gate(directory(), stream="preview", scratch=Path(scratch)) as gate,
    ):
        lists = gate.lists()
        for one in ranges:
            question = Question("inbound", normal_form(one.first) or "", SOMEBODY)
            call = read_call(question, time.time(), trust_times=True)
            facts = gate.lookup.facts_for(call, lists)
            now[_done(decide(call, facts))] += 1
            listed = facts.listed
            for way in ways:
                name, _, kind = way.partition(" ")
                facts.listed = (*listed, Listed(name, kind, None, None))
                then[way][_done(decide(call, facts))] += 1
    return _said(now), {way: _said(counted) for way, counted in then.items()}


def _done(verdict: Verdict) -> Words:
    """Say what becomes of a call."""
    words = DOES[verdict.verdict]
    if not verdict.reasons:
        return words
    label = next((answer.label for answer in verdict.reasons if answer.label.zh), Words("", ""))
    code = verdict.reasons[0].code
    return Words(words.en.format(label=label.en, code=code), words.zh.format(label=label.zh, code=code))


def _said(counted: Counter[Words]) -> Words:
    """Say what becomes of calls; with shares where the ranges differ."""
    if len(counted) == 1:
        return next(iter(counted))
    total = counted.total()
    return Words(
        "; ".join(f"{many} of {total} ranges: {words.en}" for words, many in counted.most_common()),
        "；".join(f"{total} 个号段中 {many} 个：{words.zh}" for words, many in counted.most_common()),
    )
