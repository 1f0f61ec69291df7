"""Why one number was flagged, or why not: the explanation as values, for the terminal and as JSON.

`jingling explain` fills an `Explanation`; nothing here looks anything up but names and words.
"""

import math
from dataclasses import asdict, dataclass
from typing import Any

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from jingling.detect.report.catalogue import feature_sentence, pattern_sentence, pattern_title
from jingling.detect.report.figures import exact, hours_text, score, seconds
from jingling.detect.report.people import NOTHING
from jingling.detect.report.terminal import Fitted, bar, columns
from jingling.detect.report.wording import NO_SENTENCE, joined
from jingling.words import Language, Words


@dataclass(frozen=True, slots=True)
class Contribution:
    """What one feature added to a score's log-odds; value None is "not known"."""

    feature: str
    value: float | None
    contribution: float


@dataclass(frozen=True, slots=True)
class Rung:
    """One person whom the number rang, with the name already masked."""

    name: str
    calls: int
    answered: int
    talk_s: float


@dataclass(frozen=True, slots=True)
class Described:
    """What the numbering plan says of a number: class, place, carrier by prefix."""

    kind: Words
    place: Words = NOTHING
    carrier: Words = NOTHING


@dataclass(frozen=True, slots=True)
class Explanation:
    """All that is told about one number.

    Args:
        number: as the user may see it, masked or not.
        described: class, place and carrier by prefix.
        score: 0 to 1; 1 / (1 + exp(−(intercept + contributions))).
        flagged: exactly `score >= threshold`.
        threshold: the score from which a number is flagged.
        intercept: log-odds that every caller starts from.
        contributions: every one that is not nothing.
        patterns: names.
        calls: calls made, over the records read.
        callees: different people rung.
        hours: calls by local hour, 24 of them; empty where not kept.
        rung: the people rung most.
        lines: lines it came by, with their calls; empty where the records do not say.
        not_judged: what these records could not tell.
        shown_falsely: whether others show this number.
        campaign: the campaign it belongs to, if any.
        judged: whether it has habits to judge; its score says nothing about it otherwise.
    """

    number: str
    described: Described
    score: float
    flagged: bool
    threshold: float
    intercept: float
    contributions: tuple[Contribution, ...]
    patterns: tuple[str, ...] = ()
    calls: int = 0
    callees: int = 0
    hours: tuple[int, ...] = ()
    rung: tuple[Rung, ...] = ()
    lines: tuple[tuple[str, int], ...] = ()
    not_judged: tuple[Words, ...] = ()
    shown_falsely: bool = False
    campaign: str | None = None
    judged: bool = True

    @property
    def log_odds(self) -> float:
        """The intercept and all contributions together."""
        return self.intercept + math.fsum(part.contribution for part in self.contributions)


def explanation_json(explanation: Explanation) -> dict[str, Any]:
    """Return the explanation as plain JSON values, every text in both languages."""
    plain = asdict(explanation)
    plain["log_odds"] = explanation.log_odds
    plain["described"] = {
        name: getattr(explanation.described, name)._asdict() for name in ("kind", "place", "carrier")
    }
    plain["contributions"] = [
        {**asdict(part), "sentence": feature_sentence(part.feature, part.value)._asdict()}
        for part in _largest_first(explanation)
    ]
    plain["not_judged"] = [said._asdict() for said in explanation.not_judged]
    return plain


def explanation_text(explanation: Explanation, language: Language) -> RenderableType:
    """Return the explanation for the terminal: who, how sure and why, hours, whom it rang."""

    def say(en: str, zh: str) -> str:
        return Words(en, zh).text(language)

    parts: list[RenderableType] = [_heading(explanation, language), Text()]
    parts += [_sums(explanation, language), Text()]
    if explanation.patterns:
        parts.append(Text(say("Patterns", "行为模式"), style="bold"))
        for name in explanation.patterns:
            title, sentence = (
                words.text(language) for words in (pattern_title(name), pattern_sentence(name))
            )
            parts.append(Text(f"  {title}: {sentence}" if language == "en" else f"  {title}：{sentence}"))
        parts.append(Text())
    if sum(explanation.hours):
        parts += [_hours(explanation.hours, language), Text()]
    if explanation.rung:
        parts += [_rung(explanation, language), Text()]
    if explanation.lines:
        named = ", ".join(f"{line} ({exact(calls)})" for line, calls in explanation.lines)
        parts += [Text(say(f"Lines, with calls: {named}", f"经由线路（呼叫数）：{named}")), Text()]
    if explanation.not_judged:
        parts.append(Text(say("What could not be judged", "未能判断的事项"), style="bold"))
        parts += [Text(f"  - {said.text(language)}") for said in explanation.not_judged]
        parts.append(Text())
    parts.append(Text(NO_SENTENCE.text(language), style="dim"))
    return Fitted(Group(*parts))


def _largest_first(explanation: Explanation) -> list[Contribution]:
    return sorted(explanation.contributions, key=lambda part: (-abs(part.contribution), part.feature))


def _heading(explanation: Explanation, language: Language) -> RenderableType:
    described = explanation.described
    known = [words.text(language) for words in (described.kind, described.place) if words.en]
    if described.carrier.en:
        by_prefix = Words(f"{described.carrier.en} by prefix", f"按号段属{described.carrier.zh}")
        known.append(by_prefix.text(language))
    if explanation.campaign:
        known.append(Words(f"campaign {explanation.campaign}", f"团伙 {explanation.campaign}").text(language))
    heading = Text(explanation.number, style="bold")
    heading.append(f"  {' · '.join(known)}", style="not bold")
    at, least = score(explanation.score), score(explanation.threshold)
    verdict = (
        Words(
            f"Flagged: its score {at} reaches the threshold {least}.", f"已标记：得分 {at} 达到阈值 {least}。"
        )
        if explanation.flagged
        else Words(
            "Not judged: too few calls of its own, or no number shown.",
            "未作判断：自身呼叫过少，或未显示号码。",
        )
        if not explanation.judged
        else Words(
            f"Not flagged: its score {at} is below the threshold {least}.",
            f"未标记：得分 {at} 低于阈值 {least}。",
        )
    )
    did = Words(
        f"{exact(explanation.calls)} calls to {exact(explanation.callees)} people.",
        f"向 {exact(explanation.callees)} 人呼出 {exact(explanation.calls)} 次。",
    )
    lines = [heading, Text(joined(verdict, did).text(language))]
    if explanation.shown_falsely:
        falsely = Words(
            "Others show this number falsely; calls made so do not count against it.",
            "该号码被他人冒用显示；这些呼叫不计入其得分。",
        )
        lines.append(Text(falsely.text(language)))
    return Group(*lines)


def _sums(explanation: Explanation, language: Language) -> Table:
    heads = (Words("Why", "依据"), Words("", ""), Words("weight", "权重"))
    table = columns([head.text(language) for head in heads], right=(2,), wide=0)
    widest = max((abs(part.contribution) for part in explanation.contributions), default=1.0) or 1.0
    for part in _largest_first(explanation):
        table.add_row(
            Text(feature_sentence(part.feature, part.value).text(language)),
            bar(part.contribution, widest),
            f"{part.contribution:+.2f}",
        )
    start = Words("What every caller starts from", "每个主叫的起点")
    total = Words("Sum = log-odds", "合计 = 对数几率")
    shown = Words("1 / (1 + exp(-sum)) = score", "1 / (1 + exp(-合计)) = 得分")
    table.add_row(Text(start.text(language)), "", f"{explanation.intercept:+.2f}", end_section=True)
    table.add_row(Text(total.text(language), style="bold"), "", f"{explanation.log_odds:+.2f}")
    table.add_row(Text(shown.text(language), style="bold"), "", score(explanation.score))
    return table


def _hours(hours: tuple[int, ...], language: Language) -> RenderableType:
    most = max(hours)
    marks = "".join(" ▁▂▃▄▅▆▇█"[-(-calls * 8 // most)] for calls in hours)
    busy = hours_text(hours)
    title = Words(f"Calls by hour: nine tenths from {busy} h", f"呼叫时段：九成在 {busy} 时")
    scale = "".join(f"{hour:<6}" for hour in range(0, 24, 6))
    return Group(
        Text(title.text(language), style="bold"), Text(f"  {marks}"), Text(f"  {scale}", style="dim")
    )


def _rung(explanation: Explanation, language: Language) -> Table:
    heads = (
        Words("Whom it rang most", "最常拨打的人"),
        Words("calls", "呼叫"),
        Words("answered", "接通"),
        Words("talk", "通话合计"),
    )
    table = columns([head.text(language) for head in heads], right=(1, 2, 3))
    for one in explanation.rung:
        table.add_row(
            Text(one.name), exact(one.calls), exact(one.answered), seconds(one.talk_s).text(language)
        )
    return table
