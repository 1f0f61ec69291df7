"""A campaign's life in the terminal: day by day, how large it was and what it was recognised by."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any
from zoneinfo import ZoneInfo

from rich.console import Group, RenderableType
from rich.text import Text

from jingling.campaigns import KINDS, Match, Sighting
from jingling.detect.report.figures import exact, score, time_of
from jingling.detect.report.terminal import Fitted, columns
from jingling.words import Language, Words


def history_text(sightings: Sequence[Sighting], zone: ZoneInfo, language: Language) -> RenderableType:
    """Return what `jingling campaigns history` prints: a row for each day, the earliest first."""
    heads = (
        Words("Day", "日期"),
        Words("Campaign", "团伙"),
        Words("Score", "得分"),
        Words("Numbers", "号码"),
        Words("Calls", "呼出"),
        Words("People", "被叫"),
        Words("Recognised by", "识别依据"),
    )
    table = columns([head.text(language) for head in heads], right=(2, 3, 4, 5), wide=6)
    for seen in sightings:
        table.add_row(
            seen.day,
            seen.campaign,
            score(seen.score),
            exact(seen.numbers),
            exact(seen.calls),
            exact(seen.people),
            Text(" / ".join(_said(match).text(language) for match in seen.matches)),
        )
    first, last = time_of(sightings[0].first_ms, zone), time_of(sightings[-1].last_ms, zone)
    days = len({seen.day for seen in sightings})
    headline = Words(
        f"Seen on {days} {'day' if days == 1 else 'days'}, from {first} to {last}.",
        f"出现于 {days} 天，自 {first} 至 {last}。",
    )
    return Fitted(Group(Text(headline.text(language), style="bold"), Text(), table))


def history_json(sightings: Sequence[Sighting]) -> list[dict[str, Any]]:
    """Return the same as JSON values."""
    return [asdict(seen) for seen in sightings]


def _said(match: Match) -> Words:
    shared = [part for part in match.evidence if part.weight > 0 and part.kind != "hours"]
    what = Words(
        ", ".join(f"{KINDS[part.kind].en} {exact(part.count)}" for part in shared),
        "、".join(f"{KINDS[part.kind].zh} {exact(part.count)}" for part in shared),
    )
    also = (
        Words(f" (as {match.was})", f"（当时名为 {match.was}）")
        if match.was != match.campaign
        else Words("", "")
    )
    return Words(f"{match.day}{also.en}: {what.en}", f"{match.day}{also.zh}：{what.zh}")
